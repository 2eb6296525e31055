"""Which phase of a scenario runs after so long. Pure: time is passed in."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers, planned_phases
from sanic_mock.settings import Scenario

#: What no phase runs in: before the first, and behind the last.
WAITING, OVER = "waiting", "over"


class PhasePlace(NamedTuple):
    """Where in a scenario a moment is.

    Attributes:
        number: of the phase, from 0; that of all phases when they are over.
        begun_s: when it began, since the scenario began.
        ends_s: when it ends; infinite where it does not.
    """

    number: int
    begun_s: float
    ends_s: float


class PhaseReport(NamedTuple):
    """Which phase runs, for those who look after a server.

    Attributes:
        name: of the phase; `waiting` before the first, `over` behind the last.
        number: of the phase, from 0; None where none runs.
        since_s: seconds since it began.
        following: the name of the next one; None where none follows.
        following_s: seconds until then.
        profile: the name of another profile that answers, "" for none.
    """

    name: str
    number: int | None = None
    since_s: float = 0.0
    following: str | None = None
    following_s: float = 0.0
    profile: str = ""


class Phases:
    """The phases of a scenario.

    Args:
        scenario: the profile's; has at least one phase.
        scale: multiplies every time.
        error_rates: of each profile that answers, by its name in phases; "" is the scenario's own.

    Attributes:
        planned: each of them, in order.
    """

    def __init__(
        self,
        scenario: Scenario,
        scale: float = 1.0,
        error_rates: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self.planned = tuple(planned_phases(scenario.phases, scale, error_rates))
        self._ends_s = tuple(accumulate(one.lasts_s for one in self.planned))
        self._repeats = scenario.repeats

    def find(self, time_s: float) -> PhasePlace:
        """Return where a moment is, in seconds since the scenario began."""
        total_s, round_s = self._ends_s[-1], 0.0
        if self._repeats and time_s >= total_s:
            round_s = time_s // total_s * total_s
            time_s = max(0.0, time_s - round_s)
        number = bisect_right(self._ends_s, time_s)
        if number == len(self.planned) and not self._repeats:
            return PhasePlace(number, total_s, math.inf)
        number = min(number, len(self.planned) - 1)  # as rounding may have it
        return PhasePlace(number, round_s + self.begins_s(number), round_s + self._ends_s[number])

    def begins_s(self, number: int) -> float:
        """Return when a phase begins for the first time, since the scenario began."""
        return self._ends_s[number - 1] if number else 0.0

    def multipliers(self, place: PhasePlace, time_s: float) -> Multipliers:
        """Return what is multiplied by at a moment, which is at that place."""
        if place.number == len(self.planned):
            return UNCHANGED
        return self.planned[place.number].multipliers(max(0.0, time_s - place.begun_s))

    def report_at(self, time_s: float | None) -> PhaseReport:
        """Say which phase runs at a moment; None is before the scenario has begun."""
        if time_s is None:
            return PhaseReport(WAITING, following=self.planned[0].name)
        return self.report(self.find(time_s), time_s)

    def report(self, place: PhasePlace, time_s: float) -> PhaseReport:
        """Say which phase runs at a moment, which is at that place."""
        since_s = max(0.0, time_s - place.begun_s)
        if place.number == len(self.planned):
            return PhaseReport(OVER, since_s=since_s)
        phase, after = self.planned[place.number], self.following(place.number)
        report = PhaseReport(phase.name, place.number, since_s, profile=phase.profile)
        if after is None:
            ends = None if math.isinf(place.ends_s) else OVER
        else:
            ends = self.planned[after].name
        left_s = 0.0 if ends is None else max(0.0, place.ends_s - time_s)
        return report._replace(following=ends, following_s=left_s)

    def following(self, number: int) -> int | None:
        """Return the number of the phase behind one; None where none is."""
        if number + 1 < len(self.planned):
            return number + 1
        return 0 if self._repeats else None
