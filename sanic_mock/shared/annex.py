"""Room for more about the last records of a ring: a place for each, for those few who need it.

What is there ends in the number of its record, as the record does: what belongs to another one, or
was broken off, has another number.
"""

from __future__ import annotations

from struct import Struct

from sanic_mock.shared.memory import WORD_BYTES, Memory, whole_words
from sanic_mock.shared.records import Ring

_number = Struct("=Q").unpack_from


class Annex:
    """More about the last records of one process.

    Args:
        ring: its records.
        size: bytes of what is kept about one, whole words; the last word is its record's number.
        most: it is kept of no more records than so many.

    Attributes:
        raw: where it is packed.
        places: of how many records it is kept.
    """

    __slots__ = ("_size", "_step", "places", "raw")

    def __init__(self, ring: Ring, size: int, most: int) -> None:
        assert size == whole_words(size)
        self._size, self._step = size, ring.size
        self.places = min(most, ring.bytes // ring.size)
        self.raw = Memory(self.places * size).raw

    @property
    def layout(self) -> tuple[int, int, int]:
        """What `place` computes with: bytes of a record, how many places there are, and theirs."""
        return self._step, self.places, self._size

    def place(self, number: int) -> int:
        """Return where that is packed which belongs to a record."""
        return number // self._step % self.places * self._size

    def record(self, number: int) -> bytes | None:
        """Return what is kept about a record, None where nothing is."""
        at = self.place(number)
        found = self.raw[at : at + self._size]
        return found if _number(found, self._size - WORD_BYTES)[0] == number else None
