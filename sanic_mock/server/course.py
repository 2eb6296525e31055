"""Who answers in the course of time: a cold server, then what a phase says.

For most profiles that is one and the same from the first request to the last, and nothing here
costs anything. Otherwise each profile that is to answer is compiled at start, and who holds the
routes is told whenever others are to answer.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol

from sanic_mock.engine.phases import WAITING, PhaseReport, Phases
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.engine.refusal import Refusal
from sanic_mock.server.phase_clock import LEAST_S, PhaseClock
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.routes import BodyRouter, Lead, Routes
from sanic_mock.server.variant import Variant
from sanic_mock.server.warmup import Warmup, delay_ns
from sanic_mock.settings import Settings
from sanic_mock.shared.moment import Moment

_NS = 1e9

# Compiles a profile of a course; what phases change of its answers, None where there are none.
Compile = Callable[["Course", Settings, PhasedAnswers | None], Variant]


class ScenarioMoments(Protocol):
    """The moments on which all workers agree."""

    @property
    def ready(self) -> Moment:
        """When the server was ready to answer."""

    @property
    def begun(self) -> Moment:
        """When a scenario began; where nothing is set, its profile says when that is."""


class OwnMoments(NamedTuple):
    """Those of a scenario that is not the running profile's; see ScenarioMoments."""

    ready: Moment
    begun: Moment


class Course:
    """What a profile comes to over time.

    Args:
        settings: the profile.
        moments: of the server, and of the profile's scenario.
        now_ns: the clock.
        compile_variant: makes the variant of a profile.
        switch: is told whenever others are to answer.
        lead: see Routes; `ruled` likewise.

    Attributes:
        settings: the profile.
        routes: to who answers.
    """

    def __init__(
        self,
        settings: Settings,
        moments: ScenarioMoments,
        now_ns: Callable[[], int],
        compile_variant: Compile,
        switch: Callable[[Routes], None],
        lead: Lead | None = None,
        ruled: BodyRouter | None = None,
    ) -> None:
        self.settings = settings
        self._switch = switch
        self._led: dict[str, Any] = {"lead": lead, "ruled": ruled}
        self._timer: TimerHandle | None = None
        self._phased: dict[str, PhasedAnswers] = {}
        self._followed: tuple[str, str, Multipliers] | None = None
        self._clock = _clock(settings, moments, now_ns, self) if settings.scenario.phases else None
        self._routes = self._compile(settings, compile_variant)
        self.routes = self._routes[""]
        self._warmup: Warmup | None = None
        if settings.start.delay_s:
            self._warmup = warmup = Warmup(settings, moments.ready, now_ns)
            self.routes = self._cold(settings, warmup, compile_variant)

    def rehearse(self) -> None:
        """Let what answers be ready, so that no client waits for it."""
        for routes in {self.routes, *self._routes.values()}:
            routes.variant.rehearse()

    def forget(self, further: Iterable[str]) -> None:
        """See Routes.forget, whoever answers just now."""
        for routes in {self.routes, *self._routes.values()}:
            routes.forget(further)

    def start(self) -> None:
        """Let time pass, on the running loop."""
        self._warm_up()

    def close(self) -> None:
        """Let nothing change any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._clock is not None:
            self._clock.close()

    def follow(self, name: str, profile: str, multipliers: Multipliers) -> None:
        """See PhaseFollower."""
        if self._followed == (name, profile, multipliers):
            return
        before, self._followed = self._followed, (name, profile, multipliers)
        if before is not None and before[1] != profile:
            self._phased[before[1]].follow(before[0], UNCHANGED)  # for those who are still there
        self._phased[profile].follow(name, multipliers)
        note = self._note_request if name == WAITING else None
        for phased in self._phased.values():
            phased.note_request = note
        self._answer_by(self._routes[profile])

    def look(self) -> None:
        """Be in the phase that runs by now: somebody may have begun it elsewhere."""
        if self._clock is not None and not self.ready_in_s():
            self._clock.look()

    def report(self) -> PhaseReport | None:
        """Say which phase runs; None of a profile without any."""
        return None if self._clock is None else self._clock.report()

    def ready_in_s(self) -> float:
        """Return how long the server is cold yet."""
        return 0.0 if self._warmup is None else self._warmup.left_ns() / _NS

    async def hold(self) -> Refusal | None:
        """Hold what no variant answers until the server is warm, or return why it is refused."""
        return None if self._warmup is None else await self._warmup.hold()

    def _answer_by(self, routes: Routes) -> None:
        if routes is not self.routes:
            self.routes = routes
            self._switch(routes)

    def _compile(self, settings: Settings, compile_variant: Compile) -> Mapping[str, Routes]:
        if self._clock is None:
            return {"": Routes(compile_variant(self, settings, None), **self._led)}
        note, phases = self._note_request, settings.scenario.phases
        sets_errors = any(one.levels.error_rate is not None for one in phases)
        for word, profile in settings.profiles.items():
            self._phased[word] = PhasedAnswers(profile, note, sets_errors=sets_errors)
        return {
            word: Routes(compile_variant(self, profile, self._phased[word]), **self._led)
            for word, profile in settings.profiles.items()
        }

    def _note_request(self) -> None:
        """Take notice of a request, with which phases may begin; a cold server has none yet."""
        if self.ready_in_s() or self._clock is None:
            return
        if self._warmup is not None:  # who waited as long as it was told may be before the timer
            self._warm_up()
        self._clock.note_request()

    def _cold(self, settings: Settings, warmup: Warmup, compile_variant: Compile) -> Routes:
        """Return routes to what answers while the server is cold."""
        if settings.start.requests == "refuse":
            return Routes(self._routes[""].variant, warmup.refusal, **self._led)
        held = PhasedAnswers(settings, held_ns=warmup.left_ns)
        return Routes(compile_variant(self, settings, held), **self._led)

    def _warm_up(self) -> None:
        """Wait until the server is warm, and let the profile's own routes answer then."""
        if self._timer is not None:
            self._timer.cancel()
        if left_s := self.ready_in_s():
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(LEAST_S, left_s), self._warm_up)
            return
        self._warmup = self._timer = None
        self._answer_by(self._routes[""])
        if self._clock is not None:
            self._clock.start()


def _clock(
    settings: Settings, moments: ScenarioMoments, now_ns: Callable[[], int], follower: Course
) -> PhaseClock:
    begun_ns = partial(_begun_ns, settings, moments)
    begin = None
    if settings.scenario.begins == "first_request":
        begin = partial(begin_scenario, moments, now_ns)
    phases = phases_of(settings)
    assert phases is not None
    return PhaseClock(phases, begun_ns, begin, follower, now_ns)


def phases_of(settings: Settings) -> Phases | None:
    """Return the phases of a profile, None of one that stays what it is."""
    if not settings.scenario.phases:
        return None
    rates = {word: profile.fault_rates.error for word, profile in settings.profiles.items()}
    return Phases(settings.scenario, 1 / settings.time_scale, rates)


def time_of_scenario_s(settings: Settings, moments: ScenarioMoments, now_ns: int) -> float | None:
    """Return for how many seconds a profile's scenario runs; None where it has not begun."""
    begun_ns = _begun_ns(settings, moments)
    return (now_ns - begun_ns) / _NS if begun_ns and begun_ns <= now_ns else None


def _begun_ns(settings: Settings, moments: ScenarioMoments) -> int:
    """Return when a scenario began; 0 where it has not."""
    if moments.begun.ns or settings.scenario.begins != "server" or not moments.ready.ns:
        return moments.begun.ns
    return moments.ready.ns + delay_ns(settings)


def begin_scenario(moments: ScenarioMoments, now_ns: Callable[[], int]) -> None:
    """Let the phases begin, unless they have; all workers follow within `phase_clock.LONGEST_S`."""
    moments.begun.set_once(now_ns())
