"""What is wrong between phases and the profile that they change, each at its own line.

A phase that multiplies what a profile does not have would do nothing; one under another profile is
held against that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sanic_mock.distributions import Constant, Distribution
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.level import Level
from sanic_mock.profile.longest import BEYOND, MAX_PLAN_S, tokens_s
from sanic_mock.profile.mappings import Values
from sanic_mock.profile.sections.load import Load
from sanic_mock.profile.sections.phases import Phase, node_of, set_levels

_NOTHING = (0, Constant(0.0))
_LOAD = Load()
_OF_TTFT = ("latency", "jitter", "ttft.base", "ttft.stall.dist")
_OF_TIME = ("latency_x", "ttft_x", "itl_x")


def wrong_phases(values: Values, others: Mapping[str, Values]) -> list[str]:
    """Return what is wrong of a profile's phases.

    Args:
        values: the profile's.
        others: those of the profiles that its phases name; one that has problems is not among them.
    """
    entries: tuple[ListEntry[Phase], ...] = _value(values, "phases") or ()
    problems = [*_idle_repeat(entries, values)]
    before: Values | None = values
    for entry in entries:
        phase = entry.value
        if phase.profile:
            before = others.get(phase.profile)
        elif phase.shape != "hold":
            before = values
        if before is not None:
            problems += [*_idle_levels(entry, before), *_too_long(entry, before)]
    return problems


def _idle_repeat(entries: tuple[ListEntry[Phase], ...], values: Values) -> Iterator[str]:
    if entries and entries[-1].value.lasts_s is None and _value(values, "scenario.repeat"):
        why = f"does nothing: the phase at line {entries[-1].node.line} has no `for`"
        yield values["scenario.repeat"].node.problem(why)


def _idle_levels(entry: ListEntry[Phase], values: Values) -> Iterator[str]:
    """Yield a problem for each level of a phase that changes nothing of a profile."""
    for name, level in set_levels(entry.value.levels).items():
        if why := _CHECKS[name](values, level, entry.value):
            yield node_of(entry, f"set.{name}").problem(why)


def _too_long(entry: ListEntry[Phase], values: Values) -> Iterator[str]:
    """Yield a problem for a phase in which an answer may take longer than any may."""
    levels = set_levels(entry.value.levels)
    every, first, gap = (max(levels.get(name, (1.0,))) for name in _OF_TIME)
    took_s = every * (first * _most_ttft_s(values) + gap * tokens_s(values))
    if took_s > MAX_PLAN_S and max(every * first, every * gap) > 1:
        hours = f"{took_s / 3600:,.0f} hours; want at most {MAX_PLAN_S / 3600:.0f} hours"
        yield entry.problem(f"an answer may take {hours}")


def _latency(values: Values, level: Level, phase: Phase) -> str:
    if not _has_ttft(values) and not _has_gaps(values):
        return "does nothing: nothing takes time; want latency, ttft, itl or load.step"
    return _steps_of_all(values, phase)


def _ttft(values: Values, level: Level, phase: Phase) -> str:
    return "" if _has_ttft(values) else "does nothing without latency or ttft"


def _itl(values: Values, level: Level, phase: Phase) -> str:
    if not _has_gaps(values):
        return "does nothing without itl, chunking.burst or load.step"
    return _steps_of_all(values, phase)


def _slots(values: Values, level: Level, phase: Phase) -> str:
    if not _is_given(values, "load.model", "none"):
        return "does nothing without load.model slots or step"
    slots = _value(values, "load.slots") or _LOAD.slots
    return "" if round(slots * min(level)) else f"{min(level):g} times {slots} slots is none"


def _steps_of_all(values: Values, phase: Phase) -> str:
    if phase.shape == "spike" and _value(values, "load.model") == "step":
        return "an engine's steps are those of all requests, and a spike is of some; want ttft_x"
    return ""


def _has_ttft(values: Values) -> bool:
    names = ("latency", "jitter", *(name for name in values if name.startswith("ttft.")))
    return any(_is_given(values, name, *_NOTHING) for name in names)


def _most_ttft_s(values: Values) -> float:
    """Return the longest that a first token may take, but for what its prompt adds."""
    most = sum(_most_s(_value(values, name)) for name in _OF_TTFT)
    return most / (_value(values, "time_scale") or 1)


def _most_s(delay: Distribution | float | None) -> float:
    return delay.quantile(1 - BEYOND) if isinstance(delay, Distribution) else delay or 0.0


def _has_gaps(values: Values) -> bool:
    if _value(values, "load.model") == "step" or _value(values, "chunking.mode") == "burst":
        return True
    return _is_given(values, "itl.token", *_NOTHING)


def _is_given(values: Values, name: str, *nothing: object) -> bool:
    """Tell whether a key is more than nothing; one that cannot be read is, too."""
    return name in values and values[name].value not in nothing


def _value(values: Values, name: str) -> Any:
    return values[name].value if name in values else None


_CHECKS: Mapping[str, Callable[[Values, Level, Phase], str]] = {
    "latency_x": _latency,
    "ttft_x": _ttft,
    "itl_x": _itl,
    "slots_x": _slots,
}
