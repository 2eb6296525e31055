"""Which part of a prompt was seen before, of a prompt as text: only what is new is tokenised.

To name the blocks of a prompt takes three times as long as to count it. A text that begins as an
earlier one has the same blocks there, and goes on with the tokens that fill none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sanic_mock.engine.beginnings import Beginnings
from sanic_mock.engine.begun_counts import LONG_TEXT, is_begun, whole_words
from sanic_mock.engine.load.prefix import PrefixCache


class _Blocks(NamedTuple):
    """What a text comes to.

    Attributes:
        names: of its whole blocks.
        rest: the tokens behind them.
    """

    names: tuple[bytes, ...] = ()
    rest: tuple[int, ...] = ()


class TextPrefixes:
    """Reads prompts into a cache.

    Args:
        cache: the blocks that were read.
        encode: returns a text's tokens, each of which lies within a word and what is before it.
    """

    def __init__(self, cache: PrefixCache, encode: Callable[[str], Sequence[int]]) -> None:
        self._cache = cache
        self._encode = encode
        self._beginnings: Beginnings[_Blocks] = Beginnings(self._read)

    def read(self, text: str) -> int:
        """Remember a prompt; return how many of its first tokens were known, whole blocks."""
        return self._cache.read_named(self._blocks(text).names)

    def _blocks(self, text: str) -> _Blocks:
        known = self._beginnings.of(text) if len(text) >= LONG_TEXT else None
        if known is None or not is_begun(text, known[0]):
            return self._continued(_Blocks(), text)
        beginning, blocks = known
        return self._continued(blocks, text[len(beginning) :])

    def _read(self, beginning: str) -> tuple[str, _Blocks] | None:
        whole = whole_words(beginning)
        return (whole, self._continued(_Blocks(), whole)) if whole else None

    def _continued(self, before: _Blocks, text: str) -> _Blocks:
        """Return the blocks of a text behind those of what is before it."""
        tokens = (*before.rest, *self._encode(text))
        behind = before.names[-1] if before.names else b""
        names = self._cache.names(tokens, behind)
        rest = tokens[len(names) * self._cache.block_tokens :]
        return _Blocks((*before.names, *names), rest)
