"""Which of many texts a longer one contains, known by a few of its bytes.

The longer text is cut into windows, `width` bytes each, `step` bytes apart. What it contains covers
one of them whole, wherever it stands, if it has `width + step - 1` bytes at least; so it is known
by one window for each place that the first cut may have in it, the rarest. Windows are compared
as integers, for which nothing is sliced: that a prompt of 70 letters contains none of 300 texts
takes 0.6 us; cutting it at each of its letters took 6. Around a window that is known, whole texts
are looked up, so those that begin alike are not tried one after the other.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

# As memoryview has them.
_FORMATS: Mapping[int, Literal["Q", "I"]] = {8: "Q", 4: "I"}


class WindowSize(NamedTuple):
    """How a text is cut.

    Attributes:
        width: how many bytes a window has, 4 or 8.
        step: how far it is to the next one; it divides the width.
    """

    width: int
    step: int

    @property
    def least(self) -> int:
        """How many bytes a text has at least that is found."""
        return self.width + self.step - 1


# Those that cost least first.
SIZES = (WindowSize(8, 8), WindowSize(8, 4), WindowSize(4, 4), WindowSize(4, 2), WindowSize(4, 1))
# A window costs about as much as to look for a short text; most prompts have some hundred letters.
_TYPICAL_BYTES = 80


class _Surrounding(NamedTuple):
    """What may stand around a window.

    Attributes:
        before: how many bytes of it stand before the window.
        length: how many bytes it has.
        numbers: those of the texts that it may be.
    """

    before: int
    length: int
    numbers: Mapping[bytes, Sequence[int]]


def best_size(lengths: Sequence[int]) -> WindowSize:
    """Return how to cut texts so that those of so many bytes are found in the shortest time.

    Those that are too short for it are to be looked for one by one.
    """

    def cost(size: WindowSize) -> int:
        return _TYPICAL_BYTES // size.step + sum(length < size.least for length in lengths)

    return min(SIZES, key=cost)


class Windows:
    """Texts that are sought, each of which has a number.

    Args:
        sought: the texts by their numbers; none has less than `size.least` bytes.
        size: how texts are cut.
    """

    def __init__(self, sought: Mapping[int, bytes], size: WindowSize) -> None:
        self._size = size
        self._starts = range(0, size.width, size.step)
        self._format = _FORMATS[size.width]
        found: dict[int, dict[tuple[int, int], dict[bytes, list[int]]]] = {}
        shared = Counter(window for text in sought.values() for window in self._all(text))
        for number, text in sought.items():
            for before, window in self._known_by(text, shared):
                places = found.setdefault(window, {}).setdefault((before, len(text)), {})
                places.setdefault(text, []).append(number)
        self._known: Mapping[int, Sequence[_Surrounding]] = {
            window: [_Surrounding(*place, numbers) for place, numbers in places.items()]
            for window, places in found.items()
        }
        self._are_unknown = frozenset(self._known).isdisjoint

    def find(self, text: bytes) -> Sequence[int]:
        """Return the numbers of those that a text contains, in any order; some more than once."""
        found: list[int] = []
        width, view = self._size.width, memoryview(text)
        for start in self._starts:
            size = (len(text) - start) // width * width
            if size <= 0:
                break
            windows = view[start : start + size].cast(self._format)
            if not self._are_unknown(windows):
                self._look_around(text, start, windows, found)
        return found

    def _look_around(
        self, text: bytes, start: int, windows: memoryview[int], found: list[int]
    ) -> None:
        """Add the numbers of what stands around the windows of a text, the first at a start."""
        known, width = self._known, self._size.width
        for place, window in enumerate(windows):
            if window in known:
                for before, length, numbers in known[window]:
                    at = start + place * width - before
                    if at >= 0:
                        found += numbers.get(text[at : at + length], ())

    def _known_by(self, text: bytes, shared: Mapping[int, int]) -> Iterator[tuple[int, int]]:
        """Yield the windows that a text is known by, each with how many bytes are before it."""
        every = [*enumerate(self._all(text))]
        for first in range(self._size.step):
            yield min(every[first :: self._size.step], key=lambda one: shared[one[1]])

    def _all(self, text: bytes) -> Iterator[int]:
        """Yield the windows of a text from each of its bytes on."""
        width = self._size.width
        for place in range(len(text) - width + 1):
            yield int.from_bytes(text[place : place + width], sys.byteorder)
