"""Counts of texts that come again: system prompts, and what a conversation has said before."""

from __future__ import annotations

from collections.abc import Callable

# So many letters are kept of all texts together, 1 to 4 MiB, and none of a longer one.
MOST_LETTERS = 1 << 20
LONGEST = 1 << 17
# A text counts as so many more than it has: what it is kept in takes some 150 bytes.
_AROUND_LETTERS = 64


class KeptCounts(dict[str, int]):
    """A text to the tokens it has; all are forgotten when there would be too many.

    A text of 3,000 tokens takes 19 us to count and 2 to find here.

    Args:
        count: counts the tokens of a text that is not known.
    """

    def __init__(self, count: Callable[[str], int]) -> None:
        super().__init__()
        self._count = count
        self._letters = 0

    def __missing__(self, text: str) -> int:
        tokens = self._count(text)
        if len(text) > LONGEST:
            return tokens
        size = len(text) + _AROUND_LETTERS
        if self._letters + size > MOST_LETTERS:
            self.clear()
            self._letters = 0
        self._letters += size
        self[text] = tokens
        return tokens
