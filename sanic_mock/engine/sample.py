"""Plans of a profile as clients would measure them, one request at a time: no clock, no text.

The profile's own timeline and simulator plan answers under the profile's seed, for prompts of 100
tokens; the texts are stand-ins of the right length. Load and lateness are left out, and of a
network all but its round trip.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count, islice, pairwise

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.silent_timeline import SilentTimeline
from sanic_mock.engine.texts import Texts
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


def draw(settings: Settings) -> Sample:
    """Plan answers until there are `PLANS`, or fewer where each of them is very long."""
    compiled = Compiled(_without_cache(settings), _stand_ins(settings))
    silent = compiled.timeline if isinstance(compiled.timeline, SilentTimeline) else None
    if silent is not None and settings.drift is not None:
        day_s = settings.drift.period_s / settings.time_scale
        days = count()
        silent.age_ns = lambda: int(next(days) * day_s * _NS)
    measure = _Stepped(settings) if settings.load.model == "step" else _Released(compiled)
    sample, spent, way_s = Sample(), 0, round_trip_s(settings)
    while len(sample.ttft_s) < PLANS and spent < _MOST_TIMES:
        digest = compiled.chance.hash(b"%d" % len(sample.ttft_s))
        reply = compiled.simulate(Ask("", PROMPT_TOKENS), digest)
        spent += _add(sample, way_s, *measure(reply))
        if silent is not None and silent.is_early and reply.plan is not None:
            head_ns = next(silent.early(reply.plan), (reply.plan.first_ns, False))[0]
            sample.head_s.append(head_ns / _NS + way_s)
    return sample


def round_trip_s(settings: Settings) -> float:
    """Return how long the way to a client and back is."""
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
