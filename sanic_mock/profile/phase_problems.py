"""What is wrong between phases and the profile that they change, each at its own line.

A phase that multiplies what a profile does not have would do nothing; one under another profile is
held against that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanic_mock.distributions import Distribution
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.level_checks import CHECKS, shares
from sanic_mock.profile.longest import BEYOND, MAX_PLAN_S, tokens_s
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections.faults.entry import is_beyond_all
from sanic_mock.profile.sections.phases import Phase, set_levels

_OF_TTFT = ("latency", "jitter", "ttft.base", "ttft.stall.dist")
_OF_TIME = ("latency_x", "ttft_x", "itl_x")

# The highest level that each of a phase's has.
Highest = Mapping[str, float]


def wrong_phases(values: Values, others: Mapping[str, Values]) -> list[str]:
    """Return what is wrong of a profile's phases.

    Args:
        values: the profile's.
        others: those of the profiles that its phases name; one that has problems is not among them.
    """
    entries: tuple[ListEntry[Phase], ...] = given(values, "phases") or ()
    problems = [*_idle_repeat(entries, values)]
    answering: Values | None = values
    held: Highest = {}
    for entry in entries:
        phase = entry.value
        if phase.profile:
            answering = others.get(phase.profile)
        elif phase.shape != "hold":
            answering = values
        highest = {**held, **_highest(phase)} if phase.shape == "hold" else _highest(phase)
        held = {} if phase.shape == "spike" else highest
        if answering is not None:
            problems += _idle_levels(entry, answering)
            problems += _too_long(entry, highest, answering)
            problems += _beyond_all(entry, highest, answering)
    return problems


def _highest(phase: Phase) -> Highest:
    return {name: max(level) for name, level in set_levels(phase.levels).items()}


def _idle_repeat(entries: tuple[ListEntry[Phase], ...], values: Values) -> Iterator[str]:
    if entries and entries[-1].value.lasts_s is None and given(values, "scenario.repeat"):
        why = f"does nothing: the phase at line {entries[-1].node.line} has no `for`"
        yield values["scenario.repeat"].node.problem(why)


def _idle_levels(entry: ListEntry[Phase], values: Values) -> Iterator[str]:
    """Yield a problem for each level of a phase that changes nothing of a profile."""
    for name, level in set_levels(entry.value.levels).items():
        if why := CHECKS[name](values, level, entry.value):
            yield entry.problem(why, f"set.{name}")


def _too_long(entry: ListEntry[Phase], highest: Highest, values: Values) -> Iterator[str]:
    """Yield a problem for a phase in which an answer may take longer than any may."""
    every, first, gap = (highest.get(name, 1.0) for name in _OF_TIME)
    took_s = every * (first * _most_ttft_s(values) + gap * tokens_s(values))
    if took_s > MAX_PLAN_S and max(every * first, every * gap) > 1:
        hours = f"{took_s / 3600:,.0f} hours; want at most {MAX_PLAN_S / 3600:.0f} hours"
        yield entry.problem(f"an answer may take {hours}")


def _beyond_all(entry: ListEntry[Phase], highest: Highest, values: Values) -> Iterator[str]:
    """Yield a problem for a phase in which more than all requests would have to get a fault."""
    factor, own = highest.get("faults_x", 1.0), given(values, "error_rate") or 0.0
    drawn = sum(share for share in shares(values) if share < 1) * factor
    if "error_rate" in highest:
        drawn += highest["error_rate"] - (own * factor if own < 1 else 0.0)
    if is_beyond_all(drawn) and ("error_rate" in highest or factor > 1):
        yield entry.problem(f"shares of faults come to {drawn:.12g}; want at most 1")


def _most_ttft_s(values: Values) -> float:
    """Return the longest that a first token may take, but for what its prompt adds."""
    most = sum(_most_s(given(values, name)) for name in _OF_TTFT)
    return most / (given(values, "time_scale") or 1)


def _most_s(delay: Distribution | float | None) -> float:
    return delay.quantile(1 - BEYOND) if isinstance(delay, Distribution) else delay or 0.0
