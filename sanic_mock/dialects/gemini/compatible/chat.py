"""Chat completions of Gemini's models."""

from __future__ import annotations

from typing import Self

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.ask_reader import AskReader
from sanic_mock.dialects.gemini.compatible.answers import ChatTranslator, printed
from sanic_mock.dialects.gemini.compatible.chunks import streamed
from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
from sanic_mock.dialects.gemini.compatible.members import CHAT
from sanic_mock.dialects.gemini.compatible.requests import translated
from sanic_mock.dialects.gemini.conversation import GeminiConversation
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import KNOWN_MODELS, traits
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.engine.ask import Reply


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
        answer = RichAnswer(traits(ask.model), reply, now_s, is_vertex=False).whole()
        translator = ChatTranslator(reply.digest, now_s, is_streamed=False, tells_usage=True)
        return Whole(200, fields, printed(translator.translated(answer)))

    def events(self, ask: GeminiAsk, reply: Reply, now_s: int) -> Events:
        """See dialects.vendor.Dialect."""
        fields = self._head.fields("openai_events", now_s, reply.first_ns)
        return streamed(fields, traits(ask.model), reply, now_s, tells_usage=ask.usage_wanted)

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
