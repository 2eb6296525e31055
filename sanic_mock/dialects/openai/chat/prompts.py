"""How a prompt is billed: its tokens, and how many of them a cache knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.billing import schema_tokens
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    ContentPart,
    Message,
    PlainChatRequest,
    PlainMessage,
    TextPart,
)
from sanic_mock.dialects.openai.chat.tools import functions_tokens, tool_tokens
from sanic_mock.dialects.openai.media import audio_tokens, image_tokens
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.load.prefix import PartCache
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import encoding
from sanic_mock.settings import Settings

# cached_tokens are multiples of 128 from a 1024-token prefix up ("Prompt caching" [guides-2026]).
LEAST_CACHED = 1024
BLOCK_TOKENS = 128
# A known beginning is found to within so many letters, about half a block.
PART_LETTERS = 256
# Prompts of four million letters, in 2 MiB.
KNOWN_PARTS = 16_384

# What frames a call that was made, and several of them.
_CALL_TOKENS = 7
_SEVERAL_TOKENS = 16

_encode = msgspec.json.Encoder().encode


class Block(NamedTuple):
    """What is no text but billed: what frames a message, tools, an image.

    Attributes:
        content: it differs where what it stands for does.
        tokens: what it bills.
    """

    content: bytes
    tokens: int


class Prompts:
    """Counts the prompts of one worker.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        # where waiting for a prompt depends on a cache, that cache's numbers are told
        self._is_cached = settings.prompt_tokens == "counted" and not settings.load.cache_blocks
        self._count = encoding().count if self.is_counted else len
        self._cache = PartCache(KNOWN_PARTS)

    def plain(self, messages: Sequence[PlainMessage], model: Traits) -> int:
        """Count a prompt of texts as OpenAI bills it.

        3 + sum over messages(3 + tokens(role) + tokens(content)), a name adds 1 + its tokens;
        every role is one token, and reasoning models do not bill it [otel-2026] [pydantic-2026].
        """
        count = self._count
        total = 3 + (4 if model.bills_role else 3) * len(messages)
        for message in messages:
            content = message.content
            if isinstance(content, str):
                total += count(content)
            else:
                total += sum([count(part.text) for part in content])
            if message.name:
                total += 1 + count(message.name)
        return total

    def rich(self, request: ChatRequest, model: Traits) -> tuple[int, int]:
        """Count a prompt that may have images, sound and tools; and how much of it is sound."""
        framing = 4 if model.bills_role else 3
        total = 3 + framing * len(request.messages) + self._format(request, framing)
        audio = 0
        for message in request.messages:
            total += sum(map(self._count, texts(message)))
            if message.name:
                total += 1 + self._count(message.name)
            total += self._called(message)
            for part in _media(message):
                tokens = media_tokens(part, request.model)
                total += tokens
                audio += tokens if part.input_audio else 0
        return total + self.offered(request), audio

    def known(self, request: PlainChatRequest | ChatRequest, ask: Ask, model: Traits) -> int:
        """Return how many tokens of a prompt are billed as cached; remember the prompt."""
        if not self._is_cached:
            return 0
        parts = list(self._parts(request, ask, model))
        hits = self._cache.read(parts)
        known = self._tokens(parts[:hits]) // BLOCK_TOKENS * BLOCK_TOKENS
        return known if known >= LEAST_CACHED else 0

    def text(self, messages: Sequence[PlainMessage | Message]) -> str:
        """Return all that a request says, role by role."""
        return "\n".join(f"{one.role}\n{text}" for one in messages for text in texts(one))

    def offered(self, request: PlainChatRequest | ChatRequest) -> int:
        """Return what the functions that a request offers add to its bill."""
        if not isinstance(request, ChatRequest):
            return 0
        if request.tools:
            return tool_tokens(request.tools, self._count)
        return functions_tokens(request.functions, self._count) if request.functions else 0

    def _format(self, request: ChatRequest, framing: int) -> int:
        """Return what the schema of an answer bills: a message; see billing.schema_tokens."""
        wanted = request.response_format
        spec = None if wanted is None else wanted.json_schema
        if spec is None or not bytes(spec.schema):
            return 0
        told = schema_tokens(spec.name, spec.description, bytes(spec.schema), self._count)
        return framing + told

    def _parts(
        self, request: PlainChatRequest | ChatRequest, ask: Ask, model: Traits
    ) -> Iterator[str | Block]:
        """Yield what a prompt is made of, in the order in which a model reads it."""
        if isinstance(request, ChatRequest) and (tools := self.offered(request)):
            yield Block(_encode(request.tools or request.functions), tools)
        for message in request.messages:
            named = 1 + self._count(message.name) if message.name else 0
            frame = _encode((message.role, message.name))
            yield Block(frame, (4 if model.bills_role else 3) + named)
            if called := self._called(message):
                yield Block(_encode(list(_calls(message))), called)
            for text in texts(message):
                yield from (
                    text[at : at + PART_LETTERS] for at in range(0, len(text), PART_LETTERS)
                )
            for part in _media(message):
                yield Block(_encode(part), media_tokens(part, ask.model))

    def _called(self, message: PlainMessage | Message) -> int:
        """Return what the calls bill that a message tells of.

        7 + tokens(name) + tokens(arguments) each, and 16 if there are several: exact for two of
        three prompts, and one less for the third [otel-2026] [pydantic-2026].
        """
        calls = list(_calls(message))
        wrapped = _SEVERAL_TOKENS if len(calls) > 1 else 0
        return wrapped + sum(
            _CALL_TOKENS + self._count(name) + self._count(given) for name, given in calls
        )

    def _tokens(self, parts: Sequence[str | Block]) -> int:
        """Return what parts bill; texts are counted as one as far as nothing is between them."""
        total, texts = 0, []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
            else:
                total += part.tokens + self._count("".join(texts))
                texts.clear()
        return total + self._count("".join(texts))


def texts(message: PlainMessage | Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [text for part in content or () if (text := _text(part))]


def _calls(message: PlainMessage | Message) -> Iterator[tuple[str, str]]:
    """Yield name and input of each call that a message tells of."""
    if not isinstance(message, Message):
        return
    made = [one.function or one.custom for one in message.tool_calls or ()]
    for called in (*made, message.function_call):
        if isinstance(called, dict):
            given = called.get("arguments", called.get("input", ""))
            yield str(called.get("name", "")), str(given)


def media_tokens(part: ContentPart, model: str) -> int:
    """Return what an image or sound bills; a file that is not read bills nothing."""
    if part.image_url is not None:
        return image_tokens(part.image_url.url, part.image_url.detail or "auto", model)
    if part.input_audio is not None:
        return audio_tokens(part.input_audio.data, part.input_audio.format)
    return 0


def _text(part: ContentPart | TextPart) -> str | None:
    return part.text


def _media(message: PlainMessage | Message) -> Iterable[ContentPart]:
    if not isinstance(message.content, list):
        return ()
    return [part for part in message.content if isinstance(part, ContentPart) and part.text is None]
