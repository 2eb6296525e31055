"""Rings: what was written is there in order, and nothing is overwritten that was not counted."""

from __future__ import annotations

from struct import Struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.shared.records import QUARTERS, Records, Ring

RECORD = Struct("=QQ")


class Bench:
    """A ring with somebody who writes to it, as often as it dies."""

    def __init__(self, kept: int = 6) -> None:
        self.ring: Ring = Records(1, RECORD.size, kept).rings[0]
        self.counted: list[int] = []
        self.written = 0
        self.begin()

    def begin(self) -> None:
        """Write as a process that has just begun."""
        self._places = self.ring.places(self._count)

    def write(self, many: int = 1) -> None:
        """Write records of 1, 2, 3 …"""
        for _ in range(many):
            number = next(self._places)
            self.written += 1
            RECORD.pack_into(self.ring.raw, number % self.ring.bytes, self.written, number)

    def tear(self) -> None:
        """Die over a record: all of it is there but its number."""
        number = next(self._places)
        at = number % self.ring.bytes
        RECORD.pack_into(self.ring.raw, at, 999, 0)
        self.begin()

    def _count(self, last: int) -> None:
        self.counted += [value(one) for one in self.ring.since(self.ring.counted)]
        assert last == self.ring.newest()


def value(record: bytes) -> int:
    """Return what was written."""
    return int(RECORD.unpack(record)[0])


def test_an_empty_ring_has_no_records() -> None:
    ring = Bench().ring
    assert (ring.newest(), ring.last(5), list(ring.since(0))) == (0, [], [])


@pytest.mark.parametrize("many", [1, 2, 7, 8, 9, 31, 64])
def test_the_last_records_are_there_in_order(many: int) -> None:
    bench = Bench()
    bench.write(many)

    found = list(map(value, bench.ring.last(5)))

    assert found == list(range(max(1, many - 4), many + 1))


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 9))
def test_each_record_is_counted_once_or_still_there(runs: list[int], kept: int) -> None:
    """Whatever a process has written when it dies, and whoever goes on."""
    bench = Bench(kept)
    for many in runs:
        bench.write(many)
        bench.tear()

    uncounted = list(map(value, bench.ring.since(bench.ring.counted)))

    assert bench.counted + uncounted == list(range(1, bench.written + 1))
    assert len(uncounted) <= 2 * bench.ring.quarter


def test_more_than_were_kept_are_not_asked_for() -> None:
    bench = Bench(kept=6)
    bench.write(100)
    assert len(bench.ring.last(1000)) == (QUARTERS - 1) * bench.ring.quarter


def test_processes_do_not_touch_each_others_records() -> None:
    one, other = Records(2, RECORD.size, 6).rings
    number = next(one.places(lambda last: None))
    RECORD.pack_into(one.raw, number, 7, number)
    assert (one.newest(), other.newest()) == (RECORD.size, 0)
