"""Pieces of texts too long to be copied for each client: all answers share those of one text.

A text of 16 MiB has some 3.5 million pieces. As a tuple they take 28 MB, and each cut as much
again; here they take 2 or 4 bytes each, and a cut nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import overload

_SHORT = 1 << 16


class PackedPieces(Sequence[bytes]):
    """Pieces of a text, each as its number in a vocabulary.

    Args:
        numbers: one for each piece.
        vocabulary: number to piece; it may grow.
        last: stands for the last piece; None changes nothing.
    """

    __slots__ = ("_last", "_numbers", "_vocabulary")

    def __init__(
        self, numbers: memoryview[int], vocabulary: Sequence[bytes], last: bytes | None = None
    ) -> None:
        self._numbers = numbers
        self._vocabulary = vocabulary
        self._last = last

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[bytes]:
        if self._last is None:
            return map(self._vocabulary.__getitem__, self._numbers)
        return chain(map(self._vocabulary.__getitem__, self._numbers[:-1]), (self._last,))

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[bytes, ...]: ...

    def __getitem__(self, place: int | slice) -> bytes | tuple[bytes, ...]:
        last = len(self._numbers) - 1
        if not isinstance(place, slice):
            if self._last is not None and place in (last, -1):
                return self._last
            return self._vocabulary[self._numbers[place]]
        found = tuple(map(self._vocabulary.__getitem__, self._numbers[place]))
        if self._last is None or not found or range(last + 1)[place][-1] != last:
            return found
        return (*found[:-1], self._last)

    def distinct(self) -> set[bytes]:
        """Return what differs of them, sooner than by looking at each."""
        found = set(map(self._vocabulary.__getitem__, set(self._numbers)))
        return found if self._last is None else found | {self._last}

    def first(self, count: int) -> PackedPieces:
        """Return so many pieces from the start; nothing is copied."""
        if count >= len(self._numbers):
            return self
        return PackedPieces(self._numbers[:count], self._vocabulary)


class Packer:
    """Packs texts that have most of their pieces in common."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._vocabulary: list[bytes] = []

    def pack(self, pieces: Iterable[bytes]) -> PackedPieces:
        """Return the pieces of one text, which may come one after another."""
        packed = array("I", map(self._number, pieces))
        if len(self._vocabulary) <= _SHORT:
            packed = array("H", packed)
        return PackedPieces(memoryview(packed), self._vocabulary)

    def _number(self, piece: bytes) -> int:
        found = self._numbers.get(piece)
        if found is None:
            found = self._numbers[piece] = len(self._vocabulary)
            self._vocabulary.append(piece)
        return found


class RepeatedPieces:
    """Stretches of one text that is repeated, as far as the longest of them reaches.

    Args:
        pieces: the text.
        most: how many pieces a stretch has at most.
    """

    def __init__(self, pieces: Sequence[bytes], most: int) -> None:
        laps = most // len(pieces) + 2
        self._numbers = memoryview(array("I", range(len(pieces))) * laps)
        self._pieces = pieces
        self._starts = array("Q", accumulate(map(len, pieces), initial=0))
        self._text = memoryview(b"".join(pieces) * laps)

    def text(self, start: int, count: int) -> memoryview:
        """Return the text of `count` pieces from a place of it; nothing is copied or counted."""
        return self._text[self._at(start) : self._at(start + count)]

    def _at(self, place: int) -> int:
        laps, inside = divmod(place, len(self._pieces))
        return laps * self._starts[-1] + self._starts[inside]

    def stretch(self, start: int, count: int, last: bytes | None) -> PackedPieces:
        """Return `count` pieces from a place of the text; `last` stands for the last of them."""
        return PackedPieces(self._numbers[start : start + count], self._pieces, last)
