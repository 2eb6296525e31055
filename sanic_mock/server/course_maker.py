"""Makes the courses of a worker's profiles, and the variants that they come to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from sanic_mock.dialects.control.controls import Controls
from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.dialects.operation import State
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import load
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.server.afterwards import Afterwards
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.backend_load import BackendLoad
from sanic_mock.server.caller import Callers
from sanic_mock.server.course import Course, OwnMoments, ScenarioMoments
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.previews import ProfilePreviews
from sanic_mock.server.remote_limiter import limiter_of
from sanic_mock.server.routes import BodyRouter, Lead, Routes
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.subrequests import ProfileSubrequests
from sanic_mock.server.variant import Variant, compile_variant
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState

_NS = 1e9

log = logging.getLogger("sanic_mock")


class CourseMaker:
    """What all variants of a worker have in common.

    Args:
        pacer: who wakes.
        shared: what all workers have in common.
        number: which of them this is.
        onlooker: looks on; None where nobody does.
        controls: changes all workers; None where nobody can.
        writer: keeps what becomes of answers; None where nobody wants to know.
        callers: who asks this worker.
        trouble: see State; `unread` likewise.
    """

    def __init__(
        self,
        pacer: Pacer,
        shared: SharedState,
        number: int,
        onlooker: Onlooker | None,
        controls: Controls | None,
        writer: LedgerWriter | None,
        callers: Callers,
        trouble: Callable[[], str],
        unread: Callable[[], tuple[int, int]],
    ) -> None:
        self._pacer = pacer
        self._shared = shared
        self._number = number
        self._onlooker = onlooker
        self._controls = controls
        self._writer = writer
        self._callers = callers
        self._trouble = trouble
        self._unread = unread
        self._loads: dict[str, BackendLoad] = {}
        self._ledger = None if shared.ledger is None else LedgerReader(shared.ledger)

    def course(
        self,
        is_held: bool,
        settings: Settings,
        scenario_of: str,
        switch: Callable[[Routes], None],
        lead: Lead | None = None,
        ruled: BodyRouter | None = None,
    ) -> Course:
        """Return the course of a profile; see ruled_course.MakeCourse.

        Args:
            is_held: whether its answers wait for the pacer, though nothing takes time.
            settings: the profile.
            scenario_of: see MakeCourse; `switch`, `lead` and `ruled` likewise.
            switch: see there.
            lead: see there.
            ruled: see there.
        """
        now_ns, compile_variant = self._pacer.now_ns, partial(self._variant_of, is_held)
        moments: ScenarioMoments = self._shared
        if scenario_of:
            moments = OwnMoments(self._shared.ready, self._shared.own_begun.of(scenario_of))
        return Course(settings, moments, now_ns, compile_variant, switch, lead, ruled)

    def _variant_of(
        self, is_held: bool, course: Course, settings: Settings, phased: PhasedAnswers | None
    ) -> Variant:
        load_tokens(settings)
        if is_held:
            phased = phased or PhasedAnswers(settings)
            phased.hold()
        shared, load = self._shared, None
        if settings.backend:
            load = self._loads.setdefault(settings.backend, BackendLoad())
        subrequests = ProfileSubrequests()
        state = State(
            settings,
            shared.store,
            trouble=self._trouble,
            waiting=self._pacer.__len__ if load is None else load,
            unread=self._unread,
            notice=_notice,
            ready_in_s=course.ready_in_s,
            phase=course.report,
            onlooker=self._onlooker,
            controls=self._controls,
            ledger=self._ledger,
            levels=shared.counters.each,
            up_s=lambda: self._age_ns() / _NS,
            previews=ProfilePreviews(settings),
            subrequests=subrequests,
            afterwards=Afterwards().do,
        )
        limiter = limiter_of(settings, shared.buckets, self._number, shared.away)
        log = None
        if self._writer is not None and settings.observe.is_on:
            callers = self._callers if settings.observe.has_callers else None
            self._callers.keeps_bodies = settings.observe.keep_bodies
            seed = settings.seed
            log = AnswerLog(self._writer, shared.counters, self._number, phased, callers, seed)
        served = ServedProfile(
            state, self._pacer, log, shared.attempts, phased, shared.rates, limiter, load
        )
        variant = compile_variant(served)
        subrequests.attach(variant)
        if variant.scheduler is not None:
            variant.scheduler.count_days(self._age_ns)
        return variant

    def _age_ns(self) -> int:
        """Return how long the server has been ready."""
        ready_ns = self._shared.ready.ns
        return max(0, self._pacer.now_ns() - ready_ns) if ready_ns else 0


def load_tokens(settings: Settings) -> None:
    """Load what counts tokens, so far as a profile's answers are not to wait for it.

    What a first embedding waits for would hold up every stream that runs then; where none can run,
    and no other worker shares it, most servers do without its 46 MB.
    """
    load(is_every=not is_immediate(settings) or settings.workers > 1)


def _notice(sentence: str) -> None:
    log.warning("sanic-mock: %s", sentence)
