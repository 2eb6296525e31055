"""Chat completions of Gemini's models."""

from __future__ import annotations

import re
from typing import Self

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.ask_reader import AskReader
from sanic_mock.dialects.gemini.compatible.answers import ChatTranslator, printed
from sanic_mock.dialects.gemini.compatible.at_once import ChatSteps, compile_at_once
from sanic_mock.dialects.gemini.compatible.chunks import streamed
from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
from sanic_mock.dialects.gemini.compatible.members import CHAT
from sanic_mock.dialects.gemini.compatible.requests import translated
from sanic_mock.dialects.gemini.compatible.shapes import CompatibleShapes, answered_at
from sanic_mock.dialects.gemini.content import is_one_text
from sanic_mock.dialects.gemini.conversation import GeminiConversation
from sanic_mock.dialects.gemini.errors import GeminiProblem
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import KNOWN_MODELS, traits
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import end_key
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.vendor import AtOnce, ShortWay
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.reply import Reply

# A name that any layout prints alike.
_USUAL_NAME = re.compile(r"[\w./@:-]+", re.ASCII)


class CompatibleChat(CompatibleEndpoint[GeminiAsk]):
    """Chat completions: OpenAI's requests, read as Gemini's own, and answers translated back.

    Args:
        kitchen: see CompatibleEndpoint, as are the others.
    """

    NAME = "chat"
    METHOD = "generateContent"
    MESSAGE = CHAT

    def __init__(self, kitchen: Kitchen, surface: Surface, *, is_strict: bool) -> None:
        super().__init__(kitchen, surface, is_strict=is_strict)
        self._tells_usage = kitchen.settings.usage_in_streams == "always"
        self._readers: dict[str, AskReader] = {}
        self._shapes = CompatibleShapes()

    def conversing(self) -> Self:
        """See dialects.vendor.Dialect."""
        other = super().conversing()
        if other is not self:
            other._readers = {}
        return other

    def parse(self, body: bytes) -> GeminiAsk:
        """Read a request; raises GeminiProblem as Gemini refuses it."""
        asked = self._read(body)
        reader = self._reader(self._model(asked))
        ask = reader.rich(translated(asked, traits(reader.answers_as)))
        ask.stream = asked.get("stream", False)
        is_wanted = asked.get("stream_options", {}).get("include_usage", False)
        ask.usage_wanted = is_wanted or self._tells_usage
        return ask

    def conversation(self, body: bytes) -> GeminiConversation:
        """See dialects.vendor.Dialect."""
        asked = self._read(body)
        reader = self._reader(self._model(asked))
        return reader.rich_conversation(translated(asked, traits(reader.answers_as)))

    def whole(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        fields = self._head.fields("openai", now_s, reply.first_ns)
        if _is_plain(reply):
            shape, name = self._shapes.whole(ask.model), answered_at(reply.digest, now_s)
            text = shape.text(reply.body.escaped, end_key(reply), reply.digest, name)
            return Whole(200, fields, text)
        answer = RichAnswer(traits(ask.model), reply, now_s, is_vertex=False).whole()
        translator = ChatTranslator(reply.digest, now_s, is_streamed=False, tells_usage=True)
        return Whole(200, fields, printed(translator.translated(answer)))

    def events(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Events:
        """See dialects.vendor.Dialect."""
        fields = self._head.fields("openai_events", now_s, reply.first_ns)
        shape = self._shapes.streamed(ask.model, tells_usage=ask.usage_wanted)
        return streamed(fields, traits(ask.model), reply, now_s, shape)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See dialects.vendor.Dialect."""
        prompts, settings = self._kitchen.prompts, self._kitchen.settings
        if settings.load.cache_blocks or not prompts.is_counted:
            return None
        steps = ChatSteps(
            self.parse,
            self._usual_reader,
            self._shapes,
            prompts.count,
            self._head,
            self._tells_usage,
        )
        return compile_at_once(steps, wanted)

    def _usual_reader(self, name: str) -> AskReader | None:
        """Return who reads what a model is asked; None for one that does not answer, or is odd."""
        try:
            model = self._model({"model": name})
        except GeminiProblem:
            return None
        reader = self._reader(model)
        return reader if _USUAL_NAME.fullmatch(reader.answers_as) else None

    def _reader(self, model: str) -> AskReader:
        """Return who reads what a model is asked; made by the first request for it."""
        return self._readers.get(model) or self._new_reader(model)

    def _new_reader(self, model: str) -> AskReader:
        if len(self._readers) >= KNOWN_MODELS:
            self._readers.clear()
        reader = AskReader(
            self._kitchen, self._surface, model, is_strict=self._is_strict, is_streamed=False
        )
        self._readers[model] = made = reader.conversing() if self.converses else reader
        return made


def _is_plain(reply: Reply) -> bool:
    """Return whether an answer is one short text that ended by itself."""
    is_short = not isinstance(reply.body, LongBody)
    return is_one_text(reply) and reply.finish_reason == "stop" and is_short
