"""When each token of an answer is due, and which tokens leave together.

Offsets are ns after the moment the answer was let in (the request's last byte, or the end of its
wait in a queue). A whole answer is due when its stream's last token would be. Formulas: TTFT =
base + b n + c n^2 + d h + stall (n fresh, h cached prompt tokens); gap k = m Z_k s, with m one
lognormal factor per request (mean 1), Z_k the tape, s how much the load stretches gaps just then.
A phase multiplies what is before the first token, and m.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, islice

from sanic_mock.engine.answers.script import OwnTimes
from sanic_mock.engine.chunking import Release, compile_chunker
from sanic_mock.engine.draws import Draw, is_met, six_integers, unit
from sanic_mock.engine.factors import factor_of
from sanic_mock.engine.first_token import compile_first_token, compile_only_token
from sanic_mock.engine.own_tapes import OwnTapes
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.engine.tape import Tape
from sanic_mock.settings import Settings

_NS = 1_000_000_000
Stretch = Callable[[], float]
# Says of a request's chance, the tokens of its prompt and the pieces of its text when the first
# token and the last of an answer in one piece are due, as offsets.
WholeTimes = Callable[[bytes, int, int], tuple[int, int]]


def is_immediate(settings: Settings) -> bool:
    """Return whether nothing in a profile takes time."""
    return (
        settings.ttft is None
        and settings.itl is None
        and settings.chunking.mode == "token"
        and settings.load.model == "none"
        and not any(one.value.is_timed for one in settings.answers)
    )


def at_once() -> float:
    """The stretch of a service that load does not slow down."""
    return 1.0


def not_held() -> int:
    """How long an answer is held that begins when it comes: 0."""
    return 0


class Timeline:
    """The timing half of a profile, compiled.

    Args:
        settings: the profile; `is_immediate` is false of it.
    """

    def __init__(self, settings: Settings) -> None:
        scale = 1 / settings.time_scale
        self._first_ns = compile_first_token(settings.ttft, scale)
        self._only_ns = compile_only_token(settings.ttft, scale)
        self._itl = settings.itl
        self._tape = None if self._itl is None else Tape(self._itl.token, settings.seed, scale)
        self._min_ns = 0 if self._itl is None else int(self._itl.min_s * _NS * scale)
        gaps = (one.value.itl for one in settings.answers if one.value.itl is not None)
        self._own_tapes = OwnTapes(gaps, settings.seed, scale)
        self._own_ns = _NS * scale
        self._chunker = compile_chunker(settings.chunking, scale)

    def plan(
        self,
        draws: Draw,
        digest: bytes,
        fresh: int,
        cached: int,
        hidden: int,
        own: OwnTimes | None = None,
    ) -> Plan:
        """Draw the times of one answer.

        Args:
            draws: the request's six integers.
            digest: its chance, for what is drawn later.
            fresh: prompt tokens to read.
            cached: prompt tokens found in a cache.
            hidden: reasoning tokens before the first one shown.
            own: its own times, where it has some; what they leave open is drawn.
        """
        first, factor, tape = self._drawn(draws, fresh, cached, own)
        plan = Plan(first, draws[3], factor, digest, tape)
        return self._behind(plan, hidden) if hidden else plan

    def _drawn(
        self, draws: Draw, fresh: int, cached: int, own: OwnTimes | None
    ) -> tuple[int, float, Tape | None]:
        """Return when an answer begins, and its gaps: a factor, and their tape if it is its own."""
        first, factor = self._first_ns(draws, fresh, cached), factor_of(self._itl, draws[4])
        if own is None:
            return first, factor, None
        if own.first is not None:
            first = int(own.first.quantile(unit(draws[1])) * self._own_ns)
        if own.itl is None:
            return first, factor, None
        return first, 1.0, self._own_tapes.of(own.itl)

    def _gaps_of(self, plan: Plan) -> tuple[Tape | None, int]:
        """Return the tape of a plan's gaps, None without any, and the least of them in ns."""
        return (self._tape, self._min_ns) if plan.tape is None else (plan.tape, 0)

    def _behind(self, plan: Plan, hidden: int) -> Plan:
        """Return a plan whose first token comes behind so many hidden ones."""
        thought = self.span(plan, hidden)
        first, start = plan.first_ns + thought, plan.start + hidden
        return Plan(first, start, plan.factor, plan.digest, plan.tape, None, thought)

    def stretched(self, plan: Plan, stretch: float) -> Plan:
        """Return a plan whose first token takes `stretch` times as long."""
        if stretch == 1.0:
            return plan
        first = int(plan.first_ns * stretch)
        return Plan(first, plan.start, plan.factor, plan.digest, plan.tape)

    def offsets(self, plan: Plan, stretch: Stretch = at_once) -> Iterator[int]:
        """Yield the offset of each token, for as many as are asked for."""
        tape, least = self._gaps_of(plan)
        due, factor = plan.first_ns, plan.factor
        yield due
        if tape is None:
            while True:
                yield due
        for gap in tape.gaps(plan.start):
            due += max(least, int(gap * factor * stretch()))
            yield due

    def _offsets(self, plan: Plan, tokens: int, stretch: Stretch) -> Iterator[int]:
        """Return the offsets of so many tokens; without load or least gap, at the speed of C."""
        tape, least = self._gaps_of(plan)
        if tape is None or least or stretch is not at_once:
            return islice(self.offsets(plan, stretch), tokens)
        gaps = tape.window(plan.start, tokens - 1)
        if plan.factor != 1.0:
            gaps = map(int, map(plan.factor.__mul__, gaps))
        return accumulate(gaps, initial=plan.first_ns)

    def last(self, plan: Plan, tokens: int) -> int:
        """Return the offset of the last of `tokens` tokens, or of their last release."""
        if self._chunker is not None:
            return max(due for due, _ in self.releases(plan, tokens))
        return plan.first_ns + self.span(plan, max(0, tokens - 1))

    def whole(self, digest: bytes, fresh: int, pieces: int) -> tuple[int, int]:
        """Return when the first token and the last of an answer in one piece are due, as offsets.

        Args:
            digest: its chance.
            fresh: prompt tokens, of which none is found in a cache.
            pieces: of its text.
        """
        plan = self.plan(six_integers(digest), digest, fresh, 0, 0)
        return plan.first_ns, self.last(plan, pieces)

    def compile_whole(self) -> WholeTimes:
        """Return `whole`, in a fifth of its steps where nothing comes after a first token."""
        if self._itl is not None or self._chunker is not None:
            return self.whole
        only_ns = self._only_ns

        def whole(digest: bytes, fresh: int, pieces: int) -> tuple[int, int]:
            due_ns = only_ns(digest, fresh)
            return due_ns, due_ns

        return whole

    def span(self, plan: Plan, gaps: int) -> int:
        """Return the sum of a plan's first gaps, in ns."""
        tape, least = self._gaps_of(plan)
        if tape is None:
            return 0
        if least:
            offsets = islice(self.offsets(plan), gaps, gaps + 1)
            return next(offsets) - plan.first_ns
        return int(tape.total(plan.start, gaps) * plan.factor)

    def releases(self, plan: Plan, tokens: int, stretch: Stretch = at_once) -> Iterator[Release]:
        """Yield (offset in ns, tokens released by then), non-decreasing, until all are."""
        count = max(1, tokens)  # an answer without text ends when its first token were due
        offsets = self._offsets(plan, count, stretch)
        if self._chunker is not None:
            return self._chunker(offsets, count, plan)
        return zip(offsets, range(1, count + 1), strict=True)

    @property
    def is_grouped(self) -> bool:
        """Whether tokens that leave together share one event."""
        return self._chunker is not None and self._chunker.is_grouped


class PacedTimeline(Timeline):
    """A timeline whose plans are multiplied by what the running phase says.

    Args:
        settings: the profile; something in it takes time, or `held_ns` does.
        held_ns: says how long an answer is held before its time begins.

    Attributes:
        multipliers: of each plan that is made from here on.
    """

    def __init__(self, settings: Settings, held_ns: Callable[[], int] = not_held) -> None:
        super().__init__(settings)
        self.multipliers = UNCHANGED
        self._held_ns = held_ns

    def plan(
        self,
        draws: Draw,
        digest: bytes,
        fresh: int,
        cached: int,
        hidden: int,
        own: OwnTimes | None = None,
    ) -> Plan:
        """See Timeline."""
        by = self._multipliers(digest)
        first, factor, tape = self._drawn(draws, fresh, cached, own)
        first = int(first * by.first_x) + self._held_ns()
        plan = Plan(first, draws[3], factor * by.gap_x, digest, tape)
        return self._behind(plan, hidden) if hidden else plan

    def compile_whole(self) -> WholeTimes:
        """See Timeline; what is multiplied is known when an answer comes."""
        return self.whole

    def _multipliers(self, digest: bytes) -> Multipliers:
        """Return what is multiplied for a request: a phase may be met by a share of them alone."""
        by = self.multipliers
        return by if by.p >= 1 or is_met(digest, by.p, b"spike") else UNCHANGED
