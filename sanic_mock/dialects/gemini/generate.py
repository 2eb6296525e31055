"""generateContent and streamGenerateContent: a request's bytes to an Ask, a Reply to bytes."""

from __future__ import annotations

from typing import Self

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole
from sanic_mock.dialects.gemini.ask import Form, GeminiAsk
from sanic_mock.dialects.gemini.ask_reader import AskReader
from sanic_mock.dialects.gemini.at_once import GeminiSteps, compile_at_once
from sanic_mock.dialects.gemini.content import is_one_text
from sanic_mock.dialects.gemini.conversation import GeminiConversation
from sanic_mock.dialects.gemini.endpoint import GeminiEndpoint
from sanic_mock.dialects.gemini.events import has_angle, shown_pieces, text_events
from sanic_mock.dialects.gemini.head import Kind
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.layout import ARRAY, WHOLE, escaped
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.request import is_special
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import end_key
from sanic_mock.dialects.gemini.steps import printed_events
from sanic_mock.dialects.gemini.streamed_at_once import compile_streamed
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.reply import Reply


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
        self._reader = AskReader(
            kitchen, surface, model, is_strict=is_strict, is_streamed=form != "whole"
        )

    def conversing(self) -> Self:
        """See Dialect."""
        other = super().conversing()
        other._reader = self._reader.conversing()
        return other

    def parse(self, body: bytes) -> GeminiAsk:
        """Read a request; raises GeminiProblem as Gemini refuses it."""
        return self._reader.read(body)

    def conversation(self, body: bytes) -> GeminiConversation:
        """See Dialect."""
        return self._reader.conversation(body)

    def whole(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Whole:
        """See GeminiEndpoint."""
        fields = self._head.fields("json", now_s, reply.first_ns)
        is_vertex = self._surface.is_vertex
        if _is_rich(ask, reply):
            rich = self._rich(ask, reply, now_s)
            return Whole(200, fields, WHOLE.printed(rich.whole()) + b"\n", name=rich.name)
        shape = self._kitchen.shapes.whole(ask.model, is_vertex=is_vertex)
        name = answer_name(reply.digest, now_s, is_timed=is_vertex)
        text = escaped(reply.body.escaped)
        body = shape.text(text, end_key(reply), reply.digest, name) + b"\n"
        return Whole(200, fields, body, name=name.id)

    def sliced(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Whole:
        """See GeminiEndpoint; plain answers share their text."""
        if not isinstance(reply.body, LongBody) or _is_rich(ask, reply) or has_angle(reply.body):
            return self.whole(ask, reply, now_s)
        fields = self._head.fields("json", now_s, reply.first_ns)
        shape = self._kitchen.shapes.whole(ask.model, is_vertex=self._surface.is_vertex)
        name = answer_name(reply.digest, now_s, is_timed=self._surface.is_vertex)
        behind = shape.behind(end_key(reply), reply.digest, name) + b"\n"
        parts = (shape.start, *reply.body.parts, behind)
        return SlicedWhole(200, fields, b"", name=name.id, parts=parts)

    def events(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Events:
        """See GeminiEndpoint."""
        kind: Kind = "array" if self._form == "array" else "events"
        fields = self._head.fields(kind, now_s, reply.first_ns)
        is_vertex, layout = self._surface.is_vertex, self.layout()
        if _is_rich(ask, reply):
            rich = self._rich(ask, reply, now_s)
            opening = tuple(rich.opening())
            events = printed_events(opening, rich.steps(), layout.printed, layout)
            return Events(fields, *events, layout.format, name=rich.name)
        shape = self._kitchen.shapes.streamed(
            ask.model, is_vertex=is_vertex, is_array=layout is ARRAY
        )
        name = answer_name(reply.digest, now_s, is_timed=is_vertex)
        key = end_key(reply)
        renderer = text_events(shape, reply.body, key, reply.digest, name)
        return Events(fields, shown_pieces(reply.body), renderer, layout.format, name=name.id)

    def _rich(self, ask: GeminiAsk, reply: Reply, now_s: int) -> RichAnswer:
        known, is_vertex = traits(ask.model), self._surface.is_vertex
        return RichAnswer(known, reply, now_s, is_vertex=is_vertex, used=ask.used, media=ask.media)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Dialect."""
        reader = self._reader
        if reader.keeps_prompt or not reader.is_counted:
            return None
        steps = GeminiSteps(
            reader.read,
            reader.read_rich,
            reader.plain,
            is_special,
            reader.count,
            self._kitchen.prompts.count,
            reader.framing,
            reader.most_short,
            reader.terms,
            self._head,
            self._model,
        )
        shapes, is_vertex = self._kitchen.shapes, self._surface.is_vertex
        if self._form == "whole":
            shape = shapes.whole(self._model, is_vertex=is_vertex)
            return compile_at_once(steps, shape, wanted)
        is_array = self._form == "array"
        streamed = shapes.streamed(self._model, is_vertex=is_vertex, is_array=is_array)
        return compile_streamed(steps, streamed, self._form, wanted)

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See Dialect."""
        return in_time_by(self.at_once, wanted) if self._form == "whole" else None


def _is_rich(ask: GeminiAsk, reply: Reply) -> bool:
    """Return whether an answer is more than a text, or bills a prompt of more than texts."""
    return ask.used is not None or bool(ask.media) or not is_one_text(reply)
