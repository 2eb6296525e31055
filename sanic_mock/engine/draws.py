"""Chance: every draw is a function of (seed, case, attempt, purpose), whoever answers and when.

The case is the request's body, byte for byte. Attempt n is the n-th
time that a worker sees the same case, so a load test with one body still sees the whole
distribution, and a retry gets a fresh draw. Python's `hash` is salted per process; XXH3 is not, and
reads 25 kB in 0.5 us, where blake2b takes 21. Whoever looks for two bodies with one chance may find
some, and has two answers alike.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from random import Random

from xxhash import xxh3_128_digest

from sanic_mock.errors import HeldError

REMEMBERED = 8_192
MARK_BYTES = 16  # of a case's hash: as good as the whole of it

UINT32 = 1 / 4_294_967_296
_FRACTION_BITS = 53  # of a float between 0 and 1
_unpack = struct.Struct("<IIIIII").unpack_from
# `first_integer` for who has no time to lose; it is in a tuple.
unpack_first: Callable[[bytes], tuple[int]] = struct.Struct("<I").unpack_from
unpack_second: Callable[[bytes], tuple[int]] = struct.Struct("<4xI").unpack_from

Draw = tuple[int, int, int, int, int, int]


def six_integers(digest: bytes) -> Draw:
    """Return six independent integers in 0..2**32-1: text, ttft, stall, gap, factor, prompt.

    They are the first 24 bytes of a request's chance; bytes 24 to 64 make its identifiers, which
    must be unique rather than reproducible.
    """
    return _unpack(digest)


def first_integer(digest: bytes) -> int:
    """Return the first of the six integers."""
    return unpack_first(digest)[0]


def more(digest: bytes, purpose: bytes) -> bytes:
    """Return 64 further bytes, independent of the first; a purpose has 1 to 16 bytes."""
    return blake2b(digest, person=purpose).digest()


def pinned(seed: int, case: bytes) -> bytes:
    """Return 64 bytes that a case has whenever it comes: no attempt is another draw."""
    return blake2b(seed.to_bytes(8, "little") + case, person=b"pinned").digest()


def unit(integer: int) -> float:
    """Map a 32-bit integer to the open interval (0, 1), as an inverse CDF wants it."""
    return (integer + 0.5) * UINT32


def open_unit(chance: Random) -> float:
    """Draw from the open interval (0, 1)."""
    return (chance.getrandbits(32) + 0.5) * UINT32


def is_met(digest: bytes, p: float, purpose: bytes) -> bool:
    """Return whether a request is among the share `p` of those that a purpose is for."""
    return unit_for(digest, purpose) < p


def unit_for(digest: bytes, purpose: bytes) -> float:
    """Draw once from the open interval (0, 1), for a purpose as `more` has it."""
    return (unpack_first(blake2b(digest, person=purpose).digest())[0] + 0.5) * UINT32


class Draws(Random):
    """Draws of one answer: the first from 64 bytes themselves, all further ones as Random's.

    Most answers take one or two, and to seed the generator takes 4 us.

    Args:
        digest: the bytes.
    """

    def __init__(self, digest: bytes) -> None:
        self._digest = digest
        self._left = int.from_bytes(digest, "little")
        self._bits = 8 * len(digest)
        self._generator: Random | None = None

    def random(self) -> float:
        """See Random."""
        return self.getrandbits(_FRACTION_BITS) / (1 << _FRACTION_BITS)

    def getrandbits(self, k: int, /) -> int:
        """See Random."""
        if k > self._bits:
            return self._further().getrandbits(k)
        left = self._left
        self._bits -= k
        self._left = left >> k
        return left & ((1 << k) - 1)

    def _further(self) -> Random:
        """Have all further draws made by a generator, and return it."""
        if self._generator is None:  # whoever still has the method from before comes here again
            self._generator = generator = Random(self._digest)
            self.random = generator.random  # type: ignore[method-assign]
            self.getrandbits = generator.getrandbits  # type: ignore[method-assign]
        return self._generator


def _widened(mark: bytes) -> bytes:
    """Return the 64 bytes of a case's hash, by those that they begin with."""
    again = xxh3_128_digest
    return mark + again(mark, 1) + again(mark, 2) + again(mark, 3)


class Chance:
    """Makes the draws of each request under one seed.

    How often a case was seen is remembered for at least `remembered` other cases, per worker.
    """

    def __init__(self, seed: int, remembered: int = REMEMBERED) -> None:
        self._seed = seed
        self._remembered = remembered
        self._recent: dict[bytes, int] = {}
        self._older: dict[bytes, int] = {}

    def draw(self, case: bytes) -> bytes:
        """Return `attempt` of a case's `hash`, in one call less for a case that is new."""
        mark = xxh3_128_digest(case, self._seed)
        recent = self._recent
        if mark in recent or mark in self._older or len(recent) >= self._remembered:
            return self.attempt(_widened(mark))
        recent[mark] = 1
        return _widened(mark)

    def undo(self, case: bytes) -> None:
        """Forget the last attempt at a case: it is made again."""
        mark = xxh3_128_digest(case, self._seed)
        seen = self._recent if mark in self._recent else self._older
        if seen.get(mark, 0) > 1:
            seen[mark] -= 1
        else:
            seen.pop(mark, None)

    def hash(self, case: bytes) -> bytes:
        """Return the case's own 64 bytes, the same every time; pure, so any thread may ask."""
        return _widened(xxh3_128_digest(case, self._seed))

    def attempt(self, first: bytes) -> bytes:
        """Return the chance of the next attempt at a case, from its hash."""
        mark = first[:MARK_BYTES]
        recent = self._recent
        if mark in recent or mark in self._older:
            return self._again(first, mark)
        recent[mark] = 1
        if len(recent) > self._remembered:
            self._older, self._recent = recent, {}
        return first

    def _again(self, first: bytes, mark: bytes) -> bytes:
        attempt = (self._recent.get(mark) or self._older[mark]) + 1
        self._recent[mark] = attempt
        return of_attempt(first, attempt)


class CountedChance(Chance):
    """The same, with attempts that somebody else counts: over all workers.

    Args:
        seed: of the profile.
        count: counts a case by its mark; returns its attempt, from 1.
        undo: takes one back.
    """

    def __init__(
        self, seed: int, count: Callable[[bytes], int], undo: Callable[[bytes], None]
    ) -> None:
        super().__init__(seed)
        self._count = count
        self._uncount = undo

    def draw(self, case: bytes) -> bytes:
        """See Chance."""
        return self.attempt(self.hash(case))

    def undo(self, case: bytes) -> None:
        """See Chance."""
        with suppress(HeldError):
            self._uncount(self.hash(case))

    def attempt(self, first: bytes) -> bytes:
        """See Chance; while nobody can count, each attempt is the first."""
        try:
            number = self._count(first)
        except HeldError:
            return first
        return first if number == 1 else of_attempt(first, number)


def of_attempt(first: bytes, attempt: int) -> bytes:
    """Return the chance of an attempt, from 1, at a case."""
    if attempt == 1:
        return first
    return blake2b(first, salt=(attempt - 1).to_bytes(8, "little")).digest()
