"""Numbers under names, for all processes of a server: a few words for each name, and a count.

A name comes to a place by its hash: one of some in a row, and the first of these that is free or
has nothing to say any more. Whoever changes the words of a name says how long they have something
to say; behind that, and while nothing is counted there, the place may go to another name, which
finds it as if it had never been used. So it needs no list of names, and no removing of them.

Every change holds one lock (memory.ProcessLock), and raises what that raises. A worker may be
killed at any instruction: each word is whole, before or behind the change, and a place has a name
only once it is empty. Counts are of what is under way, each process has its own for each name, and
those of one that was killed are dropped when its successor starts.

Where more names have something to say than there are places, the one that has it for the shortest
time is forgotten, and that is logged once. Nothing here knows what is kept.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Sequence
from hashlib import blake2b
from time import monotonic_ns
from typing import TypeVar

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock

T = TypeVar("T")
#: Changes words; gets all of them, and for each name where its own begin.
Change = Callable[[memoryview, Sequence[int]], T]

log = logging.getLogger("sanic_mock")

PLACES = 16_384
# A name may be in one of so many, side by side.
WAYS = 16
# The words of a place before those that are kept: whose it is, 0 for nobody's, and until when.
_NAME, _UNTIL, _KEPT = range(3)
# The words of all: whether a name was forgotten; for each row, whether it ever counted.
_FORGOT, _COUNTED = range(2)
_KNOWN = 65_536


class Buckets:
    """Words and counts for this process and all that are forked from it.

    Args:
        words: how many are kept for each name, all 0 at first.
        rows: how many processes count.
        places: how many names there may be; a multiple of WAYS.

    Attributes:
        start_ns: when it was made, as time.monotonic_ns counts.
    """

    def __init__(self, words: int, rows: int, places: int = PLACES) -> None:
        self.start_ns = monotonic_ns()
        self._rows = rows
        self._groups = places // WAYS
        self._width = _KEPT + words + rows
        self._counts = words
        self._first = _COUNTED + rows
        self._end = self._first + places * self._width
        self._words = Memory(self._end * WORD_BYTES).words
        self._lock = ProcessLock()
        self._names: dict[str, int] = {}
        self._places: dict[int, int] = {}

    def tag(self, name: str) -> int:
        """Return what stands for a name; never 0."""
        found = self._names.get(name)
        if found is None:
            if len(self._names) >= _KNOWN:
                self._names.clear()
                self._places.clear()
            digest = blake2b(name.encode(errors="surrogatepass"), digest_size=WORD_BYTES).digest()
            found = self._names[name] = int.from_bytes(digest, "little") | 1
        return found

    def update(self, tags: Sequence[int], until_ns: int, change: Change[T]) -> T:
        """Change the words of some names while nobody else can.

        Args:
            tags: of the names.
            until_ns: from when on, ns since the start, they have nothing to say any more; a later
                moment that somebody else gave stays.
            change: gets all words, and where those of each name begin; returns anything. It must
                not call this.

        Returns:
            What `change` returned.
        """
        with self._lock:
            words = self._words
            places = [self._place(tag) for tag in tags]
            for place in places:  # before they have something to say
                if words[place - 1] < until_ns:
                    words[place - 1] = until_ns
            return change(words, places)

    def keep(self, place: int, until_ns: int) -> None:
        """Let what is at a place have something to say until then at least; for use in a change."""
        if self._words[place - 1] < until_ns:
            self._words[place - 1] = until_ns

    def total(self, place: int) -> int:
        """Return what all processes count at a place; for use in a change."""
        start = place + self._counts
        return sum(self._words[start : start + self._rows])

    def count(self, place: int, row: int, amount: int) -> None:
        """Add to what a process counts at a place, never below 0; for use in a change."""
        at = place + self._counts + row
        self._words[_COUNTED + row] = 1
        self._words[at] = max(0, self._words[at] + amount)

    def reset(self, row: int) -> None:
        """Drop what a process has counted: another one takes its place."""
        with self._lock:
            words = self._words
            if words[_COUNTED + row]:
                start = self._first + _KEPT + self._counts + row
                empty = memoryview(array("Q", bytes(self._groups * WAYS * WORD_BYTES)))
                words[start : self._end : self._width] = empty
                words[_COUNTED + row] = 0

    @property
    def is_held(self) -> bool:
        """Whether somebody holds the lock who does not go on."""
        return self._lock.is_given_up

    def _place(self, tag: int) -> int:
        """Return where the words of a name begin; the name gets a place if it has none."""
        place = self._places.get(tag, 0)
        if not place or self._words[place - _KEPT] != tag:
            place = self._places[tag] = self._found(tag) or self._given(tag)
        return place

    def _found(self, tag: int) -> int:
        for place in self._ways(tag):
            if self._words[place - _KEPT] == tag:
                return place
        return 0

    def _given(self, tag: int) -> int:
        """Give a place to a name: one that is free, or that of what has least to say."""
        words, now_ns = self._words, monotonic_ns() - self.start_ns
        place = min(self._ways(tag), key=self._rest)
        if self._rest(place)[1] > now_ns or self.total(place):
            self._log_once()
        words[place - _KEPT] = 0
        for word in range(place - 1, place + self._width - _KEPT):
            words[word] = 0
        words[place - _KEPT] = tag
        return place

    def _rest(self, place: int) -> tuple[bool, int]:
        """Return whether anything is counted at a place, and until when it has something to say."""
        return self.total(place) > 0, self._words[place - 1]

    def _ways(self, tag: int) -> range:
        """Return where the words of a name may begin."""
        start = self._first + (tag >> 1) % self._groups * WAYS * self._width + _KEPT
        return range(start, start + WAYS * self._width, self._width)

    def _log_once(self) -> None:
        if not self._words[_FORGOT]:
            self._words[_FORGOT] = 1
            log.warning(
                "sanic-mock: more keys and models have limits of their own than the %d that are "
                "kept: those not seen for longest are forgotten",
                self._groups * WAYS,
            )
