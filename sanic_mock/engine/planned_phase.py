"""By what a phase of a scenario multiplies, so long after it began.

Level of a phase = from + (to - from) * u(t), t since the phase began: u = t / for of a ramp,
(1 - cos(2 pi t / period)) / 2 of a sine, 0 of all others. Where a ramp has one level, it goes there
from where the phase before ended. A hold stays there. A spike leaves nothing behind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sanic_mock.profile.level import Level
from sanic_mock.profile.sections.phases import Phase, set_levels


class Multipliers(NamedTuple):
    """By what a running phase multiplies what the profile says.

    Attributes:
        latency_x: all delays of an answer.
        ttft_x: the time to its first token.
        itl_x: its gaps.
        bandwidth_x: the network's rates.
        slots_x: the requests that run at once.
        limits_x: what clients may use, in a minute and at once.
        faults_x: the share of requests that each fault has; with 0 none comes.
        p: the share of requests whose delays are multiplied.
        error_rate: the share of requests that get an error; None is as the profile says.
        error_status: which error; "" is as the profile says.
    """

    latency_x: float = 1.0
    ttft_x: float = 1.0
    itl_x: float = 1.0
    bandwidth_x: float = 1.0
    slots_x: float = 1.0
    limits_x: float = 1.0
    faults_x: float = 1.0
    p: float = 1.0
    error_rate: float | None = None
    error_status: str = ""

    @property
    def first_x(self) -> float:
        """What the time to a first token is multiplied by."""
        return self.latency_x * self.ttft_x

    @property
    def gap_x(self) -> float:
        """What each gap is multiplied by."""
        return self.latency_x * self.itl_x


#: A profile as it says itself.
UNCHANGED = Multipliers()

_LEVELS: dict[str, Level] = {
    name: (level,) for name, level in UNCHANGED._asdict().items() if name.endswith("_x")
}


class PlannedPhase(NamedTuple):
    """A phase, with all that follows from those before it.

    Attributes:
        name: what it is called.
        profile: the name of the profile that answers, "" for the scenario's own.
        lasts_s: how long it is; infinite where it does not end.
        levels: (from, to) by the names of Multipliers.
        share: makes of the time since it began how far from the one to the other it is.
        moves_s: in how long it moves from the one to the other, or back; infinite for not at all.
        p: the share of requests that it is for.
        error_status: see Multipliers.
        is_spike: whether it leaves nothing behind.
    """

    name: str
    profile: str
    lasts_s: float
    levels: dict[str, Level]
    share: Callable[[float], float]
    moves_s: float
    p: float = 1.0
    error_status: str = ""
    is_spike: bool = False

    def multipliers(self, since_s: float) -> Multipliers:
        """Return what it multiplies by, so long after it began."""
        share = self.share(min(since_s, self.lasts_s))
        levels = {name: _between(level, share) for name, level in self.levels.items()}
        return Multipliers(**levels, p=self.p, error_status=self.error_status)

    def left(self) -> dict[str, Level]:
        """Return the levels at which a phase that holds goes on behind it."""
        if self.is_spike or math.isinf(self.lasts_s):
            return _LEVELS
        share = self.share(self.lasts_s)
        return {name: (_between(level, share),) for name, level in self.levels.items()}


_NOTHING_YET = PlannedPhase("", "", 0.0, _LEVELS, lambda since_s: 0.0, math.inf)


def planned_phases(
    phases: tuple[Phase, ...], scale: float, error_rates: Mapping[str, float]
) -> Iterator[PlannedPhase]:
    """Yield the phases of a scenario, in order; see Phases for the arguments."""
    before = _NOTHING_YET
    for number, phase in enumerate(phases, 1):
        before = _after(before, phase, number, scale, error_rates)
        yield before


def _after(
    before: PlannedPhase, phase: Phase, number: int, scale: float, error_rates: Mapping[str, float]
) -> PlannedPhase:
    """Return a phase that comes behind another."""
    kept = before if phase.shape == "hold" else _NOTHING_YET
    profile = phase.profile or kept.profile
    left = before.left()
    start = {"error_rate": (error_rates.get(profile, 0.0),), **left}
    lasts_s = math.inf if phase.lasts_s is None else phase.lasts_s * scale
    return PlannedPhase(
        phase.name or str(number),
        profile,
        lasts_s,
        {**(left if kept is before else _LEVELS), **_own_levels(phase, start)},
        _share(phase, lasts_s, scale),
        lasts_s if phase.shape == "ramp" else (phase.period_s or math.inf) * scale,
        phase.p,
        phase.error_status or kept.error_status,
        phase.shape == "spike",
    )


def _own_levels(phase: Phase, start: Mapping[str, Level]) -> dict[str, Level]:
    """Return what a phase sets; a ramp of one level begins where the phase before ended."""
    levels = set_levels(phase.levels)
    if phase.shape != "ramp":
        return levels
    return {
        name: level if len(level) > 1 else (*start[name], *level) for name, level in levels.items()
    }


def _share(phase: Phase, lasts_s: float, scale: float) -> Callable[[float], float]:
    if phase.shape == "ramp":
        return lambda since_s: since_s / lasts_s
    if phase.period_s is None:
        return lambda since_s: 0.0
    turns = 2 * math.pi / (phase.period_s * scale)
    return lambda since_s: (1 - math.cos(turns * since_s)) / 2


def _between(level: Level, share: float) -> float:
    return level[0] + (level[-1] - level[0]) * share
