"""Lets one worker follow the phases of its profile: it looks when they change, and while they move.

All workers read the same moment at which the scenario began, so they agree at any time, and one
that is started anew joins where the others are. Until it begins, each request and each look at
`/ready` is an occasion to see whether it has.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from math import inf, isinf
from typing import Protocol

from sanic_mock.engine.phases import WAITING, PhaseReport, Phases
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers

_NS = 1e9
# how often multipliers that move are set anew, and the longest sleep: whoever begins the scenario
# once more is followed by then
STEP_S, LONGEST_S = 0.05, 1.0
# a short ramp has so many steps; a loop has no finer clock than the least
STEPS, LEAST_S = 20, 0.001


class PhaseFollower(Protocol):
    """Who is as the phases say."""

    def follow(self, name: str, profile: str, multipliers: Multipliers) -> None:
        """Be as a phase says.

        Args:
            name: of the phase.
            profile: who answers, as the phase has it; "" is the scenario's own.
            multipliers: of what that profile says.
        """


class PhaseClock:
    """One worker's clock.

    Args:
        phases: the scenario.
        begun_ns: says when it began; 0 where it has not.
        begin: lets it begin with the first request; None where it begins otherwise.
        follower: who follows.
        now_ns: the clock.
    """

    def __init__(
        self,
        phases: Phases,
        begun_ns: Callable[[], int],
        begin: Callable[[], None] | None,
        follower: PhaseFollower,
        now_ns: Callable[[], int],
    ) -> None:
        self._phases = phases
        self._begun_ns = begun_ns
        self._begin = begin
        self._follower = follower
        self._now_ns = now_ns
        self._loop: AbstractEventLoop | None = None
        self._timer: TimerHandle | None = None

    def start(self) -> None:
        """Follow from here on, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self.look()

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop = self._timer = None

    def note_request(self) -> None:
        """Take notice of a request, which may be the first."""
        if self._begin is not None:
            self._begin()
        self.look()

    def look(self) -> None:
        """Be as this moment has it, and look again when that changes."""
        self._sleep(self._follow())

    def report(self) -> PhaseReport:
        """Say which phase runs."""
        return self._phases.report_at(self._time_s())

    def _time_s(self) -> float | None:
        """Return the seconds since the scenario began, None before that."""
        begun_ns, now_ns = self._begun_ns(), self._now_ns()
        return (now_ns - begun_ns) / _NS if begun_ns and begun_ns <= now_ns else None

    def _follow(self) -> float:
        """Be as this moment has it; return for how many seconds."""
        time_s, phases = self._time_s(), self._phases
        if time_s is None:
            self._follower.follow(WAITING, "", UNCHANGED)
            return LONGEST_S
        place = phases.find(time_s)
        report = phases.report(place, time_s)
        self._follower.follow(report.name, report.profile, phases.multipliers(place, time_s))
        return min(place.ends_s - time_s, self._step_s(place.number))

    def _step_s(self, number: int) -> float:
        """Return for how long a phase's multipliers may stay what they are."""
        planned = self._phases.planned
        moves_s = planned[number].moves_s if number < len(planned) else inf
        return inf if isinf(moves_s) else min(STEP_S, moves_s / STEPS)

    def _sleep(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._loop is not None:
            seconds = min(LONGEST_S, max(LEAST_S, seconds))
            self._timer = self._loop.call_later(seconds, self.look)
