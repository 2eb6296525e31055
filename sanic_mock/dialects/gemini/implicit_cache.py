"""Implicit caching: the beginning of a prompt that came before is billed as cached.

From how many tokens on is documented [google-2026]; recorded counts are no multiples of anything
[gemini-2026]. Each worker knows the prompts that it has read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from sanic_mock.dialects.gemini.turns import GeminiTurn
from sanic_mock.engine.load.prefix import PartCache
from sanic_mock.engine.load.prompt_parts import KNOWN_PARTS, divided
from sanic_mock.settings import Settings

_Part = str | tuple[str, bytes]
_encode = msgspec.json.Encoder().encode


class ImplicitCache:
    """The prompts that one worker has read.

    Args:
        settings: say whether anything is told of a cache.
        count: counts a text's tokens.
    """

    def __init__(self, settings: Settings, count: Callable[[str], int]) -> None:
        # where waiting for a prompt depends on a cache, that cache's numbers are told
        self._is_told = settings.prompt_tokens == "counted" and not settings.load.cache_blocks
        self._count = count
        self._cache = PartCache(KNOWN_PARTS)

    def read(
        self, turns: Sequence[GeminiTurn], tools: Sequence[Any], least: int, model: str
    ) -> int:
        """Return how many tokens of a prompt are billed as cached; remember the prompt.

        Args:
            turns: its messages, what instructs before all others.
            tools: the functions that it offers.
            least: so many are cached at least; fewer are none.
            model: who reads it.
        """
        if not self._is_told:
            return 0
        parts = list(islice(_parts(turns, tools, model), KNOWN_PARTS))
        known = parts[: self._cache.read(parts)]
        tokens = self._count("".join(part for part in known if isinstance(part, str)))
        return tokens if tokens >= least else 0


def _parts(turns: Sequence[GeminiTurn], tools: Sequence[Any], model: str) -> Iterator[_Part]:
    """Yield what a prompt is made of, in the order in which a model reads it."""
    yield model, _encode(tools)
    for one in turns:
        yield one.role, _encode((one.calls, one.results, one.media))
        for text in one.texts:
            yield from divided(text)
