"""Chats and generated texts: a request's bytes to an Ask, a Reply to lines or to one object."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.ollama.ask import OllamaAsk
from sanic_mock.dialects.ollama.at_once import OllamaSteps, compile_at_once
from sanic_mock.dialects.ollama.conversation import OllamaConversation
from sanic_mock.dialects.ollama.endpoint import OllamaDialect
from sanic_mock.dialects.ollama.lines import LINES
from sanic_mock.dialects.ollama.listing import JSON, NDJSON
from sanic_mock.dialects.ollama.options import cap_of, read_options
from sanic_mock.dialects.ollama.request import (
    AnyBody,
    ChatBody,
    GenerateBody,
    OllamaMessage,
    read,
)
from sanic_mock.dialects.ollama.shapes import CHAT, GENERATE, OllamaShapes
from sanic_mock.dialects.rendering import SparseEvents
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.body import LongBody, plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import encoding
from sanic_mock.settings import Settings

# By analogy with templates of models: what opens and ends a message, and an image.
_FRAMING, _IMAGE = 4, 256
# Tokens that are thought on average, by analogy with others, where a request asks for thought.
_THOUGHTS: Mapping[Any, int] = {
    None: 0,
    False: 0,
    True: 100,
    "low": 33,
    "medium": 67,
    "high": 100,
    "max": 200,
}
_FINISH = re.compile(rb'"done_reason":"[^"]*",')
_BILL = re.compile(rb',"total_duration":[^}]*')


class OllamaEndpoint(OllamaDialect[OllamaAsk]):
    """A way of asking Ollama; see dialects.vendor.Dialect.

    Args:
        settings: what the server was asked to be.
        is_chat: whether it is asked by messages, or else by one text.
    """

    NAME = "chat"

    def __init__(self, settings: Settings, *, is_chat: bool) -> None:
        super().__init__(settings)
        self._kind: type[ChatBody] | type[GenerateBody] = ChatBody if is_chat else GenerateBody
        self._shapes = OllamaShapes(CHAT if is_chat else GENERATE)
        self._seed = settings.seed
        self._is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self._keeps_prompt = settings.load.cache_blocks > 0
        self.converses = bool(settings.answers)

    def parse(self, body: bytes) -> OllamaAsk:
        """Read a request; raises Problem where Ollama would refuse it."""
        request = self._read(body)
        said = request.said()
        ask = OllamaAsk(self._model or request.model, self._tokens(request, said), cap_of(request))
        ask.loads = "" if said else request.loads()
        ask.stream = request.stream is not False and not ask.loads
        ask.is_dated = True
        ask.estimate = request.estimated()
        self._think(request.think, ask)
        if said:
            ask.options = read_options(request, said, self._seed, body=body)
        if self._is_counted and self._kind is GenerateBody:
            ask.context = _context(request, said)
        if self.converses:
            ask.conversation = OllamaConversation(said, request.model, request.offered(), self.NAME)
        if self._keeps_prompt:
            ask.prompt = "\n".join(one.content for one in said)
        return ask

    def conversation(self, body: bytes) -> OllamaConversation:
        """See dialects.vendor.Dialect."""
        request = self._read(body)
        return OllamaConversation(request.said(), request.model, request.offered(), self.NAME)

    def whole(self, ask: OllamaAsk, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        fields = date_field(now_s) + JSON
        if ask.loads:
            return Whole(200, fields, self._shapes.loaded(ask, reply.digest, now_s))
        context = _with_answer(ask, reply)
        return Whole(200, fields, self._shapes.whole(ask.model, reply, now_s, context))

    def events(self, ask: OllamaAsk, reply: Reply, now_s: int) -> Events:
        """See dialects.vendor.Dialect."""
        fields, shapes = date_field(now_s) + NDJSON, self._shapes
        last = shapes.last(reply, _with_answer(ask, reply))
        renderer = SparseEvents(shapes.start(ask.model, reply.digest, now_s), closing=(last,))
        return Events(fields, shapes.rows(reply), renderer, LINES)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See dialects.vendor.Dialect; a generated text tells its tokens, and has none."""
        if self._kind is not ChatBody or self._keeps_prompt or not self._is_counted:
            return None
        steps = OllamaSteps(
            self.parse,
            self._models.check,
            counter(),
            _FRAMING,
            self._shapes,
            self._model,
        )
        return compile_at_once(steps, wanted)

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See dialects.vendor.Dialect."""
        return in_time_by(self.at_once, wanted)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return (_FINISH if what == "finish" else _BILL).sub(b"", event)

    def _read(self, body: bytes) -> AnyBody:
        request = read(body, self._kind)
        self._models.check(request.model)
        return request

    def _tokens(self, request: AnyBody, said: Sequence[OllamaMessage]) -> int:
        """Return the tokens of a prompt."""
        if not self._is_counted:
            return 0
        count = counter()
        total = sum(_FRAMING + count(one.content) for one in said)
        total += sum(_IMAGE * len(one.images or ()) for one in said)
        if offered := request.offered():
            total += count(msgspec.json.encode(offered).decode())
        return total + len(request.context_tokens())

    def _think(self, wanted: Any, ask: OllamaAsk) -> None:
        """Have thought told: what a profile has, or, where it is asked for, some of the model's."""
        if not isinstance(wanted, bool | str | None) or wanted not in _THOUGHTS:
            raise errors.wrong_thought(wanted)
        if mean := _THOUGHTS[wanted]:
            ask.terms = Terms(thought=mean, thought_law="any", is_shown=True)
        ask.reasons = ask.shows_thought = ask.may_show_thought = wanted is not False


def _context(request: AnyBody, said: Sequence[OllamaMessage]) -> Sequence[int]:
    """Return the tokens of a prompt, behind those of what it goes on with."""
    encode = encoding().encode_ordinary
    return [*request.context_tokens(), *(token for one in said for token in encode(one.content))]


def _with_answer(ask: OllamaAsk, reply: Reply) -> Sequence[int]:
    """Return the tokens of a prompt and its answer; a long answer's are left out."""
    body = first_choice(reply).body
    if not ask.context or isinstance(body, LongBody):
        return ask.context
    return [*ask.context, *encoding().encode_ordinary(plain_text(body))]
