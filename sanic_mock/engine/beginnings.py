"""What is known of the beginnings of texts: long texts that come often mostly differ late.

A load has one prompt with a number behind it, a conversation brings all that was said before. What
reads such a text from its start to its end need read only what follows a beginning that it has
read; that the text begins so is compared, which takes a fiftieth of counting it.
Beginnings are found by their first letters. How far texts agree that have these in common shows
when a further one comes: the first is only noted, of the second all is kept, and each that
differs from that before its end leaves what they share.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")

# Texts of which so many letters are alike begin alike.
KEY_LETTERS = 256
# So much is kept together, and no more of one text.
MOST_LETTERS = 1 << 20
LONGEST = 1 << 17
# Behind so many texts in a row that begin like none before, only some are looked at, until one
# begins as another did: to look at each takes a tenth of what it takes to read 2,600 letters.
PATIENCE = 64
SKIPPED = 15


class Beginnings(Generic[Value]):
    """Beginnings of texts, and what was read of each; all are forgotten when there are too many.

    Any thread may ask: what is kept is replaced and never changed.

    Args:
        read: reads a beginning; returns as much of it as may be kept, at least a letter, and what
            is kept of that, or None: then nothing ever is of texts with these first letters.
    """

    def __init__(self, read: Callable[[str], tuple[str, Value] | None]) -> None:
        self._read: Callable[[str], tuple[str, Value] | None] = read
        self._letters = self._unlike = self._skipping = 0
        self._seen: set[str] = set()
        self._vain: set[str] = set()
        self._kept: dict[str, tuple[str, Value]] = {}

    def of(self, text: str) -> tuple[str, Value] | None:
        """Return a known beginning of a text and what is kept of it; None where none is known."""
        if self._skipping > 0:
            self._skipping -= 1
            return None
        key = text[:KEY_LETTERS]
        known = self._kept.get(key)
        if known is not None and text.startswith(known[0]):
            self._unlike = 0
            return known
        if key not in self._seen:
            self._note(key)
            return None
        self._unlike = 0
        return self._learn(key, text, known)

    def _note(self, key: str) -> None:
        """Note how a text begins that is the first to begin so."""
        self._make_room(KEY_LETTERS)
        self._seen.add(key)
        self._unlike += 1
        if self._unlike > PATIENCE:
            self._skipping = SKIPPED

    def _learn(
        self, key: str, text: str, known: tuple[str, Value] | None
    ) -> tuple[str, Value] | None:
        """Keep what a text has in common with those that begin alike."""
        if key in self._vain:
            return None
        end = LONGEST if known is None else common_letters(text, known[0])
        found = self._read(text[:end])
        if found is None:
            self._vain.add(key)
        else:
            self._make_room(len(found[0]))
            self._kept[key] = found
        return found

    def _make_room(self, letters: int) -> None:
        if self._letters + letters > MOST_LETTERS:
            self._seen.clear()
            self._vain.clear()
            self._kept.clear()
            self._letters = 0
        self._letters += letters


def common_letters(one: str, other: str) -> int:
    """Return how many letters two texts have in common from their start."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one.startswith(other[least:middle], least):
            least = middle
        else:
            most = middle - 1
    return least
