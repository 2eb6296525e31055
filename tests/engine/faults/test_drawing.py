"""Which faults a request gets: shares, counts, and alternatives of which there is at most one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sanic_mock.engine.draws import pinned
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import BEHAVIOURS, fault_of
from sanic_mock.profile.sections.faults.ending import CloseFault, CutFault, ResetFault
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.table import SHAPES

REQUESTS = 20_000


def digests(count: int = REQUESTS) -> list[bytes]:
    return [pinned(7, number.to_bytes(4, "big")) for number in range(count)]


def names(drawer: FaultDrawer, digest: bytes, number: int = 1) -> tuple[str, ...]:
    return tuple(fault.name for fault in drawer.draw(digest, lambda by: number))


def counted(entry: FaultEntry, last: int) -> list[int]:
    """Return which requests get a fault."""
    drawer = FaultDrawer((entry,))
    return [number for number in range(1, last + 1) if names(drawer, bytes(64), number)]


def test_each_kind_of_fault_has_a_behaviour() -> None:
    assert set(BEHAVIOURS) == set(SHAPES)


def test_alternatives_have_their_shares_and_never_come_together() -> None:
    drawer = FaultDrawer((CutFault(p=0.1), ResetFault(p=0.25), CloseFault(p=0.3)))
    found = Counter(names(drawer, digest) for digest in digests())
    assert set(found) == {(), ("cut",), ("reset",), ("close",)}
    for name, share in (("cut", 0.1), ("reset", 0.25), ("close", 0.3)):
        # within five standard deviations
        assert abs(found[(name,)] / REQUESTS - share) < 5 * (share * (1 - share) / REQUESTS) ** 0.5


def test_what_has_no_share_comes_beside_them_in_the_order_of_the_list() -> None:
    drawer = FaultDrawer((CutFault(p=0.5), CloseFault(), ResetFault(p=0.5)))
    found = {names(drawer, digest) for digest in digests(100)}
    assert found == {("cut", "close"), ("close", "reset")}


def test_the_same_request_has_the_same_fault() -> None:
    entries = (CutFault(p=0.5), ResetFault(p=0.5))
    once = [names(FaultDrawer(entries), digest) for digest in digests(50)]
    again = [names(FaultDrawer(entries), digest) for digest in reversed(digests(50))]
    assert once == again[::-1]


def test_shares_can_be_multiplied() -> None:
    drawer = FaultDrawer((CutFault(p=0.1),))
    drawer.factor = 0.0
    assert not any(names(drawer, digest) for digest in digests(200))
    drawer.factor = 10.0
    assert all(names(drawer, digest) for digest in digests(200))


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ({"first": 3}, [1, 2, 3]),
        ({"every": 4}, [4, 8, 12]),
        ({"after_requests": 9}, [10, 11, 12]),
        ({"after_requests": 5, "first": 2}, [6, 7]),
        ({"after_requests": 5, "every": 3}, [8, 11]),
        ({"first": 6, "every": 3}, [3, 6]),
    ],
)
def test_requests_are_counted(when: dict[str, Any], wanted: list[int]) -> None:
    assert counted(CutFault(**when), 12) == wanted


def test_a_request_is_counted_once_for_each_way_of_counting() -> None:
    asked: list[str] = []
    entries = (CutFault(first=1), ResetFault(first=2), CloseFault(first=1, per="case"))
    FaultDrawer(entries).draw(bytes(64), lambda by: asked.append(by) or 1)  # type: ignore[func-returns-value]
    assert asked == ["server", "case"]


def test_with_a_factor_of_nothing_no_fault_comes_and_no_request_is_counted() -> None:
    drawer = FaultDrawer((CutFault(p=0.5), CloseFault(), ResetFault(first=3)))
    drawer.factor = 0.0

    assert all(drawer.draw(digest, counting_nothing) == () for digest in digests(100))


def counting_nothing(by: str) -> int:
    raise AssertionError(f"a request was counted by {by}")


def test_an_error_from_outside_has_its_share_before_all_others() -> None:
    drawer = FaultDrawer((CutFault(p=0.2), CloseFault()))
    drawer.error = 0.3, fault_of(StatusFault(p=0.3, code="503"))
    found = Counter(names(drawer, digest) for digest in digests())

    assert set(found) == {("status", "close"), ("cut", "close"), ("close",)}
    assert abs(found["status", "close"] / REQUESTS - 0.3) < 0.02
    assert abs(found["cut", "close"] / REQUESTS - 0.2) < 0.02

    drawer.error = 1.0, fault_of(StatusFault(code="429"))
    assert {names(drawer, digest) for digest in digests(100)} == {("status", "close")}


def test_who_gets_an_error_at_a_low_share_gets_it_at_a_high_one() -> None:
    """So a ramp adds requests, and leaves those that had one."""
    drawer, met = FaultDrawer(()), []
    for share in (0.1, 0.5, 0.9):
        drawer.error = share, fault_of(StatusFault(p=share, code="500"))
        met.append({digest for digest in digests(500) if names(drawer, digest)})

    assert met[0] < met[1] < met[2]
