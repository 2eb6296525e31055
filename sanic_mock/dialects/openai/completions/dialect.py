"""Completions of texts: a request's bytes to an Ask, a Reply to OpenAI's bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Self

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai import load_tools
from sanic_mock.dialects.openai.completions import lenient
from sanic_mock.dialects.openai.completions.ask import CompletionAsk
from sanic_mock.dialects.openai.completions.constraints import check, check_amounts, check_purpose
from sanic_mock.dialects.openai.completions.conversation import CompletionConversation
from sanic_mock.dialects.openai.completions.events import Shapes, one, several
from sanic_mock.dialects.openai.completions.logprobs import PromptLogprobs
from sanic_mock.dialects.openai.completions.prompts import count, read, text
from sanic_mock.dialects.openai.completions.reading import (
    MOST_OUTPUT,
    SingleText,
    find_single,
    needs,
    shown,
)
from sanic_mock.dialects.openai.completions.request import (
    DEFAULT_MAX_TOKENS,
    AnyCompletionRequest,
    CompletionRequest,
    LenientCompletionRequest,
    decode,
    decode_lenient,
    decode_plain,
)
from sanic_mock.dialects.openai.completions.validation import explain
from sanic_mock.dialects.openai.completions.whole import WholeCompletionShape, choice, rich
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.http import JSON
from sanic_mock.dialects.openai.known_models import MOST_KEPT, KnownModels
from sanic_mock.dialects.openai.live_limits import head_of
from sanic_mock.dialects.openai.models import completing_of
from sanic_mock.dialects.openai.running_usage import with_running_usage
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.tokens import CL100K

# [openllmetry-2026]; streams of chat name their charset, these do not.
_EVENTS = b"text/event-stream"
_FIELDS = (
    b"Cache-Control: no-cache, must-revalidate\r\n"
    b"access-control-allow-origin: *\r\n"
    b"openai-model: %b\r\n"
)
_UNPRINTABLE = dict.fromkeys((*range(32), 127), "?")


class Completions(Endpoint[CompletionAsk]):
    """The completions endpoint of one worker."""

    ENCODING = CL100K
    ANY_MODEL = "gpt-3.5-turbo-instruct"
    NAME = "completions"
    REHEARSAL = (
        b'{"model":"gpt-3.5-turbo-instruct","prompt":"Hello"}',
        b'{"model":"gpt-3.5-turbo-instruct","prompt":[1,2],"stream":true}',
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._model = settings.model
        self._models = KnownModels(settings, completing_of, check_purpose)
        self._keeps_prompt = settings.load.cache_blocks > 0
        self._head = head_of(state.settings)
        self._seed = settings.seed
        self._tells_usage = settings.usage_in_streams == "always"
        self._prompt_logprobs = PromptLogprobs(settings.seed)
        self._shapes = Shapes()
        self._wholes: dict[str, WholeCompletionShape] = {}

    def lenient(self) -> Self:
        """See Endpoint."""
        other = super().lenient()
        other._models = self._models.unchecked(self.any_model)
        return other

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of."""
        self._prompt_logprobs.learn(vocabulary)

    def parse(self, body: bytes) -> CompletionAsk:
        """Read a request.

        Raises:
            Problem: what OpenAI would answer to a body it refuses.
        """
        request = self._decoded(body)
        name = request.model
        model = self._models[name]
        prompts = read(request.prompt)
        counts = tuple(map(count, prompts))
        cap = _cap(request)
        if not isinstance(request, LenientCompletionRequest):
            check(request, model, cap, counts)
        tokens = sum(counts)
        billed = tokens + _suffix_tokens(request)
        ask = CompletionAsk(self._model or name, billed, cap, reasons=False)
        if found := needs(request, prompts, self._seed):
            ask.reading, ask.options = found
            check_amounts(ask.reading, tokens)
        if isinstance(request, LenientCompletionRequest):
            load_tools.bound(request, ask, MOST_OUTPUT)
        if request.stream:
            self._read_stream(request, ask)
        if self.converses:
            ask.conversation = CompletionConversation(prompts, name)
        if self._keeps_prompt:
            ask.prompt = "\n".join(map(text, prompts))
        return ask

    def conversation(self, body: bytes) -> CompletionConversation:
        """See Endpoint."""
        request = self._decoded(body)
        return CompletionConversation(read(request.prompt), request.model)

    def whole(self, ask: CompletionAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        name, named = _named(ask.model)
        fields = self._head.fields(JSON, now_s, reply) + named
        if ask.reading is None:
            plain = SingleText(reply.body, reply.finish_reason)
            return Whole(200, fields, self._shape(name).text(reply, plain, now_s))
        choices = shown(ask.reading, reply)
        if single := find_single(ask.reading, choices):
            return Whole(200, fields, self._shape(name).text(reply, single, now_s))
        rendered = [choice(each, ask.reading, self._prompt_logprobs) for each in choices]
        return Whole(200, fields, rich(name, reply, rendered, now_s))

    def events(self, ask: CompletionAsk, reply: Reply, now_s: int) -> Events:
        """Render an answer as events: echoed prompts, one for each token, ends, usage."""
        name, named = _named(ask.model)
        fields = self._head.fields(_EVENTS, now_s, reply) + named
        shared = self._shapes.suffixes(name, ask.usage_wanted or ask.usage_running)
        prefix = self._shapes.prefix(reply.digest, now_s)
        after = [shared.usage(reply)] if ask.usage_wanted else []
        if ask.reading is None:
            single = SingleText(reply.body, reply.finish_reason)
            events = Events(fields, *one(prefix, shared, single, after))
            return with_running_usage(events, reply) if ask.usage_running else events
        choices = shown(ask.reading, reply)
        if found := find_single(ask.reading, choices):
            events = Events(fields, *one(prefix, shared, found, after))
        else:
            made = several(prefix, shared, choices, ask.reading, self._prompt_logprobs, after)
            events = Events(fields, *made)
        if ask.usage_running:
            return with_running_usage(events, reply, [each.choice for each in choices])
        return events

    def _decoded(self, body: bytes) -> AnyCompletionRequest:
        """Return a request; raises Problem where neither of the typed readings takes it."""
        if self.is_strict:
            try:
                return decode_plain(body)
            except UNREADABLE:
                pass
        try:
            return decode(body) if self.is_strict else _checked(decode_lenient(body))
        except UNREADABLE as refused:
            if self.is_strict:
                raise explain(body, str(refused)) from None
            return lenient.read(body, self.any_model)

    def _read_stream(self, request: AnyCompletionRequest, ask: CompletionAsk) -> None:
        ask.stream, ask.usage_wanted = True, self._tells_usage
        if request.stream_options is not None:
            load_tools.read_stream_options(request.stream_options, ask)

    def _shape(self, name: str) -> WholeCompletionShape:
        shape = self._wholes.get(name)
        if shape is None:
            if len(self._wholes) >= MOST_KEPT:
                self._wholes.clear()
            self._wholes[name] = shape = WholeCompletionShape(name)
        return shape


def _cap(request: AnyCompletionRequest) -> int:
    """Return the most tokens of a completion; what is to be longer has no limit of its own."""
    if request.max_tokens is not None:
        return request.max_tokens
    least = request.min_tokens if isinstance(request, LenientCompletionRequest) else None
    return max(DEFAULT_MAX_TOKENS, least or 0)


def _checked(request: LenientCompletionRequest) -> LenientCompletionRequest:
    """Return a request whose prompts are texts; raises ValidationError for others."""
    given = request.prompt if isinstance(request.prompt, list) else [request.prompt]
    if not request.model or {str} != set(map(type, given)):
        raise msgspec.ValidationError
    return request


def _suffix_tokens(request: AnyCompletionRequest) -> int:
    if isinstance(request, CompletionRequest | LenientCompletionRequest) and request.suffix:
        return count(request.suffix)
    return 0


@lru_cache(MOST_KEPT)
def _named(model: str) -> tuple[str, bytes]:
    """Return a model's name in its answers, and the header lines that tell it."""
    name = completing_of(model).answers_as
    return name, _FIELDS % name.translate(_UNPRINTABLE).encode("ascii", "replace")
