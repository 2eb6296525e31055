"""Whether a run is within the tolerances; each is stated here once, and printed with its result.

A check of time that fails by no more than the machine itself was late says nothing of the mock. How
late it was is measured beside the run: by the client's own timer, and by a control, a process that
only waits on the server's cores. Where all that failed is such, the run is in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from sanic_mock.verify.compare import Comparison, Metric

LATE_P99_MS = 5.0
APART_MS = 1.0
APART_SHARE = 0.01
KS_FLOOR = 0.01
#: sqrt(-ln(0.01 / 2) / 2): by chance, one KS distance in a hundred exceeds this / sqrt(n).
KS_FACTOR = 1.628

TOLERANCES = (
    "no event early; lateness p99 at most 5 ms",
    "p50, p90, p99 of headers, TTFT, ITL and total within 1 % or 1 ms, the larger, of the plans",
    "KS at most 1.628 / sqrt(n) + 0.01, forgiving shifts of 0.25 ms, or 1 ms where values repeat",
    "tokens and bytes as planned",
)


class RunVerdict(StrEnum):
    """What a run comes to."""

    WITHIN = "within"
    BEYOND = "beyond"
    IN_DOUBT = "in doubt"

    @property
    def exit_code(self) -> int:
        """What the command exits with."""
        return {RunVerdict.WITHIN: 0, RunVerdict.BEYOND: 1, RunVerdict.IN_DOUBT: 3}[self]


class CheckResult(msgspec.Struct):
    """One thing that was judged.

    Attributes:
        is_met: whether it is in order.
        said: a sentence of what was found.
        is_excused: it is not met, but would be had the machine not been late itself.
    """

    is_met: bool
    said: str
    is_excused: bool = False


def verdict(results: Sequence[CheckResult]) -> RunVerdict:
    """Sum up what was judged."""
    missed = [one for one in results if not one.is_met]
    if not missed:
        return RunVerdict.WITHIN
    return RunVerdict.IN_DOUBT if all(one.is_excused for one in missed) else RunVerdict.BEYOND


def checks(found: Comparison, tolerance: float, *, is_at_once: bool) -> Iterator[CheckResult]:
    """Judge a run.

    Args:
        found: the run; its plans are known.
        tolerance: multiplies every tolerance but that of early events.
        is_at_once: the profile waits for nothing, so times have no distribution to keep.
    """
    if found.problems:
        n = len(found.problems)
        yield CheckResult(False, f"{n:,} request{'s'[: n != 1]} failed, first: {found.problems[0]}")
    late = found.late_ms
    yield CheckResult(found.early == 0, f"early: {found.early:,} of {late.n:,} events, want none")
    yield _lateness(found, LATE_P99_MS * tolerance)
    unlike = f"tokens and bytes: {found.unlike:,} answers differ, want none"
    yield CheckResult(found.unlike == 0, unlike)
    if not is_at_once:
        for metric in found.metrics:
            if metric.is_time and metric.measured.n:
                yield from _times(metric, tolerance, found.doubts_ms)


def _lateness(found: Comparison, most_ms: float) -> CheckResult:
    late = found.late_ms
    return CheckResult(
        late.p99 <= most_ms and late.n > 0,
        f"lateness: p99 {late.p99:.2f} ms, want at most {most_ms:.2f} ms",
        late.n > 0 and late.p99 - found.doubts_ms[-1] <= most_ms,
    )


def _times(metric: Metric, tolerance: float, doubts_ms: Sequence[float]) -> Iterator[CheckResult]:
    name = metric.name.partition(",")[0]
    if metric.planned is not None:
        yield _percentiles(name, metric, tolerance, doubts_ms)
    if metric.configured is not None:
        most = (KS_FACTOR / math.sqrt(max(1, metric.draws)) + KS_FLOOR) * tolerance
        beyond = f"KS {metric.ks_judged:.3f} beyond {metric.slack_ms} ms"
        said = f"{name}: {beyond}, want at most {most:.3f}"
        yield CheckResult(metric.ks_judged <= most, said, metric.ks_excused <= most)


def _percentiles(
    name: str, metric: Metric, tolerance: float, doubts_ms: Sequence[float]
) -> CheckResult:
    """Compare with the plans of the same requests, which leave nothing to chance."""
    assert metric.planned is not None
    pairs = [
        (metric.measured.p50, metric.planned.p50),
        (metric.measured.p90, metric.planned.p90),
        (metric.measured.p99, metric.planned.p99),
    ]
    apart = ", ".join(f"{got - due:+.2f}" for got, due in pairs)
    said = f"{name}: p50, p90, p99 off by {apart} ms, want within 1 % or 1 ms"
    if tolerance != 1:
        said += f", times {tolerance:g}"
    return CheckResult(_are_near(pairs, tolerance), said, _are_near(pairs, tolerance, doubts_ms))


def _are_near(
    pairs: Sequence[tuple[float, float]],
    tolerance: float,
    doubts_ms: Sequence[float] = (0.0, 0.0, 0.0),
) -> bool:
    """Tell whether values are so near to what was due, give or take a doubt for each."""
    return all(
        abs(got - due) - doubt_ms <= tolerance * max(APART_MS, APART_SHARE * due)
        for (got, due), doubt_ms in zip(pairs, doubts_ms, strict=True)
    )
