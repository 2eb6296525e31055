"""Chat completions: a request's bytes to an Ask."""

from __future__ import annotations

from typing import Self

from sanic_mock.dialects import prompted
from sanic_mock.dialects.openai import errors, load_tools
from sanic_mock.dialects.openai.chat import constraints, history
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.conversation import ChatConversation
from sanic_mock.dialects.openai.chat.known_prompts import LEAST_CACHED
from sanic_mock.dialects.openai.chat.options import (
    MOST_OUTPUT,
    forced_name,
    prompted_options,
    read_options,
)
from sanic_mock.dialects.openai.chat.parameters import TextPart
from sanic_mock.dialects.openai.chat.prompt_readings import PromptReadings
from sanic_mock.dialects.openai.chat.prompts import shows_image
from sanic_mock.dialects.openai.chat.reading import read
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    PlainChatRequest,
    decode_plain,
)
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.known_models import KnownModels
from sanic_mock.dialects.openai.models import Traits, traits
from sanic_mock.dialects.openai.parameters import StreamOptions
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.ask import Options
from sanic_mock.engine.terms import Terms


class ChatAsking(Endpoint[ChatAsk]):
    """What of the chat completions endpoint reads requests."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._readings = PromptReadings(settings)
        self._prompts = self._readings.usual.prompts
        self._is_counted = self._prompts.is_counted
        self._keeps_prompt = settings.load.cache_blocks > 0
        self._model = settings.model
        self._models = KnownModels(settings, traits, constraints.check_purpose)
        self._seed = settings.seed
        shown = settings.reasoning_in_chat
        self._thought_member = "" if shown == "none" else shown
        self._obfuscates = settings.chunking.obfuscation
        self._tells_usage = settings.usage_in_streams == "always"

    def lenient(self) -> Self:
        """See Endpoint."""
        other = super().lenient()
        other._models = self._models.unchecked(self.any_model)
        return other

    def parse(self, body: bytes) -> ChatAsk:
        """Read a request.

        Raises:
            Problem: what OpenAI would answer to a body it refuses.
        """
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return self._rich(body)
        return self._plain(request, self._models[request.model], None)

    def conversation(self, body: bytes) -> ChatConversation:
        """See Endpoint."""
        try:
            return ChatConversation(request := decode_plain(body), request.model or self.any_model)
        except UNREADABLE:
            given = read(body, self.any_model, is_strict=self.is_strict).request
            return ChatConversation(given, given.model or self.any_model)

    def _plain(self, request: PlainChatRequest, model: Traits, tokens: int | None) -> ChatAsk:
        """Return the Ask of a plain request.

        Args:
            request: the request.
            model: reads it.
            tokens: of its prompt, where it was counted, and its texts ask for nothing in words;
                None where nobody has looked.
        """
        is_read = tokens is not None
        if tokens is None:
            tokens = self._prompt_tokens(request, model)
        cap = request.max_completion_tokens or request.max_tokens
        ask = ChatAsk(self._model or request.model or self.any_model, tokens, cap)
        self._show_thought(ask)
        if request.stream:
            self._read_stream(request.stream_options, ask)
        elif request.stream_options is not None:
            self._check_unstreamed()
        if model.is_particular:
            self._particular(request, model, ask)
        if tokens >= LEAST_CACHED or cap is not None:
            self._measure(request, model, ask)
        if self.converses:
            self._converse(request, ask)
        if self._keeps_prompt:
            ask.prompt = self._prompts.text(request.messages)
        first, last = request.messages[0].content, request.messages[-1].content
        if (not is_read and _may_ask(first, last)) or (
            tokens >= prompted.LEAST_TOKENS and history.takes_steps(request.messages)
        ):
            ask.options = ask.options or prompted_options(request.messages)
        return ask

    def _rich(self, body: bytes) -> ChatAsk:
        """Return the Ask of a request that is not plain."""
        received = read(body, self.any_model, is_strict=self.is_strict)
        request = received.request
        model = self._models[request.model]
        if self.is_strict:
            constraints.check(request, model)
        cap = request.max_completion_tokens or request.max_tokens
        ask = ChatAsk(self._model or request.model, 0, cap)
        self._show_thought(ask)
        ask.options = read_options(received, model, self._seed, is_strict=self.is_strict)
        ask.has_images = any(map(shows_image, request.messages))
        if ask.options is not None:
            ask.request, ask.messages = request, received.messages
        audio_tokens = self._count_rich(request, model, ask)
        if request.stream:
            self._read_stream(request.stream_options, ask)
        elif request.stream_options is not None:
            self._check_unstreamed()
        if audio_tokens and ask.options is None:
            ask.options = Options()
        if model.is_particular or audio_tokens:
            ask.terms = constraints.terms(model, request.reasoning_effort, audio_tokens)
        if received.asked is not None:
            load_tools.bound(received.asked, ask, min(model.family.most_output, MOST_OUTPUT))
        self._measure(request, model, ask)
        if self.converses:
            self._converse(request, ask)
        if self._keeps_prompt:
            ask.prompt = self._prompts.text(request.messages)
        return ask

    def _count_rich(self, request: ChatRequest, model: Traits, ask: ChatAsk) -> int:
        """Count what a prompt bills; return how many of its tokens are those of sound."""
        if not self._is_counted:
            return 0
        named = forced_name(ask.options)
        found = self._readings.of(model).prompts.rich(request, model, named)
        ask.prompt_tokens, audio_tokens = found
        return audio_tokens

    def _converse(self, request: PlainChatRequest | ChatRequest, ask: ChatAsk) -> None:
        """Have rules see what a request says; thought that they have is shown."""
        ask.conversation = ChatConversation(request, request.model or self.any_model)
        ask.may_show_thought = True
        ask.thought_member = self._thought_member or "reasoning_content"

    def _show_thought(self, ask: ChatAsk) -> None:
        """Have the reasoning shown, where the profile says so."""
        if self._thought_member:
            ask.shows_thought, ask.thought_member = True, self._thought_member

    def _particular(self, request: PlainChatRequest, model: Traits, ask: ChatAsk) -> None:
        """Read a plain request to a model that reasons, speaks or searches."""
        if self.is_strict:
            constraints.check_plain(request, model)
        ask.terms = constraints.terms(model)
        if model.family.searches:
            ask.options = constraints.searching(request.messages)

    def _measure(
        self, request: PlainChatRequest | ChatRequest, model: Traits, ask: ChatAsk
    ) -> None:
        """Refuse what is too long for a model; bill the beginning of a prompt that is known."""
        prompts, known = self._readings.of(model)
        if self.is_strict:
            constraints.check_length(request, model, ask, prompts)
        if ask.prompt_tokens < LEAST_CACHED:
            return
        if cached := known.read(request, ask, model):
            ask.terms = ask.terms or Terms()
            ask.terms.cached = cached

    def _prompt_tokens(self, request: PlainChatRequest, model: Traits) -> int:
        if not self._is_counted:
            return 0
        return self._readings.of(model).prompts.plain(request.messages, model)

    def _check_unstreamed(self) -> None:
        """Refuse options of a stream where there is none."""
        if self.is_strict:
            raise errors.options_without_stream()

    def _read_stream(self, options: StreamOptions | None, ask: ChatAsk) -> None:
        ask.stream = True
        ask.obfuscated = self._obfuscates
        ask.usage_wanted = self._tells_usage
        if options is not None:
            load_tools.read_stream_options(options, ask)
            ask.obfuscated &= options.include_obfuscation is not False


def _may_ask(first: str | list[TextPart], last: str | list[TextPart]) -> bool:
    """Return whether the first or the last of some messages may ask for something in words.

    Those are where it stands; texts in parts, which are few, are always looked at.
    """
    if isinstance(first, list) or isinstance(last, list):
        return True
    return prompted.may_ask(last) or (first is not last and prompted.may_ask(first))
