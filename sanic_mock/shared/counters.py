"""Numbers that every worker counts for itself and anybody can sum: no lock, nothing but addition.

Each process that counts has a row of its own and is the only one that writes to it. A worker that
is started anew goes on with the row of the one whose place it takes, so sums never fall.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.shared.memory import WORD_BYTES, Memory

_CACHE_LINE_WORDS = 8


class Row:
    """One process's numbers.

    Args:
        words: where they are, one word each.
        places: name to place in the words.
    """

    __slots__ = ("_places", "_words")

    def __init__(self, words: memoryview[int], places: dict[str, int]) -> None:
        self._words = words
        self._places = places

    def add(self, name: str, amount: int = 1) -> None:
        """Count; raises KeyError for a name that is not counted."""
        self._words[self._places[name]] += amount

    def set(self, name: str, value: int) -> None:
        """Replace a number, at least 0: a level, or a moment."""
        self._words[self._places[name]] = value

    def __getitem__(self, name: str) -> int:
        return self._words[self._places[name]]


class Counters:
    """A table of numbers, a row for each process that counts.

    Args:
        names: what is counted.
        rows: how many processes count.

    Attributes:
        rows: likewise.
    """

    def __init__(self, names: Sequence[str], rows: int) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        # no two rows share a cache line, which two cores would pass to and fro
        self._width = -(-len(self._places) // _CACHE_LINE_WORDS) * _CACHE_LINE_WORDS
        self.rows = rows
        self._memory = Memory(rows * self._width * WORD_BYTES)

    def row(self, number: int) -> Row:
        """Return the numbers of one process; raises IndexError beyond the last row."""
        if not 0 <= number < self.rows:
            raise IndexError(f"row {number} of {self.rows}")
        start = number * self._width
        return Row(self._memory.words[start : start + self._width], self._places)

    def column(self, name: str) -> memoryview[int]:
        """Return one number of every row, as it is at any time: a word each, in order."""
        return self._memory.words[self._places[name] :: self._width]

    def each(self, name: str) -> list[int]:
        """Return one number of every row, in order."""
        return self.column(name).tolist()

    def total(self, name: str) -> int:
        """Return the sum of one number over all rows."""
        return sum(self.column(name))
