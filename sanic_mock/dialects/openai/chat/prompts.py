"""How a prompt is billed: its tokens, and how many of them a cache knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import msgspec

from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    Message,
    Part,
    PlainMessage,
    PlainRequest,
    TextPart,
)
from sanic_mock.dialects.openai.chat.tools import functions_tokens, tool_tokens
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.media import audio_tokens, image_tokens
from sanic_mock.engine.prefix import PrefixCache
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import encoding
from sanic_mock.settings import Settings

# cached_tokens are multiples of 128 from a 1024-token prefix up (OpenAI's guide "Prompt caching").
LEAST_CACHED = 1024
BLOCK_TOKENS = 128
# 16 MiB of names at most: prompts of two million tokens.
KNOWN_BLOCKS = 16_384

# What stands for tokens that are no text; above any token's id.
_FRAME = 1 << 20
_encode = msgspec.json.Encoder().encode


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
        self._cache = PrefixCache(KNOWN_BLOCKS, BLOCK_TOKENS)

    def plain(self, messages: Sequence[PlainMessage], model: Traits) -> int:
        """Count a prompt of texts as OpenAI bills it.

        3 + sum over messages(3 + tokens(role) + tokens(content)), a name adds 1 + its tokens;
        every role is one token, and reasoning models do not bill it (recorded traffic).
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

    def rich(self, asked: ChatRequest, model: Traits) -> tuple[int, int]:
        """Count a prompt that may have images, sound and tools; and how much of it is sound."""
        total = 3 + (4 if model.bills_role else 3) * len(asked.messages)
        heard = 0
        for message in asked.messages:
            total += sum(map(self._count, texts(message)))
            if message.name:
                total += 1 + self._count(message.name)
            for part in _media(message):
                total += media_tokens(part, asked.model)
                heard += media_tokens(part, asked.model) if part.input_audio else 0
        return total + self._tools(asked), heard

    def known(self, asked: PlainRequest | ChatRequest, ask: Ask, model: Traits) -> int:
        """Return how many tokens of a prompt are billed as cached; remember the prompt."""
        if not self._is_cached:
            return 0
        known = self._cache.read(list(self._billed(asked, ask, model)))
        return known if known >= LEAST_CACHED else 0

    def text(self, messages: Sequence[PlainMessage | Message]) -> str:
        """Return all that a request says, role by role."""
        return "\n".join(f"{one.role}\n{text}" for one in messages for text in texts(one))

    def _tools(self, asked: ChatRequest) -> int:
        if asked.tools:
            return tool_tokens(asked.tools, self._count)
        return functions_tokens(asked.functions, self._count) if asked.functions else 0

    def _billed(self, asked: PlainRequest | ChatRequest, ask: Ask, model: Traits) -> Iterator[int]:
        """Yield what stands for each token that is billed, in the order in which a model reads."""
        encode = encoding().encode_ordinary
        if isinstance(asked, ChatRequest) and (tools := self._tools(asked)):
            yield from [crc32(_encode(asked.tools or asked.functions)) | _FRAME] * tools
        for message in asked.messages:
            frame = crc32(message.role.encode()) | _FRAME
            yield from [frame] * (4 if model.bills_role else 3)
            for text in texts(message):
                yield from encode(text)
            for part in _media(message):
                mark = crc32(_encode(part)) | _FRAME
                yield from [mark] * media_tokens(part, ask.model)


def texts(message: PlainMessage | Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [text for part in content or () if (text := _text(part))]


def media_tokens(part: Part, model: str) -> int:
    """Return what an image or sound bills; a file that is not read bills nothing."""
    if part.image_url is not None:
        return image_tokens(part.image_url.url, part.image_url.detail or "auto", model)
    if part.input_audio is not None:
        return audio_tokens(part.input_audio.data, part.input_audio.format)
    return 0


def _text(part: Part | TextPart) -> str | None:
    return part.text


def _media(message: PlainMessage | Message) -> Iterable[Part]:
    if not isinstance(message.content, list):
        return ()
    return [part for part in message.content if isinstance(part, Part) and part.text is None]
