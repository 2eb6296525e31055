"""How much of a prompt a cache knew: OpenAI bills the beginning that came before as cached.

What a prompt is made of is cut into parts, and each part is remembered behind all those before it.
See engine.load.prompt_parts for how texts are cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.chat.prompts import Prompts, media, media_tokens
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    PlainChatRequest,
)
from sanic_mock.dialects.openai.chat.turns import PRIMING, calls, framing_tokens, texts
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.load.prefix import PartCache
from sanic_mock.engine.load.prompt_parts import KNOWN_PARTS, divided
from sanic_mock.settings import Settings

# cached_tokens are multiples of 128 from a 1024-token prefix up ("Prompt caching" [guides-2026]).
LEAST_CACHED = 1024
BLOCK_TOKENS = 128
_encode = msgspec.json.Encoder().encode


class Block(NamedTuple):
    """What is no text but billed: what frames a message, tools, an image.

    Attributes:
        content: it differs where what it stands for does.
        tokens: what it bills.
    """

    content: bytes | tuple[str, str | None]
    tokens: int


class KnownPrompts:
    """The prompts that one worker has read.

    Args:
        settings: say whether anything is told of a cache.
        prompts: counts what they are made of.
    """

    def __init__(self, settings: Settings, prompts: Prompts) -> None:
        # where waiting for a prompt depends on a cache, that cache's numbers are told
        self._is_told = settings.prompt_tokens == "counted" and not settings.load.cache_blocks
        self._prompts = prompts
        self._cache = PartCache(KNOWN_PARTS)

    def read(self, request: PlainChatRequest | ChatRequest, ask: Ask, model: Traits) -> int:
        """Return how many tokens of a prompt are billed as cached; remember the prompt."""
        if not self._is_told:
            return 0
        parts = list(islice(self._parts(request, ask, model), KNOWN_PARTS))
        hits = self._cache.read(parts)
        if not hits:
            return 0
        rest = parts[hits:]
        if len(parts) < KNOWN_PARTS and _is_of_strings(request) and len(rest) <= hits:
            # all of it, as it was counted, but what is new: mostly the shorter part
            tokens = ask.prompt_tokens - PRIMING - self._tokens(rest)
        else:
            tokens = min(self._tokens(parts[:hits]), ask.prompt_tokens - PRIMING)
        known = tokens // BLOCK_TOKENS * BLOCK_TOKENS
        return known if known >= LEAST_CACHED else 0

    def _parts(
        self, request: PlainChatRequest | ChatRequest, ask: Ask, model: Traits
    ) -> Iterator[str | Block]:
        """Yield what a prompt is made of, in the order in which a model reads it."""
        prompts, framing = self._prompts, framing_tokens(model)
        if isinstance(request, ChatRequest) and (tools := prompts.offered(request, model)):
            yield Block(_encode(request.tools or request.functions), tools)
        for message in request.messages:
            named = prompts.named(message)
            yield Block((message.role, message.name), framing + named)
            if called := prompts.called(message, model):
                yield Block(_encode(list(calls(message))), called)
            for text in texts(message):
                yield from divided(text)
            for part in media(message):
                yield Block(_encode(part), media_tokens(part, ask.model))

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

    def _count(self, text: str) -> int:
        return self._prompts.repeated.get(text) or self._prompts.begun(text)


def _is_of_strings(request: PlainChatRequest | ChatRequest) -> bool:
    """Return whether each message is one text, and nothing else."""
    if not isinstance(request, PlainChatRequest):
        return False
    return all(isinstance(message.content, str) for message in request.messages)
