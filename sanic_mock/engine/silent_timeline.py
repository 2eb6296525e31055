"""Timelines with silences: heads that leave early, thought that is shown, stalls, days that differ.

They are a class of their own, so that a profile without any of that is compiled to the calls of
`timeline.Timeline` and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from sanic_mock.engine.answers.script import OwnTimes
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.draws import Draw, more, six_integers, unit
from sanic_mock.engine.drift import Days
from sanic_mock.engine.plan import Plan, Silences
from sanic_mock.engine.timeline import (
    PacedTimeline,
    Stretch,
    Timeline,
    at_once,
    not_held,
)
from sanic_mock.settings import MidstreamStall, Settings

_NS = 1_000_000_000

# Offset of something that leaves before the first token, and whether it is a sign of thought.
EarlyRelease = tuple[int, bool]


def is_silent(settings: Settings) -> bool:
    """Return whether a profile has any silence, or days that differ."""
    ttft, itl = settings.ttft, settings.itl
    return (
        (ttft is not None and ttft.head is not None)
        or (itl is not None and itl.stall is not None)
        or settings.thinking.silence != "silent"
        or settings.drift is not None
    )


def compile_timeline(settings: Settings) -> Timeline:
    """Return when tokens are due; something in the profile takes time."""
    return SilentTimeline(settings) if is_silent(settings) else Timeline(settings)


def compile_paced(settings: Settings, held_ns: Callable[[], int] = not_held) -> PacedTimeline:
    """Return the same for plans that phases multiply; see PacedTimeline."""
    made = SilentTimeline if is_silent(settings) else PacedTimeline
    return made(settings, held_ns)


class SilentTimeline(PacedTimeline):
    """A timeline with silences.

    Args:
        settings: the profile; `is_silent` is true of it.
        held_ns: see PacedTimeline.

    Attributes:
        age_ns: says how long the server has been ready, which decides the day.
    """

    def __init__(self, settings: Settings, held_ns: Callable[[], int] = not_held) -> None:
        super().__init__(settings, held_ns)
        scale = 1 / settings.time_scale
        ttft, itl, thinking = settings.ttft, settings.itl, settings.thinking
        self._head = None if ttft is None else ttft.head
        self._stall = None if itl is None else itl.stall
        self._ns = _NS * scale
        drift, seed = settings.drift, settings.seed
        self._days = None if drift is None else Days(drift, seed, scale)
        self._is_shown = thinking.silence != "silent"
        self._every_ns = 0 if thinking.every_s is None else max(1, int(thinking.every_s * self._ns))
        self.age_ns: Callable[[], int] = not_held

    @property
    def is_early(self) -> bool:
        """Whether anything of a stream may leave before its first token."""
        return self._head is not None or self._is_shown

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
        by, drift_x = self._multipliers(digest), self._drift_x()
        first_x, gap_x, held = by.first_x * drift_x, by.gap_x * drift_x, self._held_ns()
        first, factor, tape = self._drawn(draws, fresh, cached, own)
        begun = int(first * first_x) + held
        plan = Plan(begun, draws[3], factor * gap_x, digest, tape)
        if hidden:
            plan = self._behind(plan, hidden)
        head = self._head_ns(draws, first_x, held)
        stall, place = (0.0, 0.0) if tape is not None else self._stalled(digest)
        begun = begun if hidden else -1
        silences = Silences(min(head, plan.first_ns), begun, int(stall * gap_x), place)
        return replace(plan, silences=silences)

    def _head_ns(self, draws: Draw, first_x: float, held_ns: int) -> int:
        """Return when the head leaves, -1 for with what follows it."""
        if self._head is None:
            return -1
        return int(self._head.quantile(unit(draws[1])) * self._ns * first_x) + held_ns

    def _drift_x(self) -> float:
        """Return the factor of the running day."""
        return 1.0 if self._days is None else self._days.factor(self.age_ns())

    def _stalled(self, digest: bytes) -> tuple[float, float]:
        """Return for how many ns an answer stops, and where in it."""
        if self._stall is None:
            return 0.0, 0.0
        chance, place, *_ = six_integers(more(digest, b"itl stall"))
        return _stall_s(self._stall, unit(chance)) * self._ns, unit(place)

    def stretched(self, plan: Plan, stretch: float) -> Plan:
        """See Timeline; what comes before the first token takes as much longer."""
        silences = plan.silences
        if stretch == 1.0 or silences is None:
            return super().stretched(plan, stretch)
        head, begun = (
            int(one * stretch) if one > 0 else one for one in (silences.head_ns, silences.begun_ns)
        )
        longer = replace(silences, head_ns=head, begun_ns=begun)
        return replace(super().stretched(plan, stretch), silences=longer)

    def releases(self, plan: Plan, tokens: int, stretch: Stretch = at_once) -> Iterator[Release]:
        """See Timeline."""
        releases, silences = super().releases(plan, tokens, stretch), plan.silences
        if silences is None or not silences.stall_ns or tokens < 2:
            return releases
        return _stopped(releases, 1 + int(silences.place * (tokens - 1)), silences.stall_ns)

    def last(self, plan: Plan, tokens: int) -> int:
        """See Timeline."""
        last, silences = super().last(plan, tokens), plan.silences
        if silences is None or tokens < 2 or self._chunker is not None:
            return last
        return last + silences.stall_ns

    def early(self, plan: Plan, parts: int | None = None) -> Iterator[EarlyRelease]:
        """Yield what a stream sends before its first token: offset, and whether it shows thought.

        Args:
            plan: the times of the answer.
            parts: how many there are to show; None is as many as there is time for.
        """
        silences = plan.silences
        if silences is None:
            return
        if silences.head_ns >= 0:
            yield silences.head_ns, False
        if silences.begun_ns >= 0 and self._is_shown:
            for due in self._signs(silences.begun_ns, plan.first_ns, parts):
                yield max(due, silences.head_ns), True

    def _signs(self, begun: int, end: int, parts: int | None) -> Iterable[int]:
        """Return when signs of thought are sent, between its beginning and its end."""
        if parts is None:
            return range(begun + self._every_ns, end, self._every_ns)
        every = self._every_ns or max(1, (end - begun) // (parts + 1))
        return islice(range(begun + every, end, every), parts)


def _stall_s(stall: MidstreamStall, chance: float) -> float:
    return stall.dist.quantile(chance / stall.p) if chance < stall.p else 0.0


def _stopped(releases: Iterator[Release], tokens: int, stall_ns: int) -> Iterator[Release]:
    """Yield releases, those of more than so many tokens later."""
    for due, ready in releases:
        yield (due + stall_ns if ready > tokens else due), ready
