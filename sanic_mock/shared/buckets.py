"""Numbers under names, for all processes of a server: a few words for each name, and a count.

A name comes to a place by its hash: one of some in a row, and the first of these that is free or
has nothing to say any more. Whoever changes the words of a name says how long they have something
to say; behind that, and while nothing is counted there, the place may go to another name, which
finds it as if it had never been used. So it needs no list of names, and no removing of them.

Who changes anything holds one lock (memory.ProcessLock). A worker may be killed at any instruction:
each word is whole, before or behind the change, and a place has a name only once it is empty.
Counts are of what is under way, each process has its own for each name, and those of one that was
killed are dropped when its successor starts.

Where more names have something to say than there are places, the one that has it for the shortest
time is forgotten, and that is logged once. Nothing here knows what is kept.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b
from time import monotonic_ns

from sanic_mock.shared.memory import HELD, WORD_BYTES, Memory, ProcessLock

log = logging.getLogger("sanic_mock")

PLACES = 16_384
# Every request changes something, so who holds the lock may well be put aside by the kernel just
# then; what would be done instead of waiting takes longer.
LOOP_S = 0.02
# A name may be in one of so many, side by side.
WAYS = 16
# The words of a place before those that are kept: whose it is, 0 for nobody's, and until when.
_NAME, _UNTIL, _KEPT = range(3)
# The words of all: whether a name was forgotten; for each row, whether it ever counted.
_FORGOT, _COUNTED = range(2)
_KNOWN = 65_536

# Returns where the words of names begin, which have something to say until then; see `places`.
Find = Callable[[int], Sequence[int]]


class Buckets:
    """Words and counts for this process and all that are forked from it.

    Args:
        words: how many are kept for each name, all 0 at first.
        rows: how many processes count.
        places: how many names there may be; a multiple of WAYS.

    Attributes:
        start_ns: when it was made, as time.monotonic_ns counts.
        words: all words.
        lock: is to be held by who looks for places, and as long as they are used.
    """

    def __init__(self, words: int, rows: int, places: int = PLACES) -> None:
        self.start_ns = monotonic_ns()
        self._rows = rows
        self._groups = places // WAYS
        self._width = _KEPT + words + rows
        self._counts = words
        self._first = _COUNTED + rows
        self._end = self._first + places * self._width
        self.words = Memory(self._end * WORD_BYTES).words
        self.lock = ProcessLock(LOOP_S)
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

    def places(self, tags: Sequence[int], until_ns: int) -> list[int]:
        """Return where the words of each of some names begin, behind which its counts are.

        Args:
            tags: of the names; one gets a place if it has none.
            until_ns: from when on, ns since the start, their words have nothing to say any more; a
                later moment that somebody else gave stays.
        """
        words, known, places = self.words, self._places, []
        for tag in tags:
            place = known.get(tag, 0)
            if not place or words[place - _KEPT] != tag:
                place = known[tag] = self._found(tag) or self._given(tag)
            if words[place - 1] < until_ns:  # before they have something to say
                words[place - 1] = until_ns
            places.append(place)
        return places

    def finder(self, tags: Sequence[int], further_ns: int = 0) -> Find:
        """Return what does as `places` does for some names, sooner where they are one.

        What it returns may be the same object each time.

        Args:
            tags: of the names.
            further_ns: how much longer a name alone has something to say than is asked for, so that
                this need not be written for each request.
        """
        if len(tags) != 1:
            return partial(self.places, tags)
        (tag,), words, places = tags, self.words, [self._first + _KEPT]

        def find(until_ns: int) -> Sequence[int]:
            (place,) = places
            if words[place - _KEPT] != tag:
                places[:] = self.places(tags, until_ns)
            elif words[place - 1] < until_ns:
                words[place - 1] = until_ns + further_ns
            return places

        return find

    def place(self, tag: int, until_ns: int) -> int:
        """Return where the words of one name begin; see `places`."""
        return self.places((tag,), until_ns)[0]

    def keep(self, place: int, until_ns: int) -> None:
        """Let what is at a place have something to say until then at least."""
        if self.words[place - 1] < until_ns:
            self.words[place - 1] = until_ns

    def total(self, place: int) -> int:
        """Return what all processes count at a place."""
        start = place + self._counts
        return sum(self.words[start : start + self._rows])

    def count(self, place: int, row: int, amount: int) -> None:
        """Add to what a process counts at a place, never below 0."""
        at = place + self._counts + row
        self.words[_COUNTED + row] = 1
        self.words[at] = max(0, self.words[at] + amount)

    def reset(self, row: int) -> None:
        """Drop what a process has counted: another one, this one, takes its place."""
        words = self.words
        if words[_COUNTED + row]:
            start = self._first + _KEPT + self._counts + row
            empty = memoryview(array("Q", bytes(self._groups * WAYS * WORD_BYTES)))
            words[start : self._end : self._width] = empty
            words[_COUNTED + row] = 0

    def clear(self) -> None:
        """Let no name have anything to say; what is counted stays counted, for it is under way."""
        empty = memoryview(array("Q", bytes(self._groups * WAYS * WORD_BYTES)))
        with self.lock:
            for word in range(self._counts):
                start = self._first + _KEPT + word
                self.words[start : self._end : self._width] = empty

    @property
    def trouble(self) -> str:
        """Why nothing can be changed just now, "" if it can."""
        return HELD if self.lock.is_given_up else ""

    def _found(self, tag: int) -> int:
        for place in self._ways(tag):
            if self.words[place - _KEPT] == tag:
                return place
        return 0

    def _given(self, tag: int) -> int:
        """Give a place to a name: one that is free, or that of what has least to say."""
        words, now_ns = self.words, monotonic_ns() - self.start_ns
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
        return self.total(place) > 0, self.words[place - 1]

    def _ways(self, tag: int) -> range:
        """Return where the words of a name may begin."""
        start = self._first + (tag >> 1) % self._groups * WAYS * self._width + _KEPT
        return range(start, start + WAYS * self._width, self._width)

    def _log_once(self) -> None:
        if not self.words[_FORGOT]:
            self.words[_FORGOT] = 1
            log.warning(
                "sanic-mock: more keys and models have limits of their own than the %d that are "
                "kept: those not seen for longest are forgotten",
                self._groups * WAYS,
            )
