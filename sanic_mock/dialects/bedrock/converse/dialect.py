"""Converse and ConverseStream: a request's bytes to an Ask, a Reply to Bedrock's bytes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.answer import Events, Framing, SlicedWhole, Whole
from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.converse import history, options, validation, whole
from sanic_mock.dialects.bedrock.converse.at_once import ConverseSteps, compile_converse
from sanic_mock.dialects.bedrock.converse.conversation import ConverseConversation
from sanic_mock.dialects.bedrock.converse.events import ConverseEvents
from sanic_mock.dialects.bedrock.converse.prompts import ConversePrompts
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    ConverseRequest,
    decode,
    decode_plain,
)
from sanic_mock.dialects.bedrock.event_stream import headers_of
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.vendor import AtOnce, LetIn
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.content import Body, LongBody
from sanic_mock.engine.faults.behaviour import Omission

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class ConverseShapes:
    """What all Converse operations of one worker share.

    Args:
        state: of the server.
    """

    def __init__(self, state: State) -> None:
        self.events = ConverseEvents()
        self.prompts = ConversePrompts(state.settings)
        self.keeps_prompt = state.settings.load.cache_blocks > 0


class Converse(ModelOperation[Ask]):
    """One model's Converse, or its ConverseStream; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "converse"

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        super().__init__(state.settings, model, is_stream=is_stream, is_strict=is_strict)
        self._shapes = state.part(ConverseShapes)

    def parse(self, body: bytes) -> Ask:
        """See Dialect."""
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return self._rich(_decoded(body))
        if self.is_strict:
            validation.check(request)
        ask = self._ask(request, self._shapes.prompts.plain(request))
        if any("{" in text for text in history.asking_texts(request)):
            ask.options = options.prompted_options(request)
        return ask

    def at_once(
        self,
        bodies: Sequence[Body],
        framing: Framing,
        let_in: LetIn | None,
        *,
        is_counted: bool = False,
        pick: Pick | None = None,
    ) -> AtOnce | None:
        """See Dialect."""
        prompts = self._shapes.prompts
        if self.is_stream or self._shapes.keeps_prompt or not prompts.is_counted:
            return None
        steps = ConverseSteps(self.parse, prompts.plain, self.family, self.model, self.answers_as)
        return compile_converse(steps, bodies, framing, let_in, is_counted=is_counted, pick=pick)

    def conversation(self, body: bytes) -> ConverseConversation:
        """See Dialect."""
        try:
            request: AnyConverse = decode_plain(body)
        except UNREADABLE:
            request = _decoded(body)
        return ConverseConversation(request, self.model)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = http.fields(http.JSON, now_s, reply.digest)
        render = whole.blocks if reply.choices else whole.text
        return Whole(200, fields, render(reply, self.family))

    def sliced(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """See Dialect; plain texts are shared."""
        if reply.choices or not isinstance(reply.body, LongBody):
            return self.whole(ask, reply, now_s)
        before, after = whole.around(reply, self.family)
        fields = http.fields(http.JSON, now_s, reply.digest)
        return SlicedWhole(200, fields, b"", (before, *reply.body.parts, after))

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        fields = http.fields(http.EVENTS, now_s, reply.digest)
        events = self._shapes.events
        render = events.blocks if reply.choices else events.text
        return render(fields, reply, self.family)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect; each is said by an event that says little else."""
        said = b"messageStop" if what == "finish" else b"metadata"
        return b"" if said in event[headers_of(event)] else event

    def _rich(self, request: ConverseRequest) -> Ask:
        if self.is_strict:
            validation.check(request)
        prompts = self._shapes.prompts
        ask = self._ask(request, prompts.rich(request) if prompts.is_counted else 0)
        ask.options = options.read_options(request, is_strict=self.is_strict)
        return ask

    def _ask(self, request: AnyConverse, tokens: int) -> Ask:
        config = request.inference_config
        cap = None if config is None else config.max_tokens
        ask = Ask(self.answers_as, tokens, cap, self.is_stream, is_dated=True)
        if self.converses:
            ask.conversation = ConverseConversation(request, self.model)
            ask.may_show_thought = True
        if self._shapes.keeps_prompt:
            ask.prompt = self._shapes.prompts.text(request)
        return ask


def _decoded(body: bytes) -> ConverseRequest:
    try:
        return decode(body)
    except UNREADABLE as refused:
        raise validation.explain(str(refused)) from None
