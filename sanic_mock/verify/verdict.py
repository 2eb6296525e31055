"""Whether a run is within the tolerances; each is stated here once, and printed with its result."""

from __future__ import annotations

import math
from collections.abc import Iterator

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
    "p50, p90, p99 of TTFT, ITL and total within 1 % or 1 ms, the larger, of the plans",
    "KS at most 1.628 / sqrt(n) + 0.01, forgiving shifts of 0.25 ms, or 1 ms where values repeat",
    "tokens and bytes as planned",
)


class CheckResult(msgspec.Struct):
    """One thing that was judged: whether it is in order, and a sentence of what was found."""

    is_met: bool
    said: str


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
    most_ms = LATE_P99_MS * tolerance
    yield CheckResult(
        late.p99 <= most_ms and late.n > 0,
        f"lateness: p99 {late.p99:.2f} ms, want at most {most_ms:.2f} ms;"
        f" the client's own lag {found.lag_ms.p99:.2f} ms",
    )
    yield CheckResult(
        found.unlike == 0, f"tokens and bytes: {found.unlike:,} answers differ, want none"
    )
    if not is_at_once:
        for metric in found.metrics:
            if metric.is_time and metric.measured.n:
                yield from _times(metric, tolerance)


def is_in_doubt(found: Comparison, tolerance: float) -> bool:
    """Return whether the client itself was later than a server may be."""
    return found.lag_ms.p99 > LATE_P99_MS * tolerance


def _times(metric: Metric, tolerance: float) -> Iterator[CheckResult]:
    name = metric.name.partition(",")[0]
    if metric.planned is not None:
        yield _percentiles(name, metric, tolerance)
    if metric.configured is not None:
        most = (KS_FACTOR / math.sqrt(max(1, metric.draws)) + KS_FLOOR) * tolerance
        beyond = f"KS {metric.ks_judged:.3f} beyond {metric.slack_ms} ms"
        said = f"{name}: {beyond}, want at most {most:.3f}"
        yield CheckResult(metric.ks_judged <= most, said)


def _percentiles(name: str, metric: Metric, tolerance: float) -> CheckResult:
    """Compare with the plans of the same requests, which leave nothing to chance."""
    assert metric.planned is not None
    pairs = [
        (metric.measured.p50, metric.planned.p50),
        (metric.measured.p90, metric.planned.p90),
        (metric.measured.p99, metric.planned.p99),
    ]
    parts = [abs(got - due) / max(APART_MS, APART_SHARE * due) for got, due in pairs]
    apart = ", ".join(f"{got - due:+.2f}" for got, due in pairs)
    said = f"{name}: p50, p90, p99 off by {apart} ms, want within 1 % or 1 ms"
    if tolerance != 1:
        said += f", times {tolerance:g}"
    return CheckResult(max(parts) <= tolerance, said)
