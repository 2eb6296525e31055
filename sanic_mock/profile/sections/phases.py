"""A scenario: what becomes of a profile over time. What it comes to is `engine.phases`.

A phase says how long, and what of the profile is other meanwhile, by multipliers. What it does not
set is as the profile says; only in `hold` it is as the phase before left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args

from sanic_mock.profile.amounts import DurationKind, NumberKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.error_names import ErrorKind
from sanic_mock.profile.keys import fill, key, section
from sanic_mock.profile.kinds import BoolKind, ChoiceKind, TextKind
from sanic_mock.profile.level import Level, LevelKind

Shape = Literal["step", "hold", "ramp", "spike", "sine"]
Begin = Literal["server", "first_request", "control"]
DuringDelay = Literal["refuse", "wait"]

_SHAPE = "shape"
_WEEK_S = 7 * 86_400.0
# it stands in a header
_NAME = TextKind("a name of printable ASCII", r"[!-~]+( [!-~]+)*")
_TIMES = LevelKind(NumberKind(0, 100))
_TIMES_ABOVE = LevelKind(NumberKind(0, 100, above=True))
#: Shapes that move between two levels; without `set` they are nothing.
_MOVING = ("ramp", "sine")
#: What a single request can have of its own.
_OF_REQUESTS = ("latency_x", "ttft_x", "itl_x")


@dataclass(frozen=True, slots=True)
class LevelsOfPhase:
    """What a phase sets; None is not set."""

    latency_x: Level | None = key("set.latency_x", _TIMES, "times all delays of an answer")
    ttft_x: Level | None = key("set.ttft_x", _TIMES, "times the time to the first token")
    itl_x: Level | None = key("set.itl_x", _TIMES, "times the gaps between tokens")
    bandwidth_x: Level | None = key(
        "set.bandwidth_x", _TIMES_ABOVE, "times all rates of the network"
    )
    slots_x: Level | None = key("set.slots_x", _TIMES_ABOVE, "times `load.slots`, rounded")
    # limits count in thousandths, see engine.limits.bucket
    limits_x: Level | None = key(
        "set.limits_x",
        LevelKind(NumberKind(0.001, 100)),
        "times rates and requests at once of `limits`",
    )
    faults_x: Level | None = key(
        "set.faults_x", _TIMES, "times `p` of faults that are drawn; with 0 no fault comes"
    )
    error_rate: Level | None = key(
        "set.error_rate", LevelKind(NumberKind(0, 1)), "share of requests that get an error"
    )


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a scenario."""

    name: str = key("name", _NAME, "told in `x-mock-phase`; its number, if not given", unset="")
    lasts_s: float | None = key(
        "for", DurationKind(0.001, _WEEK_S), "how long; the last may be without, and lasts"
    )
    shape: Shape = key(
        _SHAPE,
        ChoiceKind(get_args(Shape)),
        "`step` is at what it sets; `hold` as the phase before ended; `ramp` and `sine` move "
        "between two levels; a `spike` is for some requests",
        "step",
    )
    period_s: float | None = key(
        "period",
        DurationKind(0.001, _WEEK_S),
        "of a sine, from its first level to the second and back",
        switch=_SHAPE,
        only_with=("sine",),
        required_for=("sine",),
    )
    p: float = key(
        "p",
        NumberKind(0, 1, above=True),
        "share of requests that a spike meets",
        switch=_SHAPE,
        only_with=("spike",),
        required_for=("spike",),
        unset=1.0,
    )
    profile: str | None = key(
        "profile", TextKind("a profile's name or path"), "another profile, which answers meanwhile"
    )
    error_status: str = key(
        "set.error_status",
        ErrorKind(),
        "which, by status or name; if not given, the profile's `error_status`",
        switch="set.error_rate",
        unset="",
    )
    levels: LevelsOfPhase = section(
        LevelsOfPhase, lambda chosen: fill(LevelsOfPhase, chosen), LevelsOfPhase()
    )


def set_levels(levels: LevelsOfPhase) -> dict[str, Level]:
    """Return what a phase sets, by name."""
    named = {one.name: getattr(levels, one.name) for one in fields(LevelsOfPhase)}
    return {name: level for name, level in named.items() if level is not None}


def _inconsistent(entries: tuple[ListEntry[Phase], ...]) -> Iterator[str]:
    """Yield what is wrong in each phase, and each phase that never comes."""
    endless: ListEntry[Phase] | None = None
    for entry in entries:
        if endless is not None:
            why = f"can never come: the phase at line {endless.node.line} has no `for`"
            yield entry.problem(why)
        elif entry.value.lasts_s is None:
            endless = entry
        yield from _misshapen(entry)


def _misshapen(entry: ListEntry[Phase]) -> Iterator[str]:
    """Yield what a phase's shape cannot have."""
    phase, levels = entry.value, set_levels(entry.value.levels)
    if phase.shape in (*_MOVING, "spike") and not levels:
        yield entry.problem(f"a {phase.shape} needs set")
    if phase.shape == "ramp" and phase.lasts_s is None:
        yield entry.problem("a ramp needs for")
    for name, level in levels.items():
        if why := _why_not(phase.shape, name, level):
            yield entry.problem(why, f"set.{name}")


def _why_not(shape: Shape, name: str, level: Level) -> str:
    if shape == "sine" and len(level) < 2:
        return "a sine moves between two levels; want [from, to]"
    if shape not in _MOVING and len(level) > 1:
        return f"a {shape} has one level; want a number, or shape {' or '.join(_MOVING)}"
    if shape == "spike" and name not in _OF_REQUESTS:
        return f"is not of single requests, as a spike is; want {', '.join(_OF_REQUESTS)}"
    return ""


PHASES: EntriesKind[Phase] = EntriesKind(Phase, check=_inconsistent)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The phases of a profile, in their order; none is a profile that stays what it is."""

    phases: tuple[Phase, ...] = key(
        "phases", PHASES, "what becomes of the profile over time", unset=()
    )
    repeats: bool = key(
        "scenario.repeat", BoolKind(), "begin again behind the last phase", False, switch="phases"
    )
    begins: Begin = key(
        "scenario.start",
        ChoiceKind(get_args(Begin)),
        "phases begin when the server is ready, with the first request to a model, or when they "
        "are told to",
        "server",
        switch="phases",
    )


def build_scenario(chosen: ChosenValues) -> Scenario:
    """Return the scenario."""
    entries = chosen("phases") or ()
    return fill(Scenario, chosen, phases=tuple(one.value for one in entries))


@dataclass(frozen=True, slots=True)
class ColdStart:
    """What happens before a server is ready."""

    delay_s: float = key(
        "start.delay", DurationKind(), "for so long after it began to listen `/ready` is a 503", 0.0
    )
    requests: DuringDelay = key(
        "start.requests",
        ChoiceKind(get_args(DuringDelay)),
        "what is asked meanwhile gets a 503, or waits",
        "refuse",
        switch="start.delay",
    )


def build_cold_start(chosen: ChosenValues) -> ColdStart:
    """Return how the server starts."""
    return fill(ColdStart, chosen)
