"""Sums of each process under names that it gives, which are whole whenever it is killed.

A process is the only one that writes to its row. Each entry is there twice, and says up to which
record it counts: the older copy is packed over with the new sums, and that number comes last. So
who reads finds one that is whole, and knows which records it has.
"""

from __future__ import annotations

from operator import itemgetter
from struct import Struct

from sanic_mock.shared.memory import WORD_BYTES, Memory

_upto = itemgetter(-1)


class TallyRow:
    """One process's sums.

    Args:
        raw: where they are.
        words: how many sums an entry has.

    Attributes:
        raw: likewise.
        one: packs one copy of an entry.
    """

    __slots__ = ("_pair", "one", "raw")

    def __init__(self, raw: memoryview[int], words: int) -> None:
        self.raw = raw
        self.one = Struct(f"={words + 1}Q")
        self._pair = Struct(f"={2 * (words + 1)}Q")

    def get(self, entry: int) -> tuple[int, ...]:
        """Return an entry's sums, and last the number of the record up to which they count."""
        found = self.copies(entry)
        while found != (again := self.copies(entry)):  # it was being written
            found = again
        return max(found, key=_upto)

    def copies(self, entry: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return both copies of an entry, of which one may be broken."""
        words = self._pair.unpack_from(self.raw, entry * self._pair.size)
        half = len(words) // 2
        return words[:half], words[half:]


class TallyWriter:
    """The hand of the one process that writes to a row.

    Args:
        row: what it writes to; it goes on with what is there.
    """

    def __init__(self, row: TallyRow) -> None:
        self._raw, self._pack, self._size = row.raw, row.one.pack_into, row.one.size
        self._row = row
        self._sums: dict[int, list[int]] = {}
        self._copies: dict[int, int] = {}

    def sums(self, entry: int) -> list[int]:
        """Return an entry's sums, to be changed in place, and kept."""
        found = self._sums.get(entry)
        return self._read(entry) if found is None else found

    def upto(self, entry: int) -> int:
        """Return up to which record an entry counts."""
        return self._row.get(entry)[-1]

    def keep(self, entry: int, upto: int) -> None:
        """Keep an entry's sums as they are, which count up to a record."""
        copy = self._copies[entry]
        self._pack(self._raw, (2 * entry + copy) * self._size, *self._sums[entry], upto)
        self._copies[entry] = 1 - copy

    def _read(self, entry: int) -> list[int]:
        first, second = self._row.copies(entry)
        self._copies[entry] = int(_upto(first) > _upto(second))
        sums = self._sums[entry] = list(max(first, second, key=_upto)[:-1])
        return sums


class TallyTable:
    """A row of sums for each process.

    Args:
        rows: how many processes count.
        entries: how many names each may give.
        words: how many sums an entry has.
    """

    def __init__(self, rows: int, entries: int, words: int) -> None:
        self._words = words
        self._row_bytes = entries * 2 * (words + 1) * WORD_BYTES
        self._raw = memoryview(Memory(rows * self._row_bytes).raw)

    def row(self, number: int) -> TallyRow:
        """Return the sums of one process."""
        start = number * self._row_bytes
        return TallyRow(self._raw[start : start + self._row_bytes], self._words)


class NameRow:
    """The names that one process gives to its entries, in order; none is ever changed.

    Args:
        count: a word: how many there are.
        raw: where they are.
        width: the longest, with two bytes for its length.
    """

    __slots__ = ("_count", "_raw", "_width")

    def __init__(self, count: memoryview[int], raw: memoryview[int], width: int) -> None:
        self._count = count
        self._raw = raw
        self._width = width

    def __len__(self) -> int:
        return self._count[0]

    @property
    def room(self) -> int:
        """How many more there may be."""
        return len(self._raw) // self._width - len(self)

    def add(self, name: bytes) -> int:
        """Add a name; return its entry. There must be room."""
        entry = len(self)
        at = entry * self._width
        self._raw[at : at + 2 + len(name)] = len(name).to_bytes(2, "little") + name
        self._count[0] = entry + 1
        return entry

    def __getitem__(self, entry: int) -> bytes:
        at = entry * self._width
        length = int.from_bytes(self._raw[at : at + 2], "little")
        return bytes(self._raw[at + 2 : at + 2 + length])


class Names:
    """A row of names for each process.

    Args:
        rows: how many processes give names.
        entries: how many each may give.
        longest: bytes of the longest.
    """

    def __init__(self, rows: int, entries: int, longest: int) -> None:
        self._width = longest + 2
        self._row_bytes = entries * self._width
        self._counts = Memory(rows * WORD_BYTES).words
        self._raw = memoryview(Memory(rows * self._row_bytes).raw)

    def row(self, number: int) -> NameRow:
        """Return the names of one process."""
        raw = self._raw[number * self._row_bytes :][: self._row_bytes]
        return NameRow(self._counts[number : number + 1], raw, self._width)
