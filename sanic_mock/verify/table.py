"""A run as text: aligned columns for a terminal, or rows for tests/bench/README.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanic_mock.verify.compare import Comparison, Metric
from sanic_mock.verify.spread import Spread

MARKDOWN_HEAD = (
    "| profile | metric | configured p50 / p90 / p99 | measured p50 / p90 / p99 | KS "
    "| lateness p50 / p99, ms | n |\n| --- | --- | --- | --- | --- | --- | --- |"
)

AT_ONCE = "at once"

_FIRST, _COLUMN = 24, 11
_HEAD = ("n", "p50", "p90", "p99", "p99.9")


def lines(found: Comparison) -> Iterator[str]:
    """Yield the tables of a run, at most 100 columns wide."""
    yield _row("", (*_HEAD, "KS"))
    for metric in found.metrics:
        if metric.measured.n:
            yield metric.name
            yield from _metric(metric)
    yield ""
    yield _row("", (*_HEAD, "max"))
    yield from _lateness(found)


def markdown(profile: str, found: Comparison) -> Iterator[str]:
    """Yield a row of tests/bench/README.md for each time of a run."""
    late = f"{found.late_ms.p50:.2f} / {found.late_ms.p99:.2f}" if found.late_ms.n else "-"
    for metric in found.metrics:
        if metric.is_time and metric.measured.n:
            told = (
                f"`{profile}`",
                metric.name,
                _three(metric.configured),
                _three(metric.measured),
                _ks(metric),
                late,
                f"{metric.measured.n:,}",
            )
            yield f"| {' | '.join(told)} |"


def number(value: float) -> str:
    """Return a value with the digits that matter: 0.034, 12.35, 1,234.5, 12,345."""
    size = abs(value)
    digits = 3 if size < 10 else 2 if size < 1000 else 1 if size < 10_000 else 0
    return f"{value:,.{digits}f}"


def _metric(metric: Metric) -> Iterator[str]:
    if metric.is_time and _is_at_once(metric.configured):
        yield _row("  configured", (AT_ONCE,))
    elif metric.configured is not None:
        yield _row("  configured", _cells(metric.configured))
    if metric.planned is not None and not _is_at_once(metric.planned):
        yield _row("  planned", _cells(metric.planned))
    yield _row("  measured", (*_cells(metric.measured), _ks(metric) if metric.is_time else ""))


def _lateness(found: Comparison) -> Iterator[str]:
    late, lag, control = found.late_ms, found.lag_ms, found.control_ms
    if late.n:
        yield _row("lateness of events, ms", (*_cells(late), number(late.max)))
    yield _row("the client's own lag, ms", (*_cells(lag), number(lag.max)))
    yield _row("the control's lag, ms", (*_cells(control), number(control.max)))
    if late.n:
        share = found.early / late.n
        yield f"early: {share:.2%} of events, counted from when the client sent its request"
    if found.drift_ms is not None:
        yield (
            f"drift: {found.gained_ms:+.3f} ms from a stream's first event to its last on average,"
            f" {found.drift_ms:+.3f} ms per 1,000"
        )


def _cells(one: Spread) -> tuple[str, ...]:
    return (f"{one.n:,}", *map(number, (one.p50, one.p90, one.p99, one.p999)))


def _ks(metric: Metric) -> str:
    return "-" if metric.ks is None else f"{metric.ks:.4f}"


def _three(one: Spread | None) -> str:
    if one is None or _is_at_once(one):
        return AT_ONCE
    return " / ".join(map(number, (one.p50, one.p90, one.p99)))


def _is_at_once(one: Spread | None) -> bool:
    return one is not None and one.max == 0


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{_FIRST}}{''.join(f'{cell:>{_COLUMN}}' for cell in cells)}".rstrip()
