"""Tokens of long texts, of which only the part is counted that no earlier one began with.

A text may be counted in two parts where no token can span them: before a space between two
letters of ASCII. Both vocabularies end a word there, whatever is before it and behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sanic_mock.engine.beginnings import LONGEST, Beginnings

# A text of fewer letters is counted as quickly as its beginning is found.
LONG_TEXT = 1_024
# So many beginnings of one text are looked for, each behind the last; each copies what is left.
MOST_BEGINNINGS = 8
# A word's end is looked for among so many of the last letters.
_END_LETTERS = 64

_up_to_a_word = re.compile(r".*[A-Za-z](?= [A-Za-z])", re.DOTALL).match
_next_word = re.compile(r" [A-Za-z]").match


def whole_words(text: str) -> str:
    """Return as much of a text as may be counted for itself: up to its last words.

    Nothing where its last letters are no words; of half of it, where those of all are none.
    """
    for end in (len(text), len(text) // 2):
        if found := _up_to_a_word(text, max(0, end - _END_LETTERS), end):
            return text[: found.end()]
    return ""


def is_begun(text: str, beginning: str) -> bool:
    """Return whether a beginning of whole words, as kept of another text, is one of this, too."""
    return _next_word(text, len(beginning)) is not None


class BegunCounts:
    """Counts texts of which many begin alike.

    Args:
        count: counts the tokens of a text, each of which lies within a word and what is before it.
    """

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count
        self._beginnings: Beginnings[int] = Beginnings(self._read)

    def __call__(self, text: str) -> int:
        """Return how many tokens a text has."""
        if not LONG_TEXT <= len(text) <= LONGEST:
            return self._count(text)
        total = 0
        for _ in range(MOST_BEGINNINGS):
            if len(text) < LONG_TEXT or (known := self._beginnings.of(text)) is None:
                break
            beginning, tokens = known
            if not is_begun(text, beginning):
                break
            total += tokens
            text = text[len(beginning) :]
        return total + self._count(text)

    def _read(self, beginning: str) -> tuple[str, int] | None:
        whole = whole_words(beginning)
        return (whole, self._count(whole)) if whole else None
