"""generateContent and streamGenerateContent: a request's bytes to an Ask, a Reply to bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from typing import Any

from sanic_mock.dialects.answer import Events, Framing, SlicedWhole, Whole
from sanic_mock.dialects.gemini import errors, turns, validation
from sanic_mock.dialects.gemini.ask import Form, GeminiAsk
from sanic_mock.dialects.gemini.at_once import GeminiSteps, compile_at_once
from sanic_mock.dialects.gemini.content import FINISHES
from sanic_mock.dialects.gemini.conversation import GeminiConversation
from sanic_mock.dialects.gemini.endpoint import GeminiEndpoint, took_ns
from sanic_mock.dialects.gemini.events import TextChunks
from sanic_mock.dialects.gemini.head import Kind
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.layout import ARRAY, escaped
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.options import declarations, prompted_options, read_options
from sanic_mock.dialects.gemini.prompts import framing_tokens
from sanic_mock.dialects.gemini.reading import UNREADABLE, read
from sanic_mock.dialects.gemini.request import (
    PlainRequest,
    asks_for_json,
    decode_plain,
    is_special,
)
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import EndKey
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.gemini.turns import GeminiTurn, plain_turn, turn
from sanic_mock.dialects.gemini.usage import bill_of
from sanic_mock.dialects.vendor import AtOnce, LetIn
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.content import Body, LongBody
from sanic_mock.engine.terms import Terms

Json = dict[str, Any]

_ANGLE = re.compile(rb"[<>]")
# What a model thinks on average where a request lets it think, and says not how much.
_THOUGHT = {"MINIMAL": 0, "LOW": 128, "MEDIUM": 384, "HIGH": 768}
_DYNAMIC = 384


class Generate(GeminiEndpoint[GeminiAsk]):
    """Generated content of one model, whole or streamed.

    Args:
        kitchen: see GeminiEndpoint, as are the others.
    """

    NAME = "chat"
    REHEARSAL: tuple[bytes, ...] = (b'{"contents":[{"parts":[{"text":"Hello"}]}]}',)

    def __init__(
        self,
        kitchen: Kitchen,
        surface: Surface,
        model: str,
        method: str,
        *,
        is_strict: bool,
        form: Form = "whole",
    ) -> None:
        super().__init__(kitchen, surface, model, method, is_strict=is_strict, form=form)
        self._prompts = kitchen.prompts
        self._known = traits(self._model)
        self._framing = framing_tokens(self._known, is_vertex=surface.is_vertex)
        self._keeps_prompt = kitchen.settings.load.cache_blocks > 0

    def parse(self, body: bytes) -> GeminiAsk:
        """Read a request.

        Raises:
            GeminiProblem: what Gemini would answer to a body it refuses.
        """
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return self._rich(body)
        return self._plain(request, None)

    def _plain(self, request: PlainRequest, tokens: int | None) -> GeminiAsk:
        """Return the Ask of a plain request; its prompt is counted where `tokens` is None."""
        if tokens is None:
            tokens = self._counted(request)
        config = request.generation_config
        cap = None if config is None else config.max_output_tokens
        ask = GeminiAsk(self._model, tokens, cap, self._form != "whole")
        self._check_length(tokens)
        if self.converses or self._keeps_prompt or asks_for_json(request):
            self._read_turns(request, ask)
        return ask

    def _counted(self, request: PlainRequest) -> int:
        return self._prompts.plain(request, self._framing) if self._prompts.is_counted else 0

    def _read_turns(self, request: PlainRequest, ask: GeminiAsk) -> None:
        """Have a plain request seen by rules, by caches, and by what reads JSON from words."""
        said, system = _plain_turns(request)
        ask.options = prompted_options(said, system)
        self._see(ask, said, system, ())

    def _see(
        self,
        ask: GeminiAsk,
        said: Sequence[GeminiTurn],
        system: GeminiTurn | None,
        offered: Sequence[str],
    ) -> None:
        if self.converses:
            ask.conversation = GeminiConversation(said, system, self.model, offered)
        if self._keeps_prompt:
            ask.prompt = "\n".join([*(system.texts if system else ()), *turns.all_texts(said)])

    def _rich(self, body: bytes) -> GeminiAsk:
        """Return the Ask of a request that is not plain."""
        request = self._read(body)
        said, system = _turns(request)
        config = request.get("generationConfig", {})
        offered = declarations(request)
        tokens = 0
        if self._prompts.is_counted:
            asked = [*([system] if system else ()), *said]
            tokens = self._prompts.rich(asked, offered, self._framing)
        cap = config.get("maxOutputTokens")
        ask = GeminiAsk(self._model, tokens, cap, self._form != "whole")
        self._check_length(tokens)
        ask.options = read_options(request, said, system, self._seed, is_strict=self._is_strict)
        self._think(config.get("thinkingConfig"), ask)
        self._see(ask, said, system, [one.get("name", "") for one in offered])
        return ask

    def _read(self, body: bytes) -> Json:
        request = read(body, "GenerateContentRequest", self._surface, is_strict=self._is_strict)
        said = _turns(request)[0]
        if self._is_strict or not said:
            validation.check(request, said, self._known)
        return request

    def _think(self, config: Json | None, ask: GeminiAsk) -> None:
        """Have a model think as much as a request says; nothing where it says nothing."""
        if config is None or not self._known.thinks:
            return
        if config.get("includeThoughts"):
            ask.shows_thought = ask.may_show_thought = True
        level = _THOUGHT.get(config.get("thinkingLevel", ""), _DYNAMIC)
        budget = config.get("thinkingBudget", -1)
        mean = level if budget < 0 else min(level, budget)
        if mean:
            ask.terms = Terms(thought=mean)
        elif not budget:
            ask.reasons = False

    def _check_length(self, tokens: int) -> None:
        most = self._known.most_input
        if self._is_strict and tokens > most:
            raise errors.too_long(tokens, most)

    def conversation(self, body: bytes) -> GeminiConversation:
        """See Dialect."""
        try:
            said, system = _plain_turns(decode_plain(body))
            return GeminiConversation(said, system, self.model, ())
        except UNREADABLE:
            request = self._read(body)
        said, system = _turns(request)
        offered = [one.get("name", "") for one in declarations(request)]
        return GeminiConversation(said, system, self.model, offered)

    def whole(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Whole:
        """See GeminiEndpoint."""
        fields = self._head.fields("json", now_s, took_ns(reply))
        is_vertex = self._surface.is_vertex
        if not _is_plain(reply):
            rich = RichAnswer(traits(ask.model), reply, now_s, is_vertex=is_vertex)
            return Whole(200, fields, rich.whole())
        shape = self._kitchen.shapes.whole(ask.model, is_vertex=is_vertex)
        name = answer_name(reply.digest, now_s, is_timed=is_vertex)
        text = escaped(reply.body.escaped)
        body = shape.text(text, _end_key(reply), reply.digest, name) + b"\n"
        return Whole(200, fields, body)

    def sliced(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Whole:
        """See GeminiEndpoint; plain answers share their text."""
        if not isinstance(reply.body, LongBody) or not _is_plain(reply) or _has_angle(reply.body):
            return self.whole(ask, reply, now_s)
        fields = self._head.fields("json", now_s, took_ns(reply))
        shape = self._kitchen.shapes.whole(ask.model, is_vertex=self._surface.is_vertex)
        name = answer_name(reply.digest, now_s, is_timed=self._surface.is_vertex)
        behind = b"".join(shape.behind(_end_key(reply), reply.digest, name)) + b"\n"
        return SlicedWhole(200, fields, b"", (shape.start, *reply.body.parts, behind))

    def events(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Events:
        """See GeminiEndpoint."""
        kind: Kind = "array" if self._form == "array" else "events"
        fields = self._head.fields(kind, now_s, took_ns(reply))
        is_vertex, layout = self._surface.is_vertex, self.layout()
        if not _is_plain(reply):
            rich = RichAnswer(traits(ask.model), reply, now_s, is_vertex=is_vertex)
            return Events(fields, *rich.events(layout), layout.format)
        shape = self._kitchen.shapes.streamed(
            ask.model, is_vertex=is_vertex, is_array=layout is ARRAY
        )
        body, bill, digest = reply.body, bill_of(reply), reply.digest
        pieces = tuple(map(escaped, body.pieces)) if _has_angle(body) else body.pieces
        key = _end_key(reply)
        name = answer_name(digest, now_s, is_timed=is_vertex)

        def end(text: bytes) -> bytes:
            return shape.last.text(text, key, digest, name)

        renderer = TextChunks(
            layout,
            shape.cuts(bill.prompt, bill.thoughts, bill.cached, name),
            repeat(1) if body.counts is None else body.counts,
            len(pieces),
            bill.prompt + bill.thoughts,
            end,
            ends_apart=shape.ends_apart,
        )
        return Events(fields, pieces, renderer, layout.format)

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
        if self._keeps_prompt or not self._prompts.is_counted or self._form != "whole":
            return None
        steps = GeminiSteps(
            self._rich,
            self._plain,
            is_special,
            self._counted,
            self._known.most_input,
            self._kitchen.shapes.whole(self._model, is_vertex=self._surface.is_vertex),
            self._head,
            self._model,
        )
        return compile_at_once(steps, bodies, framing, let_in, is_counted=is_counted)


def _plain_turns(request: PlainRequest) -> tuple[list[GeminiTurn], GeminiTurn | None]:
    system = request.system_instruction
    return list(map(plain_turn, request.contents)), None if system is None else plain_turn(system)


def _turns(request: Json) -> tuple[list[GeminiTurn], GeminiTurn | None]:
    """Return the messages, and what instructs."""
    system = request.get("systemInstruction")
    return list(map(turn, request.get("contents", ()))), None if system is None else turn(system)


def _is_plain(reply: Reply) -> bool:
    """Return whether an answer is one text, and not an empty one."""
    is_said = reply.finish_reason in ("stop", "length") and reply.body.tokens > 0
    return is_said and not reply.choices


def _end_key(reply: Reply) -> EndKey:
    bill = bill_of(reply)
    return FINISHES[reply.finish_reason], bill.prompt, bill.candidates, bill.thoughts, bill.cached


def _has_angle(body: Body) -> bool:
    parts = body.parts if isinstance(body, LongBody) else (body.escaped,)
    return any(_ANGLE.search(part) is not None for part in parts)
