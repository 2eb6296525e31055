"""How much of a prompt a cache knew: OpenAI bills the beginning that came before as cached.

What a prompt is made of is cut into parts, and each part is remembered behind all those before it.
See engine.load.prompt_parts for how texts are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.chat.prompts import Prompts, media
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    Message,
    PlainChatRequest,
    PlainMessage,
)
from sanic_mock.dialects.openai.chat.turns import calls, makes_calls, texts
from sanic_mock.dialects.openai.models import PRIMING, Traits
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
        parts = self._parts(request, ask, model)
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
    ) -> list[str | Block]:
        """Return what a prompt is made of, in the order in which a model reads it."""
        framing, found = model.framing, self._offered(request, model)
        for message in request.messages:
            named = self._prompts.named(message)
            found.append(Block((message.role, message.name), framing + named))
            if isinstance(content := message.content, str):
                found += self._called(message, model)
                found += divided(content)
            else:
                found += self._beside_text(message, ask, model)
            if len(found) > KNOWN_PARTS:
                break
        return found[:KNOWN_PARTS]

    def _offered(self, request: PlainChatRequest | ChatRequest, model: Traits) -> list[str | Block]:
        """Return the functions that are offered."""
        if isinstance(request, ChatRequest) and (tools := self._prompts.offered(request, model)):
            return [Block(_encode(request.tools or request.functions), tools)]
        return []

    def _called(self, message: PlainMessage | Message, model: Traits) -> list[str | Block]:
        """Return the calls that a message tells of."""
        made = list(calls(message)) if makes_calls(message) else ()
        return [Block(_encode(made), self._prompts.called(made, model))] if made else []

    def _beside_text(
        self, message: PlainMessage | Message, ask: Ask, model: Traits
    ) -> list[str | Block]:
        """Return what a message is made of whose content is no single text."""
        found = self._called(message, model)
        for text in texts(message):
            found += divided(text)
        for part in media(message):
            found.append(Block(_encode(part), self._prompts.medium(part, ask.model)))
        return found

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
