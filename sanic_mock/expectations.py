"""What a client will measure, computed before anything is served: no server, no clock, no text.

The profile's own timeline and simulator plan answers under the profile's seed, for one request at
a time with a prompt of 100 tokens; the texts are stand-ins of the right length. Load and lateness
are left out, and of a network all but its round trip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice, pairwise

from sanic_mock import histogram
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.content import Body
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.network.link import round_trips
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.silent_timeline import SilentTimeline
from sanic_mock.engine.texts import Texts
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.profile.places import NO_TLS
from sanic_mock.settings import Load, Settings, Tokens

PLANS = 2000
PROMPT_TOKENS = 100

# Two to four sentences of Faker's English have 36 tokens at the mean, paragraphs 6.1 bytes a token.
SMALL_TOKENS = 36
BYTES_OF_TOKEN = 6.1

# A plan's first gaps stand for all of it; so many token times are worked out in half a second.
_GAPS = 64
_MOST_TIMES = 1_000_000
_NS = 1e9


@dataclass(slots=True)
class Sample:
    """What clients of some plans would measure, in s and tokens/s.

    `rates` has those answers that go on after their first event, `gaps_s` those between events.
    """

    head_s: list[float] = field(default_factory=list)
    ttft_s: list[float] = field(default_factory=list)
    gaps_s: list[float] = field(default_factory=list)
    total_s: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


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


def draw(settings: Settings) -> Sample:
    """Plan answers until there are `PLANS`, or fewer where each of them is very long."""
    compiled = Compiled(_without_cache(settings), _stand_ins(settings))
    silent = compiled.timeline if isinstance(compiled.timeline, SilentTimeline) else None
    if silent is not None and settings.drift is not None:
        day_s = settings.drift.period_s / settings.time_scale
        days = count()
        silent.age_ns = lambda: int(next(days) * day_s * _NS)
    measure = _Stepped(settings) if settings.load.model == "step" else _Released(compiled)
    sample, spent, way_s = Sample(), 0, _round_trip_s(settings)
    while len(sample.ttft_s) < PLANS and spent < _MOST_TIMES:
        digest = compiled.chance.hash(b"%d" % len(sample.ttft_s))
        reply = compiled.simulate(Ask("", PROMPT_TOKENS), digest)
        spent += _add(sample, way_s, *measure(reply))
        if silent is not None and silent.is_early and reply.plan is not None:
            head_ns = next(silent.early(reply.plan), (reply.plan.first_ns, False))[0]
            sample.head_s.append(head_ns / _NS + way_s)
    return sample


def _network(settings: Settings) -> Iterator[str]:
    """Yield what a network adds to the times."""
    network = settings.network
    if network is None:
        return
    rtt_s = _round_trip_s(settings)
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


def _round_trip_s(settings: Settings) -> float:
    return settings.network.rtt_s / settings.time_scale if settings.network else 0.0


def _stand_ins(settings: Settings) -> Texts:
    """Return texts of the right length that say nothing."""
    scroll = None if settings.tokens == Tokens() else Scroll(Body([b""] * 1000), b".")
    return Texts([Body([b""] * length(settings))], scroll)


def length(settings: Settings) -> int:
    """Return about how many tokens a text has whose length is not drawn."""
    size = settings.payload_bytes
    return SMALL_TOKENS if size is None else max(1, round(size / BYTES_OF_TOKEN))


# First events of an answer as (offset in ns, tokens by then), offset of the last, tokens, effort.
Measured = tuple[list[tuple[int, int]], int, int, int]


class _Released:
    """Times of answers that follow their own plan."""

    def __init__(self, compiled: Compiled) -> None:
        assert compiled.timeline is not None
        self._timeline = compiled.timeline
        self._stretch = _alone(compiled.settings.load)

    def __call__(self, reply: Reply) -> Measured:
        assert reply.plan is not None
        plan = self._timeline.stretched(reply.plan, self._stretch)
        tokens = len(reply.body.pieces)
        first = list(islice(self._timeline.releases(plan, tokens), _GAPS + 1))
        effort = len(first) + (tokens if self._timeline.is_grouped else 0)
        return first, self._timeline.last(plan, tokens), tokens, effort


class _Stepped:
    """Times of answers that an engine's clock emits, alone in the engine.

    Attributes:
        prefill_tokens: see engine.load.steps.Sequence, as `kept_tokens`.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = Engine(settings.load, 1 / settings.time_scale)
        self._engine.join(self)
        self._emitted: list[int] = []
        self._now_ns = 0
        self.prefill_tokens = PROMPT_TOKENS
        self.kept_tokens = 0

    def emit(self, now_ns: int) -> bool:
        """See engine.load.steps.Sequence."""
        self._emitted.append(now_ns)
        return True

    def __call__(self, reply: Reply) -> Measured:
        assert reply.plan is not None
        hidden, tokens = reply.reasoning_tokens, len(reply.body.pieces)
        before = len(self._emitted)
        while len(self._emitted) < hidden + tokens:
            self._now_ns = self._engine.start(self._now_ns)
            self._engine.finish()
        shown = self._emitted[hidden : hidden + min(tokens, _GAPS + 1)]
        begun = reply.plan.first_ns
        first = [(begun + due, place) for place, due in enumerate(shown, 1)]
        last = begun + self._emitted[hidden + tokens - 1]
        return first, last, tokens, len(first) + len(self._emitted) - before


def _add(
    sample: Sample,
    way_s: float,
    first: list[tuple[int, int]],
    last: int,
    tokens: int,
    effort: int,
) -> int:
    """Add what an answer's client measures, `way_s` away; returns the effort it took."""
    begun, shown = first[0]
    sample.ttft_s.append(begun / _NS + way_s)
    sample.total_s.append(last / _NS + way_s)
    sample.gaps_s += ((later - earlier) / _NS for (earlier, _), (later, _) in pairwise(first))
    if last > begun and tokens > shown:
        sample.rates.append((tokens - shown) / (last - begun) * _NS)
    return effort


def _alone(load: Load) -> float:
    """Return the stretch of a first token's time where one request runs."""
    if load.model != "slots":
        return 1.0
    slots = Slots(load)
    slots.running = 1
    return slots.ttft_stretch()


def _without_cache(settings: Settings) -> Settings:
    """Return settings whose prompts are all new, so that no tokenizer is loaded."""
    return replace(settings, load=replace(settings.load, cache_blocks=0))


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
