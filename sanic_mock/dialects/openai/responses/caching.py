"""How much of a prompt is billed as known: its beginning, where it was read before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.dialects.openai.responses.items import texts
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.load.prefix import PrefixCache
from sanic_mock.engine.load.text_prefixes import TextPrefixes
from sanic_mock.engine.long_runs import encoder

# Multiples of 128 from 1024 tokens up ("Prompt caching" [guides-2026]).
LEAST_TOKENS = 1024
BLOCK_TOKENS = 128
KNOWN_BLOCKS = 16_384
# Letters that are looked at: about 1,000,000 tokens, which is as long as any prompt may be. The
# tokens of 50 MB would be 500 MB.
MOST_LETTERS = 4_000_000


class PromptCache:
    """The prompts that one worker has read."""

    def __init__(self) -> None:
        self._cache = PrefixCache(KNOWN_BLOCKS, BLOCK_TOKENS)
        self._by_vocabulary: dict[str, TextPrefixes] = {}

    def known(self, items: Iterable[Item], tokens: int, vocabulary: str) -> int:
        """Return how many tokens of a prompt are known, and remember it.

        Args:
            items: all that the model reads, in its order.
            tokens: what they are billed.
            vocabulary: of those tokens.
        """
        if tokens < LEAST_TOKENS:
            return 0
        known = self._prefixes(vocabulary).read("\n".join(_beginning(items)))
        most = (tokens - 1) // BLOCK_TOKENS * BLOCK_TOKENS
        return min(known, most) if known >= LEAST_TOKENS else 0

    def _prefixes(self, vocabulary: str) -> TextPrefixes:
        found = self._by_vocabulary.get(vocabulary)
        if found is None:
            made = TextPrefixes(self._cache, encoder(vocabulary))
            found = self._by_vocabulary[vocabulary] = made
        return found


def _beginning(items: Iterable[Item]) -> Iterator[str]:
    """Yield what is read, as far as it is looked at."""
    room = MOST_LETTERS
    for item in items:
        for text in texts(item):
            yield f"{item.get('role', '')}\n{text[:room]}"
            if (room := room - len(text)) <= 0:
                return
