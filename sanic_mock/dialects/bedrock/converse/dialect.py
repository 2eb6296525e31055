"""Converse and ConverseStream: a request's bytes to an Ask, a Reply to Bedrock's bytes."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole
from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.converse import whole
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk
from sanic_mock.dialects.bedrock.converse.at_once import (
    ConverseSteps,
    compile_converse,
    compile_converse_stream,
)
from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock, blocks_of, is_thought
from sanic_mock.dialects.bedrock.converse.conversation import ConverseConversation
from sanic_mock.dialects.bedrock.converse.ending import ending
from sanic_mock.dialects.bedrock.converse.reading import ConverseReader, read
from sanic_mock.dialects.bedrock.converse.request import AnyConverse
from sanic_mock.dialects.bedrock.converse.shapes import ConverseShapes
from sanic_mock.dialects.bedrock.event_stream import headers_of
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply


class Converse(ModelOperation[ConverseAsk]):
    """One model's Converse, or its ConverseStream; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "converse"
    PICKS = True

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        super().__init__(state.settings, model, is_stream=is_stream, is_strict=is_strict)
        self._shapes = state.part(ConverseShapes)
        self._reader = ConverseReader(
            self._shapes, model, self.answers_as, is_stream=is_stream, is_strict=is_strict
        )

    def parse(self, body: bytes) -> ConverseAsk:
        """See Dialect."""
        request = self.read(body)
        ask = self._reader.ask(request)
        self._reader.keep(request, ask)
        if self.converses:
            ask.conversation = ConverseConversation(request, self.model)
            ask.may_show_thought = True
        return ask

    def read(self, body: bytes) -> AnyConverse:
        """Read a request; raises Problem."""
        return read(body)

    def prompt_tokens(self, body: bytes) -> int:
        """See ModelOperation."""
        return self._reader.ask(self.read(body)).prompt_tokens

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Dialect."""
        prompts = self._shapes.prompts
        if self._reader.thinks:
            return None
        if self._shapes.keeps_prompt or not prompts.is_counted:
            return None
        steps = ConverseSteps(self.parse, prompts.plain, self.model, self.answers_as)
        if self.is_stream:
            return compile_converse_stream(steps, self._shapes.events, wanted)
        return compile_converse(steps, wanted)

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See Dialect."""
        return None if self.is_stream else in_time_by(self.at_once, wanted)

    def conversation(self, body: bytes) -> ConverseConversation:
        """See Dialect."""
        return ConverseConversation(self.read(body), self.model)

    def whole(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = http.fields(http.JSON, now_s, reply.digest)
        told = ending(ask, reply, self.model)
        if not reply.choices and ask.extras is None:
            return Whole(200, fields, whole.text(reply, told))
        shown, is_typed = self.blocks(ask, reply), self.family.typed_calls
        if self.family.thinks_last:
            shown = sorted(shown, key=is_thought)
        return Whole(200, fields, whole.blocks(reply, told, shown, is_typed=is_typed))

    def sliced(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect; plain texts are shared."""
        if reply.choices or ask.extras is not None or not isinstance(reply.body, LongBody):
            return self.whole(ask, reply, now_s)
        before, after = whole.around(reply, ending(ask, reply, self.model))
        fields = http.fields(http.JSON, now_s, reply.digest)
        return SlicedWhole(200, fields, b"", parts=(before, *reply.body.parts, after))

    def events(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        fields = http.fields(http.EVENTS, now_s, reply.digest)
        told, events = ending(ask, reply, self.model), self._shapes.events
        if not reply.choices and ask.extras is None:
            return events.text(fields, reply, told)
        shown, is_typed = self.blocks(ask, reply), self.family.typed_calls
        return events.blocks(fields, reply, told, shown, is_typed=is_typed)

    def blocks(self, ask: ConverseAsk, reply: Reply) -> Sequence[ConverseBlock]:
        """Return the blocks of an answer."""
        asked = None if ask.extras is None else ask.extras.thought
        return blocks_of(reply, asked, is_signed=self.family.is_signed)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect; each is said by an event that says little else."""
        said = b"messageStop" if what == "finish" else b"metadata"
        return b"" if said in event[headers_of(event)] else event
