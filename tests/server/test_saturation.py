"""Who was late is known to every worker."""

from __future__ import annotations

from time import time

import pytest

from sanic_mock.server.saturation import COUNTED, RECENT_S, SaturationObserver
from sanic_mock.shared.counters import Counters
from tests.server.virtual import Bench

BUDGET_NS = 5_000_000


def observers(workers: int) -> list[SaturationObserver]:
    """Return the observers of some workers of one server."""
    counters = Counters(COUNTED, workers)
    return [
        SaturationObserver(Bench().pacer, BUDGET_NS, counters, number) for number in range(workers)
    ]


def test_any_worker_tells_that_another_one_was_late() -> None:
    late, other = observers(2)

    late.lateness.observe([2 * BUDGET_NS] * 50)
    late.fold()

    assert "100.0 % of writes left more than 5 ms late" in late.recent()
    assert "100.0 % of writes left more than 5 ms late" in other.recent()


def test_nobody_is_late_at_first() -> None:
    assert [one.recent() for one in observers(2)] == ["", ""]


@pytest.mark.parametrize(("ago_s", "is_told"), [(0, True), (RECENT_S + 2, False)])
def test_what_was_late_long_ago_is_told_no_more(ago_s: int, is_told: bool) -> None:
    counters = Counters(COUNTED, 2)
    counters.row(1).set("late_at_s", int(time()) - ago_s)
    counters.row(1).set("late_permille", 250)
    observer = SaturationObserver(Bench().pacer, BUDGET_NS, counters, 0)

    assert ("25.0 % of writes" in observer.recent()) == is_told
