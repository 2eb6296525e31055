"""What a client will measure, before anything is served: percentiles and histograms."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock import histogram
from sanic_mock.engine.network.link import round_trips
from sanic_mock.engine.sample import PROMPT_TOKENS, Sample, draw, length, round_trip_s
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.profile.places import NO_TLS
from sanic_mock.settings import Settings


def lines(settings: Settings) -> Iterator[str]:
    """Yield percentiles and histograms of what a profile will do to one request at a time."""
    if is_immediate(settings):
        yield "expected: no delay; an answer leaves as soon as its request is read"
        yield from _network(settings)
        yield from _changes(settings)
        return
    sample = draw(settings)
    yield f"expected of {len(sample.ttft_s):,} plans, {_conditions(settings)}"
    yield from _network(settings)
    yield from _changes(settings)
    yield from _table(sample)
    yield from _drawn("TTFT", sample.ttft_s)
    if any(sample.gaps_s):
        yield from _drawn(f"ITL, the gap between {_unit(settings)}", sample.gaps_s)


def _network(settings: Settings) -> Iterator[str]:
    """Yield what a network adds to the times."""
    network = settings.network
    if network is None:
        return
    rtt_s = round_trip_s(settings)
    more_s = rtt_s * round_trips(network, is_tls=settings.tls != NO_TLS)
    yield (
        f"network: a round trip is part of every answer, {shown_time(rtt_s)}, and a connection's "
        f"first comes {shown_time(more_s)} later"
    )
    parts: dict[str, object] = {"rates": network.has_rates, "jitter": network.jitter}
    parts |= {"loss": network.loss, "slices": network.slice, "coalescing": network.coalesce_s}
    if left := [name for name, part in parts.items() if part]:
        yield f"network: {', '.join(left)} are left out here"


def _changes(settings: Settings) -> Iterator[str]:
    """Yield what is left out of what a profile becomes over time."""
    if settings.drift is not None:
        yield "drift: each plan is of another day"
    if settings.scenario.phases:
        yield "phases: what they change is left out here"


def _conditions(settings: Settings) -> str:
    said = f"one request at a time: a prompt of {PROMPT_TOKENS} tokens"
    if settings.tokens.output is None:
        said += f", answers of about {length(settings):,}"
    return said


def _unit(settings: Settings) -> str:
    return "tokens" if settings.chunking.mode == "token" else "events"


def _table(sample: Sample) -> Iterator[str]:
    yield f"{'':<10}{'p50':>10}{'p90':>10}{'p99':>10}"
    if sample.head_s:
        yield _row("headers", sample.head_s, shown_time)
    yield _row("TTFT", sample.ttft_s, shown_time)
    yield _row("ITL", sample.gaps_s, shown_time)
    yield _row("total", sample.total_s, shown_time)
    yield _row("tokens/s", sample.rates, "{:.1f}".format)


def _row(name: str, values: list[float], show: histogram.Show) -> str:
    ordered = sorted(values)
    shares = (0.5, 0.9, 0.99)
    cells = [show(histogram.percentile(ordered, one)) if ordered else "-" for one in shares]
    return f"{name:<10}" + "".join(f"{cell:>10}" for cell in cells)


def _drawn(title: str, values: list[float]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {row}" for row in histogram.rows(values, shown_time))


def shown_time(duration_s: float) -> str:
    """Return a duration with three digits: 250us, 6.94ms, 536ms, 4.46s, 127s."""
    if not duration_s:
        return "0ms"
    unit, size = "s", duration_s
    for smaller in ("ms", "us"):
        if size < 0.9995:
            unit, size = smaller, size * 1e3
    decimals = 2 if size < 10 else 1 if size < 100 else 0
    return f"{size:.{decimals}f}{unit}"
