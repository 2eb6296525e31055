"""What each level of a phase needs of the profile that it changes, by the level's name.

Each check returns why the level does nothing, or cannot be; "" where it does what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanic_mock.distributions import Constant
from sanic_mock.profile.level import Level
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections import limits
from sanic_mock.profile.sections.faults.rates import RATES
from sanic_mock.profile.sections.load import Load
from sanic_mock.profile.sections.phases import Phase

_NOTHING = (0, Constant(0.0))
_LOAD = Load()
_SCALED_LIMITS = (*limits.RATES, "concurrency")
_NETWORK_RATES = ("network.down", "network.up", "network.server_down", "network.server_up")


def _latency(values: Values, level: Level, phase: Phase) -> str:
    if not takes_time(values):
        return "does nothing: nothing takes time; want latency, ttft, itl or load.step"
    return _steps_of_all(values, phase)


def _ttft(values: Values, level: Level, phase: Phase) -> str:
    return "" if _has_ttft(values) else "does nothing without latency or ttft"


def _itl(values: Values, level: Level, phase: Phase) -> str:
    if not _has_gaps(values):
        return "does nothing without itl, chunking.burst or load.step"
    return _steps_of_all(values, phase)


def _bandwidth(values: Values, level: Level, phase: Phase) -> str:
    if any(_is_given(values, name) for name in _NETWORK_RATES):
        return ""
    return f"does nothing without {', '.join(_NETWORK_RATES)}"


def _slots(values: Values, level: Level, phase: Phase) -> str:
    if not _is_given(values, "load.model", "none"):
        return "does nothing without load.model slots or step"
    slots = given(values, "load.slots") or _LOAD.slots
    return "" if round(slots * min(level)) else f"{min(level):g} times {slots} slots is none"


def _limits(values: Values, level: Level, phase: Phase) -> str:
    entries: list[limits.Limit] = [one.value for one in given(values, "limits") or ()]
    bounds = [(name, getattr(one, name)) for one in entries for name in _SCALED_LIMITS]
    if not any(bound for _, bound in bounds):
        return f"does nothing without limits, one of {', '.join(_SCALED_LIMITS)}"
    for name, bound in bounds:
        if bound is not None and int(bound * min(level)) < 1:
            return f"{min(level):g} times {name} {bound} is none"
    return ""


def _faults(values: Values, level: Level, phase: Phase) -> str:
    found = shares(values)
    if not found:
        return f"does nothing without faults, {', '.join(RATES)}"
    if min(found) == 1 and set(level) - {0, 1}:
        return "does nothing: no fault is drawn; want p below 1, or 0 for no fault at all"
    return ""


def _any(values: Values, level: Level, phase: Phase) -> str:
    """It needs nothing."""
    return ""


def _steps_of_all(values: Values, phase: Phase) -> str:
    if phase.shape == "spike" and given(values, "load.model") == "step":
        return "an engine's steps are those of all requests, and a spike is of some; want ttft_x"
    return ""


def takes_time(values: Values) -> bool:
    """Return whether answers take time: to their first token, or between tokens."""
    return _has_ttft(values) or _has_gaps(values)


def _has_ttft(values: Values) -> bool:
    names = ("latency", "jitter", *(name for name in values if name.startswith("ttft.")))
    return any(_is_given(values, name, *_NOTHING) for name in names)


def _has_gaps(values: Values) -> bool:
    if given(values, "load.model") == "step" or given(values, "chunking.mode") == "burst":
        return True
    return _is_given(values, "itl.token", *_NOTHING)


def _is_given(values: Values, name: str, *nothing: object) -> bool:
    """Tell whether a key is more than nothing; one that cannot be read is, too."""
    return name in values and values[name].value not in nothing


def shares(values: Values) -> list[float]:
    """Return the share of each fault that a profile has."""
    listed = [one.value.p for one in given(values, "faults") or ()]
    return [*listed, *filter(None, (given(values, name) for name in RATES))]


CHECKS: Mapping[str, Callable[[Values, Level, Phase], str]] = {
    "latency_x": _latency,
    "ttft_x": _ttft,
    "itl_x": _itl,
    "bandwidth_x": _bandwidth,
    "slots_x": _slots,
    "limits_x": _limits,
    "faults_x": _faults,
    "error_rate": _any,
}
