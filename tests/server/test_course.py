"""Who answers in the course of time, in one worker: nothing is left behind of what is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sanic_mock.distributions import Constant
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.engine.phases import PhaseReport
from sanic_mock.profile.sections.phases import ColdStart, LevelsOfPhase
from sanic_mock.server.course import begin_scenario
from sanic_mock.server.worker import COUNTED, Worker
from sanic_mock.settings import Phase, Scenario, Settings, Ttft
from sanic_mock.shared.state import SharedState, make_shared
from tests.server.virtual import Bench

S = 1_000_000_000
PLAIN = Settings("plain", seed=7)
SLOW = replace(PLAIN, profile="slow", ttft=Ttft(Constant(0.1)))
PHASES = (Phase("a", 10.0, levels=LevelsOfPhase(ttft_x=(3.0,))), Phase("b", 10.0, profile="other"))
PHASED = replace(SLOW, scenario=Scenario(PHASES), others=(("other", PLAIN),))


class Watched:
    """A worker whose time is turned by hand.

    Attributes:
        shared: what it shares with others.
        worker: likewise.
    """

    def __init__(self, settings: Settings) -> None:
        self.shared: SharedState = make_shared(1, COUNTED, WORDS)
        self.bench = Bench()
        self.bench.now_ns = S
        self.worker = Worker(settings, self.bench.pacer, self.shared)

    def at(self, seconds: float) -> None:
        """Let it be so many seconds after the server was ready, and the worker look."""
        self.bench.now_ns = S + int(seconds * S)
        self.worker.close()
        self.worker.start()


def cold(requests: str) -> Settings:
    return replace(PLAIN, start=ColdStart(5.0, requests))  # type: ignore[arg-type]


@pytest.mark.parametrize("requests", ["refuse", "wait"])
def test_nothing_is_left_of_a_cold_start_that_is_over(requests: str) -> None:
    watched = Watched(cold(requests))
    watched.shared.ready.set(S)
    cold_routes = watched.worker.routes

    async def warm_up() -> None:
        watched.at(4.9)
        assert watched.worker.routes is cold_routes
        watched.at(5.0)
        watched.worker.close()

    asyncio.run(warm_up())

    assert watched.worker.routes is not cold_routes
    assert watched.worker.variant.immediate is not None
    assert watched.worker.variant.scheduler is None


def test_a_worker_that_is_started_later_is_not_cold_again() -> None:
    watched = Watched(cold("refuse"))
    watched.shared.ready.set(S)

    async def start() -> None:
        watched.at(100.0)
        watched.worker.close()

    asyncio.run(start())

    assert watched.worker.variant.router.state.ready_in_s() == 0


def test_a_first_request_that_is_before_the_timer_begins_the_phases() -> None:
    scenario = Scenario(PHASES, begins="first_request")
    watched = Watched(replace(PHASED, scenario=scenario, start=ColdStart(5.0)))
    watched.shared.ready.set(S)

    async def ask() -> None:
        watched.at(4.0)
        watched.worker.variant.served.note_request()
        assert watched.shared.begun.ns == 0
        watched.bench.now_ns = 6 * S
        watched.worker.variant.served.note_request()
        watched.worker.close()

    asyncio.run(ask())

    assert watched.shared.begun.ns == 6 * S
    assert watched.worker.variant.router.state.phase() == PhaseReport("a", 0, 0.0, "b", 10.0)


def test_each_phase_is_answered_by_its_profile_and_the_same_one_when_it_comes_again() -> None:
    watched = Watched(replace(PHASED, scenario=Scenario(PHASES, repeats=True)))
    watched.shared.ready.set(S)
    found = []

    async def look() -> None:
        for seconds in (5, 15, 25, 35):
            watched.at(seconds)
            found.append(watched.worker.routes)
        watched.worker.close()

    asyncio.run(look())

    assert [one.variant.settings.profile for one in found] == ["slow", "plain", "slow", "plain"]
    assert found[0] is found[2]
    assert found[1] is found[3]


def test_a_swapped_profile_goes_by_its_own_phases() -> None:
    watched = Watched(PLAIN)
    watched.shared.ready.set(S)

    async def swap() -> None:
        watched.at(5.0)
        watched.worker.swap(PHASED)
        report = watched.worker.variant.router.state.phase()
        assert report is not None
        assert (report.name, report.since_s) == ("a", 5.0)
        watched.worker.swap(PLAIN)

    asyncio.run(swap())

    assert watched.worker.variant.immediate is not None
    assert watched.worker.variant.router.state.phase() is None


def test_phases_that_wait_to_be_told_begin_when_they_are() -> None:
    watched = Watched(replace(PHASED, scenario=Scenario(PHASES, begins="control")))
    watched.shared.ready.set(S)
    names = []

    async def begin() -> None:
        for seconds in (5, 50, 65):
            if seconds == 50:
                begin_scenario(watched.shared, lambda: 51 * S)
            watched.at(seconds)
            report = watched.worker.variant.router.state.phase()
            assert report is not None
            names.append(report.name)
        watched.worker.close()

    asyncio.run(begin())

    assert names == ["waiting", "a", "b"]
