"""Refuses comments and pings that would keep no stream alive, as no answer is ever silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.level_checks import takes_time
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.retiming import CommentsFault, SlowCloseFault, StallFault

FaultList = Iterable[ListEntry[FaultEntry]]

_SIGN = "thinking.silence"
_NO_TIME = "does nothing: nothing takes time; want latency, ttft, itl or load.step"


def idle_comments(chosen: ChosenValues) -> list[str]:
    """Return a problem for each entry of comments that never come.

    One that several have who answer, as rules of traffic do, comes where any of them takes time.
    """
    idle: dict[str, None] = {}
    coming: set[str] = set()
    for values in _answering(chosen):
        has_time = takes_time(values)
        for problem, is_timed in _comments(values):
            if has_time or is_timed:
                coming.add(problem)
            else:
                idle[problem] = None
    return [problem for problem in idle if problem not in coming]


def _answering(chosen: ChosenValues) -> Iterator[Values]:
    """Yield the values of all who answer."""
    yield chosen.values
    for other in (*chosen.others.values(), *chosen.rules, *chosen.backends):
        yield from _answering(other)


def _comments(values: Values) -> Iterator[tuple[str, bool]]:
    """Yield the problem of each that would be idle, and whether answers are silent for it."""
    rules: Iterable[ListEntry[AnswerEntry]] = given(values, "answers") or ()
    is_timed = any(rule.value.is_timed for rule in rules)
    yield from _of_faults(given(values, "faults") or (), is_timed)
    for rule in rules:
        yield from _of_faults(rule.value.fault, rule.value.is_timed)
    if given(values, _SIGN) in ("comments", "pings"):
        yield values[_SIGN].node.problem(_NO_TIME), is_timed


def _of_faults(faults: FaultList, is_timed: bool) -> Iterator[tuple[str, bool]]:
    has_silence = any(isinstance(one.value, (StallFault, SlowCloseFault)) for one in faults)
    for one in faults:
        if isinstance(one.value, CommentsFault):
            yield one.problem(f"{_NO_TIME}, or a stall"), is_timed or has_silence
