"""One profile, compiled, in one worker: what a Route points to.

A profile that changes while the server runs is a new Variant. Nothing of it is copied into a
connection, so open connections follow at their next request, and answers under way keep theirs.
A request's bytes become an Ask, the Ask a Reply, the Reply bytes and the times they are due.
"""

from __future__ import annotations

from contextlib import suppress

from sanic_mock.engine.answers.phrases import may_ask
from sanic_mock.engine.tokens import is_loaded
from sanic_mock.errors import Lengthy, Problem, WishInBody
from sanic_mock.server.answer_now import AnswerNow, ImmediateAnswers
from sanic_mock.server.answer_steps import AnswerSteps
from sanic_mock.server.answer_timing import AnswerTiming
from sanic_mock.server.body_answers import BodyAnswers
from sanic_mock.server.immediate import faulty_now, immediate_answers, may_answer_now
from sanic_mock.server.marked_answers import marked_drawn, noticed_now
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.scripted_answers import ScriptedAnswers
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.timed_answers import AnswerInTime, TimedAnswers, timed_answers


class Variant:
    """A profile with what answers its requests, and the times that they take.

    Args:
        served: the profile.
        timing: plans answers, and lets them begin.
        scripted: answers by rules and wishes; None where there are none.
        steps: answers in steps.
        immediate: answers in one call; None where that takes time.
        timed: answers in one call what takes time; None where that takes steps.

    Attributes:
        served: the profile, with all that is counted, limited and remembered.
        settings: likewise, as it was read.
        chance: draws for each request.
        router: who answers which path.
        scheduler: lets answers begin in their time; None where nothing takes time.
        shaper: hands in the answers that are changed on their way out.
        timing: likewise.
        scripted: likewise.
        steps: likewise.
        immediate: likewise.
        is_noted: whether it is kept who asks.
        wishing: answers requests that ask for something themselves; None before the first.
    """

    def __init__(
        self,
        served: ServedProfile,
        timing: AnswerTiming,
        scripted: ScriptedAnswers | None,
        steps: AnswerSteps,
        immediate: ImmediateAnswers | None = None,
        timed: TimedAnswers | None = None,
    ) -> None:
        self.served, self.timing = served, timing
        self.settings, self.chance, self.router = served.settings, served.chance, served.router
        self.scheduler, self.shaper = timing.scheduler, timing.shaper
        self.scripted, self.steps, self.immediate = scripted, steps, immediate
        self._timed = timed
        self.is_noted = served.log is not None and served.log.callers is not None
        self._has_phrases = served.settings.steering.phrases
        self.wishing: Variant | None = None

    def rehearse(self) -> None:
        """Answer for nobody, so that the first client does not wait for what is made lazily."""
        plan = self.timing.planner.plan
        for dialect in self.router.dialects():
            for body in dialect.REHEARSAL if is_loaded(dialect.ENCODING) else ():
                # a profile need not serve the model that is rehearsed, nor have short texts
                with suppress(Problem, Lengthy):
                    plan(dialect, None, dialect.parse(body), bytes(64))

    def answer(self, terms: RouteTerms, body: bytes) -> Planned:
        """Answer one request's body.

        Raises:
            Lengthy: it is to be answered on a thread, as if this had not been.
            WishInBody: by another route, which its body asks for.
        """
        if self._has_phrases and not terms.is_read and may_ask(body):
            raise WishInBody
        self.served.note_request()
        case = terms.case or body
        digest = self.chance.draw(case)
        try:
            planned = self.steps.answer(terms, body, digest)
            if planned.plan is None:
                refuse_large(planned)
            return planned
        except Lengthy:
            self.chance.undo(case)
            raise

    def answer_now(self, terms: RouteTerms) -> AnswerNow | None:
        """Return what answers on these terms in one call; None where that takes time.

        It raises ShapedAnswer for an answer that is changed on its way out.
        """
        immediate, dialect, label = self.immediate, terms.dialect, terms.label
        if immediate is None or terms.refusal is not None:
            return None
        if immediate.has_picks and (terms.drawer is not None or not immediate.is_short(dialect)):
            return None
        if terms.drawer is None and self.served.phased is None:
            return immediate.by(dialect, label)
        drawn = marked_drawn(immediate.drawn_by(dialect, label), self.served)
        faulty = faulty_now(self.served, self.steps, terms, drawn)
        return noticed_now(faulty, self.served)

    def answer_in_time(self, terms: RouteTerms) -> AnswerInTime | None:
        """Return what answers on these terms in one call where that takes time, or None."""
        if self._timed is None or terms.refusal is not None:
            return None
        return self._timed.by(terms)

    def let_in(self, terms: RouteTerms, body: bytes, digest: bytes, planned: Planned) -> Planned:
        """Return what was planned on a thread, or a refusal where others took its room meanwhile.

        Called where it is handed in without another wait between.
        """
        if planned.plan is None or self.scheduler is None or not (full := self.scheduler.refusal()):
            return planned
        if planned.charge is not None:
            planned.charge.undo()
        dialect = terms.dialect
        problem = dialect.refused(full, dialect.named(body))
        return self.steps.refuse(terms, body, digest, problem)


def compile_variant(served: ServedProfile) -> Variant:
    """Return what answers the requests to a profile that ask for nothing themselves."""
    settings, log = served.settings, served.log
    timing = AnswerTiming(served, served.compiled)
    scheduler, planner = timing.scheduler, timing.planner
    if log is not None and scheduler is not None and settings.load.model != "none":
        log.levels.queued = scheduler.queued
    if served.phased is not None:
        served.phased.attach(scheduler, served.faults, served.links, served.limiter)
    scripted = scripted_answers(served) if settings.answers else None
    steps = AnswerSteps(served, BodyAnswers(planner, scripted).answer)
    immediate = timed = None
    is_plain = scripted is None or served.phased is None  # not both of rules and phases
    if scheduler is not None or served.links is not None:
        timed = timed_answers(served, planner, scripted, steps)
    elif is_plain and may_answer_now(served):
        immediate = immediate_answers(served, planner, scripted, steps)
    served.learn()
    return Variant(served, timing, scripted, steps, immediate, timed)


def scripted_answers(served: ServedProfile) -> ScriptedAnswers:
    """Return what answers by a profile's rules, and by wishes."""
    return ScriptedAnswers(served.settings, served.attempts, served.faults, served.onlooker)
