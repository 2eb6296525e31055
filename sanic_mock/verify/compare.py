"""What was measured against what was planned and configured: times, lateness, tokens, bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from sanic_mock.server.schedule import Schedule
from sanic_mock.settings import Settings
from sanic_mock.verify.configured import Configured
from sanic_mock.verify.gathered import Gathered
from sanic_mock.verify.question import TimedAnswer
from sanic_mock.verify.spread import Spread, has_atoms, ks_distance, spread

#: Shifts that KS forgives where it is judged, ms: a wake and the pacer's shortest tick.
SLACK_MS = 0.25
# Where values repeat, as a constant does, KS sees nothing but the shift.
REPEATED_SLACK_MS = 1.0

_MS = 1_000_000
_NS = 1_000_000_000


class Metric(msgspec.Struct):
    """One measured quantity.

    Attributes:
        name: with its unit.
        is_time: whether it is judged by percentiles and KS.
        configured: of the profile; None where it says nothing of it.
        planned: of the very requests that were sent; None where their plans are not known.
        measured: of their answers.
        ks: distance of measured and configured; None where values repeat.
        ks_judged: the same, forgiving shifts of `slack_ms`.
        ks_excused: the same, forgiving also what the machine itself was late.
        slack_ms: more where values repeat.
        draws: how many independent draws the measured values come from.
    """

    name: str
    is_time: bool
    configured: Spread | None
    planned: Spread | None
    measured: Spread
    ks: float | None = None
    ks_judged: float = 0.0
    ks_excused: float = 0.0
    slack_ms: float = SLACK_MS
    draws: int = 0


class Comparison(msgspec.Struct):
    """One run, summed up.

    Attributes:
        metrics: TTFT, ITL, total, tokens, tokens/s, bytes/s; time to headers where it is another.
        late_ms: lateness of each event with text; empty where plans are not known.
        early: how many of them came before their time.
        gained_ms: lateness of a stream's last event minus that of its first, on average.
        drift_ms: the same for 1,000 events; None, as the other, where no stream takes time.
        lag_ms: how late the client's own loop was.
        control_ms: how late a process was that only waits, on the server's cores.
        unlike: how many answers had other tokens or bytes than planned.
        problems: what went wrong, one for each request that failed.
        curves: sorted values, ms, for plots: name to (configured, measured).
    """

    metrics: list[Metric]
    late_ms: Spread
    early: int
    gained_ms: float | None
    drift_ms: float | None
    lag_ms: Spread
    control_ms: Spread
    unlike: int
    problems: list[str]
    curves: dict[str, tuple[list[float], list[float]]]

    @property
    def doubts_ms(self) -> tuple[float, float, float]:
        """How late events of a mock that is on time may seem at p50, p90 and p99.

        An answer waits for the machine many times, and there are fewer answers than ticks of a
        timer: so p99 is held against the worst tick, p90 against p99.9, p50 against p99.
        """
        one, other = self.lag_ms, self.control_ms
        return one.p99 + other.p99, one.p999 + other.p999, one.max + other.max


class Lags(msgspec.Struct):
    """How late the machine itself was, ns: the ticks of two timers beside a run.

    Attributes:
        client: of the client's own loop.
        control: of a process that only waits, on the server's cores.
    """

    client: list[int]
    control: list[int]


def compare(
    settings: Settings,
    answers: Sequence[TimedAnswer],
    schedules: Sequence[Schedule] | None,
    expected: Configured,
    lags: Lags,
) -> Comparison:
    """Sum up a run.

    Args:
        settings: the server's.
        answers: in any order.
        schedules: by question number from the lowest; None where they are not known.
        expected: what the profile asks for.
        lags: how late the machine itself was.
    """
    found = Gathered()
    first = min((one.number for one in answers), default=0)
    for answer in answers:
        found.add(answer, None if schedules is None else schedules[answer.number - first])
    wanted = _in_ms(expected)
    late = sorted(found.late_ms)
    lag, control = _spread_ms(lags.client), _spread_ms(lags.control)
    doubt_ms = lag.p99 + control.p99
    names = [name for name in found.names if name != "head" or expected.heads]
    metrics = [_metric(name, found, wanted, settings, doubt_ms) for name in names]
    return Comparison(
        metrics,
        spread(late),
        bisect_right(late, -1e-9),
        *_drift(found.drifts),
        lag,
        control,
        found.unlike,
        found.problems,
        {name: (wanted[name], sorted(found.measured[name])) for name in ("ttft", "itl")},
    )


def _in_ms(expected: Configured) -> dict[str, list[float]]:
    return {
        "head": [value / _MS for value in expected.heads],
        "ttft": [value / _MS for value in expected.ttft],
        "itl": [value / _MS for value in expected.gaps],
        "total": [value / _MS for value in expected.totals],
        "tokens": expected.tokens,
        "speed": expected.speeds,
        "bytes": [],
    }


_TITLES = {
    "head": "time to headers, ms",
    "ttft": "TTFT, ms",
    "itl": "ITL, ms",
    "total": "total, ms",
    "tokens": "output tokens",
    "speed": "tokens/s",
    "bytes": "kB/s",
}


def _metric(
    name: str,
    found: Gathered,
    wanted: dict[str, list[float]],
    settings: Settings,
    doubt_ms: float,
) -> Metric:
    measured, planned = sorted(found.measured[name]), sorted(found.planned[name])
    configured = wanted[name]
    one = Metric(
        _TITLES[name],
        name in ("head", "ttft", "itl", "total"),
        spread(configured) if configured else None,
        spread(planned) if planned else None,
        spread(measured),
    )
    if configured and measured and planned:
        repeats = has_atoms(configured)
        one.ks = None if repeats else ks_distance(measured, configured)
        one.slack_ms = REPEATED_SLACK_MS if repeats else SLACK_MS
        one.ks_judged = ks_distance(measured, configured, one.slack_ms)
        one.ks_excused = ks_distance(measured, configured, one.slack_ms + doubt_ms)
        is_shared = name == "itl" and _is_shared_by_stream(settings)
        one.draws = len(found.measured["ttft"]) if is_shared else len(measured)
    return one


def _is_shared_by_stream(settings: Settings) -> bool:
    """Return whether the gaps of one stream depend on each other."""
    has_factor = settings.itl is not None and settings.itl.request_cv > 0
    return has_factor or settings.load.model == "step" or settings.chunking.mode != "token"


def _spread_ms(lags: Sequence[int]) -> Spread:
    return spread(sorted(lag / _MS for lag in lags))


def _drift(drifts: list[tuple[float, int]]) -> tuple[float | None, float | None]:
    """Return the lateness that streams gain, ms: on average, and for 1,000 events."""
    steps = sum(count for _, count in drifts)
    if not steps:
        return None, None
    gained = sum(one for one, _ in drifts)
    return gained / len(drifts), gained * 1000 / steps
