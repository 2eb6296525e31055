"""The last records of each process: a ring of its own, without a lock, which outlives who wrote it.

A record ends in its number, which is packed last: one that its process was killed over has another
number in its place, and so is not there. Nothing else is written for a record, so that it costs one
call. Numbers count bytes: the record of number n lies at `n % bytes`, the first has number `size`.
Whoever writes is told whenever a quarter is full, so that nothing is overwritten that was not
counted. What a record means, who writes it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, count
from struct import Struct

from sanic_mock.shared.memory import WORD_BYTES, Memory, whole_words

QUARTERS = 4
_number = Struct("=Q").unpack_from


class Ring:
    """One process's records.

    Args:
        size: bytes of one, whole words; the last word is its number.
        kept: at least so many are there, once they were written.
        counted: a word: the number up to which records were counted.

    Attributes:
        raw: where records are packed.
        size: likewise.
        bytes: of all of them.
        quarter: how many make a quarter.
    """

    __slots__ = ("_counted", "bytes", "quarter", "raw", "size")

    def __init__(self, size: int, kept: int, counted: memoryview[int]) -> None:
        self.size = size
        # the oldest quarter may be overwritten while somebody reads
        self.quarter = -(-kept // (QUARTERS - 1))
        self.bytes = QUARTERS * self.quarter * size
        self.raw = Memory(self.bytes).raw
        self._counted = counted

    @property
    def counted(self) -> int:
        """The number up to which records were counted."""
        return self._counted[0]

    def places(self, count_quarter: Callable[[int], None]) -> Iterator[int]:
        """Yield the numbers of records to come, behind those that are there.

        Args:
            count_quarter: counts records up to a number, the last one of a full quarter.
        """
        following = self.newest() // self.size + 1

        def begin(quarter: int) -> range:
            first = quarter * self.quarter
            last = (first - 1) * self.size
            if first >= following and last > self.counted:
                count_quarter(last)
                self._counted[0] = last
            beyond = first + self.quarter
            return range(max(first, following) * self.size, beyond * self.size, self.size)

        return chain.from_iterable(map(begin, count(following // self.quarter)))

    def newest(self) -> int:
        """Return the number of the newest record, 0 where there is none."""
        number = self.counted
        while self.record(number + self.size) is not None:
            number += self.size
        return number

    def record(self, number: int) -> bytes | None:
        """Return one record, None where it is not there."""
        at = number % self.bytes
        found = self.raw[at : at + self.size]
        return found if _number(found, self.size - WORD_BYTES)[0] == number else None

    def since(self, number: int) -> Iterator[bytes]:
        """Yield the records after one that is not long past, the oldest first."""
        while (found := self.record(number := number + self.size)) is not None:
            yield found

    def last(self, most: int) -> list[bytes]:
        """Return the newest records, the oldest first; those that are overwritten meanwhile not."""
        newest = self.newest()
        kept = (QUARTERS - 1) * self.quarter
        oldest = max(self.size, newest - (min(most, kept) - 1) * self.size)
        numbers = range(oldest, newest + self.size, self.size)
        return [found for one in numbers if (found := self.record(one)) is not None]


class Records:
    """A ring for each process.

    Args:
        rows: how many processes write.
        size: bytes of a record, its number included.
        kept: how many are kept of each process.

    Attributes:
        rings: one for each.
        kept: likewise.
    """

    def __init__(self, rows: int, size: int, kept: int) -> None:
        assert size == whole_words(size)
        self.kept = kept
        words = Memory(rows * WORD_BYTES).words
        self.rings = [Ring(size, kept, words[row : row + 1]) for row in range(rows)]
