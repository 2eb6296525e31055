"""Who was late is known to every worker."""

from __future__ import annotations

from contextlib import ExitStack
from time import sleep, time

import pytest

from sanic_mock.server.saturation import ACCEPTS, COUNTED, RECENT_S, SaturationObserver
from sanic_mock.shared.counters import Counters
from tests.processes import serving_apart, stopped
from tests.reached import wait_read
from tests.requests import chat, post
from tests.server.virtual import Bench
from tests.talking import ask

BUDGET_NS = 5_000_000


def observers(workers: int) -> list[SaturationObserver]:
    """Return the observers of some workers of one server, and of its large requests."""
    counters = Counters(COUNTED, workers + 1)
    return [
        SaturationObserver(Bench().pacer, BUDGET_NS, counters, number)
        for number in range(workers + 1)
    ]


def test_any_worker_tells_that_another_one_was_late() -> None:
    late, other, _ = observers(2)

    late.lateness.observe([2 * BUDGET_NS] * 50)
    late.fold()

    assert "100.0 % of writes left more than 5 ms late" in late.recent()
    assert "100.0 % of writes left more than 5 ms late" in other.recent()


def test_nobody_is_late_at_first() -> None:
    assert [one.recent() for one in observers(2)] == ["", "", ""]


@pytest.mark.parametrize(("ago_s", "is_told"), [(0, True), (RECENT_S + 2, False)])
def test_what_was_late_long_ago_is_told_no_more(ago_s: int, is_told: bool) -> None:
    counters = Counters(COUNTED, 3)
    counters.row(1).set("late_at_s", int(time()) - ago_s)
    counters.row(1).set("late_permille", 250)
    observer = SaturationObserver(Bench().pacer, BUDGET_NS, counters, 0)

    assert ("25.0 % of writes" in observer.recent()) == is_told


def test_connections_that_wait_to_be_accepted_are_late() -> None:
    with serving_apart() as server, ExitStack() as stack:
        with stopped(server.process.pid):
            for _ in range(30):
                stack.enter_context(server.connect(20)).sendall(post(chat()))
            sleep(0.3)
        wait_read(server)

        ready = ask(server, b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n").body

    assert b"% of new connections waited more than 5 ms to be accepted" in ready
    assert b"writes" not in ready
    assert b"degraded" in ready


def test_of_new_connections_all_are_counted() -> None:
    pacer = Bench().pacer
    observer = SaturationObserver(pacer, 5_000_000, Counters(COUNTED, 2), 0, ACCEPTS)
    for waited_ns in [0] * 30 + [6_000_000] * 10:
        observer.observe_wait(waited_ns)

    assert observer.recent().startswith("25.0 % of new connections waited")


def test_late_answers_to_large_requests_are_said_to_be_that() -> None:
    worker, large = observers(1)

    large.lateness.observe([2 * BUDGET_NS] * 50)
    large.fold()

    for one in (worker, large):
        assert one.recent().startswith("only of answers to large requests, which wait for each")


def test_a_late_worker_is_told_before_large_requests() -> None:
    worker, large = observers(1)

    for one in (worker, large):
        one.lateness.observe([2 * BUDGET_NS] * 50)
        one.fold()

    assert large.recent().startswith("100.0 % of writes")
