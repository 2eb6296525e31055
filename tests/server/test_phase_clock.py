"""One worker's phase clock: when it looks, and what it says then; the time is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from sanic_mock.engine.phases import Phases
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.profile.sections.phases import LevelsOfPhase
from sanic_mock.server.phase_clock import LEAST_S, LONGEST_S, STEP_S, PhaseClock
from sanic_mock.settings import Phase, Scenario

S = 1_000_000_000
RAMP = Phase("up", 10.0, "ramp", levels=LevelsOfPhase(ttft_x=(1.0, 3.0)))
SCENARIO = Scenario((Phase("calm", 20.0), RAMP, Phase("bad", 20.0, profile="slow")))


class Followed:
    """A clock, and all that it said.

    Attributes:
        said: name, profile and multipliers, each time.
        sleeps_s: for how long it slept.
    """

    def __init__(self, scenario: Scenario = SCENARIO, begun_s: float = 100.0) -> None:
        self.now_ns, self.begun_ns = 100 * S, int(begun_s * S)
        self.said: list[tuple[str, str, Multipliers]] = []
        self.sleeps_s: list[float] = []
        self.clock = PhaseClock(
            Phases(scenario), lambda: self.begun_ns, self._begin, self, lambda: self.now_ns
        )

    def _begin(self) -> None:
        self.begun_ns = self.begun_ns or self.now_ns

    def follow(self, name: str, profile: str, multipliers: Multipliers) -> None:
        """See PhaseFollower."""
        self.said.append((name, profile, multipliers))

    def look(self, after_s: float) -> tuple[str, str, Multipliers]:
        """Let so much time pass since the start, and the clock look; return what it says."""
        self.now_ns = 100 * S + int(after_s * S)
        self.clock.look()
        return self.said[-1]


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> Followed:
    return started(monkeypatch)


def started(monkeypatch: pytest.MonkeyPatch, **given: Any) -> Followed:
    """Return a clock that was started on a loop which never calls it back."""
    one = Followed(**given)

    async def start() -> None:
        loop = asyncio.get_running_loop()

        def sleep(seconds: float, look: Callable[[], None]) -> asyncio.TimerHandle:
            one.sleeps_s.append(seconds)
            return asyncio.TimerHandle(0.0, look, (), loop)

        monkeypatch.setattr(loop, "call_later", sleep)
        one.clock.start()

    asyncio.run(start())
    return one


def test_it_is_as_the_phase_of_the_moment_says(followed: Followed) -> None:
    assert followed.said == [("calm", "", UNCHANGED)]
    assert followed.look(25.0) == ("up", "", Multipliers(ttft_x=2.0))
    assert followed.look(31.0) == ("bad", "slow", UNCHANGED)
    assert followed.look(51.0) == ("over", "", UNCHANGED)


def test_it_looks_when_a_phase_ends_and_often_while_one_moves(followed: Followed) -> None:
    for after_s in (19.75, 20.0, 29.999, 30.0, 60.0):
        followed.look(after_s)

    assert followed.sleeps_s == pytest.approx([LONGEST_S, 0.25, STEP_S, LEAST_S, 1.0, LONGEST_S])


def test_a_short_ramp_has_its_steps_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ramp = Phase("", 0.2, "ramp", levels=LevelsOfPhase(ttft_x=(1.0, 3.0)))

    assert started(monkeypatch, scenario=Scenario((ramp,))).sleeps_s == pytest.approx([0.01])


def test_it_waits_until_the_scenario_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = started(monkeypatch, begun_s=0.0)

    assert followed.look(500.0) == ("waiting", "", UNCHANGED)
    assert followed.clock.report()[:4] == ("waiting", None, 0.0, "calm")

    followed.begun_ns = 100 * S + 480 * S  # another worker has seen the first request
    assert followed.look(505.0) == ("up", "", Multipliers(ttft_x=2.0))


def test_a_scenario_that_begins_later_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = started(monkeypatch, begun_s=110.0)

    assert followed.look(9.9)[0] == "waiting"
    assert followed.look(10.0)[0] == "calm"


def test_the_first_request_begins_it() -> None:
    followed = Followed(begun_s=0.0)

    async def ask() -> None:
        followed.clock.start()
        followed.now_ns += 7 * S
        followed.clock.note_request()
        followed.clock.close()

    asyncio.run(ask())

    assert followed.begun_ns == 107 * S
    assert [name for name, _, _ in followed.said] == ["waiting", "calm"]


def test_who_begins_it_anew_is_followed(followed: Followed) -> None:
    assert followed.look(31.0)[0] == "bad"

    followed.begun_ns = 131 * S

    assert followed.look(31.0 + LONGEST_S)[0] == "calm"


REPORTS = [
    (0.0, ("calm", 0, 0.0, "up", 20.0, "")),
    (25.0, ("up", 1, 5.0, "bad", 5.0, "")),
    (40.0, ("bad", 2, 10.0, "over", 10.0, "slow")),
    (55.0, ("over", None, 5.0, None, 0.0, "")),
]


@pytest.mark.parametrize(("after_s", "report"), REPORTS)
def test_a_report_says_since_when_and_what_follows(
    followed: Followed, after_s: float, report: tuple[Any, ...]
) -> None:
    followed.now_ns += int(after_s * S)

    assert followed.clock.report() == pytest.approx(report)
