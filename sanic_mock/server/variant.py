"""One profile, compiled, in one worker: what a Route points to.

A profile that changes while the server runs is a new Variant. Nothing of it is copied into a
connection, so open connections follow at their next request, and answers under way keep theirs.
A request's bytes become an Ask, the Ask a Reply, the Reply bytes and the times they are due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from time import time
from typing import Protocol

import msgspec

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Router
from sanic_mock.dialects.vendor import Dialect, Unpicked
from sanic_mock.engine.answers.phrases import may_ask
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.network.link import LinkModel
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.simulator import invented_bodies, plain_bodies
from sanic_mock.engine.tokens import is_loaded
from sanic_mock.errors import Lengthy, Problem, WishInBody
from sanic_mock.profile.places import NO_TLS
from sanic_mock.profile.sections.answers.wish import NO_WISH, Wish
from sanic_mock.server.allowed_hosts import AllowedHosts
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.answer_now import (
    AnswerNow,
    DrawnAnswer,
    ImmediateAnswers,
    Respond,
    ShapedAnswer,
    immediate_answers,
)
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.backend_load import BackendLoad, Observe
from sanic_mock.server.control_access import ControlAccess
from sanic_mock.server.counted_answers import CountedAnswers
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.fault_counts import FaultCounts
from sanic_mock.server.fault_effects import failure_of, shaped_by, with_failure
from sanic_mock.server.injected_errors import InjectedErrors
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.response_bytes import measured_response, response_bytes
from sanic_mock.server.result import Billed, Label
from sanic_mock.server.scheduler import Scheduler, no_notice
from sanic_mock.server.scripted_answers import Requested, ScriptedAnswers
from sanic_mock.server.shaping import Shaper
from sanic_mock.server.trace_fields import traced_error
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import LEAST_PLACES, Attempts
from sanic_mock.shared.server_rate import ServerRates

log = logging.getLogger("sanic_mock")


class Variant:
    """A profile with its scheduler and its vendors.

    Args:
        state: what vendors have in common; its settings are the profile.
        pacer: who wakes.
        log: keeps what becomes of its answers; None where nobody wants to know.
        attempts: how often each case came, of all workers.
        phased: what phases change of its answers; None where there are none.
        rates: what the server's link carries, of all workers.
        limiter: lets requests in; None lets in all.
        load: counts its answers; None where nobody asks.

    Attributes:
        settings: the profile.
        chance: draws for each request.
        router: who answers which path.
        allowed_hosts: the names that it answers to.
        control_access: who may change the server.
        scheduler: lets answers begin in their time; None where nothing takes time.
        shaper: hands in the answers that are changed on their way out.
        links: the network between the server and its clients; None where there is none.
        limiter: lets requests in; None lets in all.
        wishing: answers requests that ask for something themselves; None before the first.
        log: keeps what becomes of its answers; None where nobody wants to know.
        is_noted: whether it is kept who asks.
        immediate: answers each request in one call, where no answer takes time; else None.
    """

    def __init__(
        self,
        state: State,
        pacer: Pacer,
        log: AnswerLog | None = None,
        attempts: Attempts | None = None,
        phased: PhasedAnswers | None = None,
        rates: ServerRates | None = None,
        limiter: Limiter | None = None,
        load: BackendLoad | None = None,
    ) -> None:
        self.settings = settings = state.settings
        attempts = attempts or Attempts(LEAST_PLACES)
        is_rated = phased is not None and phased.sets_errors
        self.faults = FaultCounts(settings, attempts, is_rated)
        self._phased = phased
        paced = None if phased is None else phased.timeline
        compiled = Compiled(settings, chance=self.faults.chance, timeline=paced)
        self.chance = compiled.chance
        self.router = Router(state)
        self.allowed_hosts = AllowedHosts(settings)
        self.control_access = ControlAccess(settings)
        self.log = log
        self.is_noted = log is not None and log.callers is not None
        self._observe: Observe | None = None if log is None else log.observe
        self._begin = no_notice if log is None else log.begin
        if load is not None:
            self._begin, self._observe = load.counted(self._begin, self._observe)
        self.links = make_links(settings, rates)
        self.limiter = limiter
        self._compiled, self._pacer = compiled, pacer
        self.scheduler: Scheduler | None = None
        planner = self._schedule(compiled)
        if log is not None and self.scheduler is not None and settings.load.model != "none":
            log.queued = self.scheduler.queued
        self._errors = InjectedErrors()
        if phased is not None:
            phased.attach(self.scheduler, self.faults, self.links, limiter)
        self._onlooker = state.onlooker
        self._has_phrases = settings.steering.phrases
        self._attempts = attempts
        self.wishing: Variant | None = None
        is_immediate = (
            self.scheduler is None
            and phased is None
            and self.links is None
            and state.onlooker is None
            and not settings.trace
        )
        self._scripted: ScriptedAnswers | None = None
        if settings.answers:
            self._scripted = ScriptedAnswers(settings, attempts, self.faults, state.onlooker)
        self.immediate: ImmediateAnswers | None = None
        if is_immediate and self._scripted is None:
            self.immediate = _immediate(compiled, planner, limiter, log)
        elif is_immediate and self._scripted is not None:
            invented = invented_bodies(settings, compiled.texts)
            self.immediate = self._picked(self._scripted.picks(invented))
        vocabulary = compiled.texts.vocabulary()
        for dialect in self.router.dialects():
            dialect.learn(vocabulary)

    def _schedule(self, compiled: Compiled) -> AnswerPlanner:
        """Have answers begin in the time that a profile which is compiled so gives them."""
        observe, begin = self._observe, self._begin
        settings, pacer, timeline = self.settings, self._pacer, compiled.timeline
        if timeline is not None:
            self.scheduler = Scheduler(settings, timeline, pacer, observe, begin)
        scale = settings.time_scale
        self.shaper = Shaper(pacer, self.scheduler, scale, self.links, observe, begin)
        planner = AnswerPlanner(
            compiled,
            self.scheduler,
            self.limiter,
            has_links=self.links is not None,
            is_counted=self.log is not None,
        )
        self._plan = planner.plan
        return planner

    def rehearse(self) -> None:
        """Answer for nobody, so that the first client does not wait for what is made lazily."""
        for dialect in self.router.dialects():
            for body in dialect.REHEARSAL if is_loaded(dialect.ENCODING) else ():
                # a profile need not serve the model that is rehearsed, nor have short texts
                with suppress(Problem, Lengthy):
                    self._plan(dialect, None, dialect.parse(body), bytes(64))

    def note_request(self) -> None:
        """Take notice that a request has come; it may be the first, with which phases begin."""
        if self._phased is not None and (note := self._phased.note_request):
            note()

    def answer(self, route: Route, body: bytes) -> Planned:
        """Answer one request's body.

        Raises:
            Lengthy: it is to be answered on a thread, as if this had not been.
            WishInBody: by another route, which its body asks for.
        """
        if self._has_phrases and not route.is_read and may_ask(body):
            raise WishInBody
        if self._phased is not None:
            self.note_request()
        case = route.case or body
        digest = self.chance.draw(case)
        try:
            planned = self.answer_drawn(route, body, digest)
            if planned.plan is None:
                refuse_large(planned)
            return planned
        except Lengthy:
            self.chance.undo(case)
            raise

    def answer_drawn(
        self,
        route: Route,
        body: bytes,
        digest: bytes,
        check: Callable[[bytes], None] = lambda body: None,
    ) -> Planned:
        """Answer a request whose chance is drawn, and whose body passes a check.

        Raises as `answer` does.
        """
        if self._onlooker is None:
            return self._drawn(route, body, digest, check)
        try:
            planned = self._drawn(route, body, digest, check)
        except Problem:
            self._onlooker.note_asked(route.label.path, route.key, body)
            raise
        self._onlooker.note_asked(route.label.path, route.key, body)
        return planned

    def _drawn(
        self, route: Route, body: bytes, digest: bytes, check: Callable[[bytes], None]
    ) -> Planned:
        drawer = route.drawer
        if drawer is None:
            planned = self._checked(route, body, digest, (), check)
            return self._finished(planned, route, body, digest)
        case = route.case or body
        faults = self.faults.draw(drawer, route.label.account, case, digest)
        try:
            return self.answer_faulty(route, body, digest, faults, check)
        except Lengthy:
            self.faults.undo(drawer, route.label.account, case)
            raise

    def answer_faulty(
        self,
        route: Route,
        body: bytes,
        digest: bytes,
        faults: tuple[Fault, ...],
        check: Callable[[bytes], None] = lambda body: None,
    ) -> Planned:
        """Answer with these faults; raises Lengthy as if it had not been."""
        planned = self._checked(route, body, digest, faults, check)
        if self.log is not None:
            names = ",".join(fault.name for fault in faults)
            planned = msgspec.structs.replace(planned, injected=names)
        planned = self._finished(planned, route, body, digest)
        return shaped_by(planned, route.dialect, digest, faults)

    def _checked(
        self,
        route: Route,
        body: bytes,
        digest: bytes,
        faults: tuple[Fault, ...],
        check: Callable[[bytes], None],
    ) -> Planned:
        dialect = route.dialect
        try:
            if (refused := route.refused(body)) is not None:
                raise refused
            check(body)
            for fault in faults:
                if fault.refuse is not None:
                    return Planned(self._errors.render(dialect, fault.refuse(time()), body, digest))
            ask = dialect.parse(body)
            if self._scripted is not None:
                requested = Requested(
                    dialect, route.key, ask, body, digest, route.fields, route.wish
                )
                plan = partial(self._faulty, route, ask, digest)
                return self._scripted.answer(requested, faults, plan)
            if faults:
                return self._faulty(route, ask, digest, faults)
            return self._plan(dialect, route.label.account, ask, digest)
        except Lengthy:
            raise
        except Exception as error:
            return _failed(dialect, error, digest)

    def _faulty(self, route: Route, ask: Ask, digest: bytes, faults: tuple[Fault, ...]) -> Planned:
        """Answer with these faults, none of which refuses whatever is asked."""
        dialect = route.dialect
        if not faults:
            return self._plan(dialect, route.label.account, ask, digest)
        if not ask.stream and (failure := failure_of(faults)) is not None:
            raise dialect.refused(failure, ask.model)
        planned = self._plan(dialect, route.label.account, ask, digest, faults)
        return with_failure(planned, dialect, ask, digest, faults)

    def _finished(self, planned: Planned, route: Route, body: bytes, digest: bytes) -> Planned:
        """Return an answer or an error with what phases and the network have to do with it."""
        if self.log is not None and not planned.digest:  # an error
            billed = Billed(route.dialect.named(body))
            planned = msgspec.structs.replace(planned, billed=billed, digest=digest)
        if self.settings.trace:
            planned = traced_error(planned, self.settings)
        if self._phased is not None:
            planned = self._phased.marked(planned)
        return planned if self.links is None else _shaped(planned, digest)

    def answer_now(self, route: Route) -> AnswerNow | None:
        """Return what answers a route's requests in one call; None where that takes time.

        It raises ShapedAnswer for an answer that is changed on its way out.
        """
        if self.immediate is None or route.refusal is not None:
            return None
        if self._scripted is not None:
            is_short = route.drawer is None and self.immediate.is_short(route.dialect)
            return self.immediate.by(route.dialect, route.label) if is_short else None
        if route.drawer is None:
            return self.immediate.by(route.dialect, route.label)
        drawn = self.immediate.drawn_by(route.dialect, route.label)
        return self._faulty_now(route, route.drawer, drawn)

    def _picked(self, pick: Pick | None) -> ImmediateAnswers | None:
        """Return what answers by rules in one call, where their texts can be picked."""
        if pick is None:
            return None
        let_in = None if self.limiter is None else self.limiter.let_in
        has_phrases, in_steps, log = self._has_phrases, self._steps_of_rules, self.log
        if log is None:
            return ImmediateAnswers(
                self.chance, in_steps, (), let_in, has_phrases=has_phrases, pick=pick
            )
        return CountedAnswers(
            self.chance,
            self._plan,
            (),
            let_in,
            log,
            has_phrases=has_phrases,
            pick=pick,
            in_steps=in_steps,
        )

    def _steps_of_rules(self, dialect: Dialect, label: Label) -> Respond:
        """Return what answers what is not picked."""
        route = Route(label, dialect, None, self)

        def respond(asked: Unpicked, digest: bytes) -> bytes:
            planned = self.answer_drawn(route, asked.body, digest)
            refuse_large(planned)
            return self.response(route, planned)

        return respond

    def _faulty_now(self, route: Route, drawer: FaultDrawer, answer: DrawnAnswer) -> AnswerNow:
        chance, faults, has_phrases = self.chance, self.faults, self._has_phrases

        def answer_now(body: bytes) -> bytes:
            if has_phrases and may_ask(body):
                raise WishInBody
            digest, found = chance.draw(body), None
            try:
                found = faults.draw(drawer, route.label.account, body, digest)
                if not found:
                    return answer(body, digest)
                planned = self.answer_faulty(route, body, digest, found)
                if planned.is_shaped:
                    raise ShapedAnswer(planned)
                refuse_large(planned)
                return self.response(route, planned)
            except Lengthy:
                if found is not None:
                    faults.undo(drawer, route.label.account, body)
                chance.undo(body)
                raise

        return answer_now

    def response(self, route: Route, planned: Planned) -> bytes:
        """Return the bytes of an answer that is due now, and keep what becomes of it."""
        if self.log is None:
            return response_bytes(planned.answer)
        response, size = measured_response(planned.answer)
        self.log.note(route.label, planned, size)
        return response

    def let_in(self, route: Route, body: bytes, digest: bytes, planned: Planned) -> Planned:
        """Return what was planned on a thread, or a refusal where others took its room meanwhile.

        Called where it is handed in without another wait between.
        """
        if planned.plan is None or self.scheduler is None or not (full := self.scheduler.refusal()):
            return planned
        if planned.charge is not None:
            planned.charge.undo()
        dialect = route.dialect
        refused = _failed(dialect, dialect.refused(full, dialect.named(body)), digest)
        if self.settings.trace:
            refused = traced_error(refused, self.settings)
        return refused if self.links is None else _shaped(refused, digest)


def make_links(settings: Settings, rates: ServerRates | None) -> LinkModel | None:
    """Return the network between a server and its clients, None where there is none."""
    if settings.network is None:
        return None
    is_tls, scale, rates = settings.tls != NO_TLS, 1 / settings.time_scale, rates or ServerRates()
    return LinkModel(settings.network, scale, is_tls, rates.down.reserve, rates.up.reserve)


def _immediate(
    compiled: Compiled, planner: AnswerPlanner, limiter: Limiter | None, log: AnswerLog | None
) -> ImmediateAnswers:
    """Return what answers each request in one call, and counts it where there is a log."""
    if log is None:
        return immediate_answers(compiled, planner, limiter)
    bodies = plain_bodies(compiled.settings, compiled.texts)
    let_in = None if limiter is None else limiter.let_in
    has_phrases = compiled.settings.steering.phrases
    return CountedAnswers(
        compiled.chance, planner.plan, bodies, let_in, log, has_phrases=has_phrases
    )


def _shaped(planned: Planned, digest: bytes) -> Planned:
    return msgspec.structs.replace(planned, is_shaped=True, digest=digest)


def _failed(dialect: Dialect, error: Exception, digest: bytes) -> Planned:
    return Planned(error_answer(dialect, error, digest))


def answering_now(route: Route, answer_now: AnswerNow | None) -> Route:
    """Return a route that answers in one call."""
    at_once = None if route.variant.is_noted else answer_now
    return msgspec.structs.replace(route, answer_now=answer_now, at_once=at_once)


class RouteChoice(Protocol):
    """What chooses among routes by a request's body."""

    def choose(self, body: bytes) -> Route:
        """Return who answers; raises Lengthy where a thread is to find out."""

    def undo(self, body: bytes) -> None:
        """Let a choice not have been: it is made again."""


class Route(msgspec.Struct, frozen=True):
    """What a head decides for every request that bears it.

    Attributes:
        label: what its requests are counted under: path and key.
        dialect: reads the request and renders the answer.
        refusal: what it is answered instead, or None; or what says so, as long as that lasts.
        variant: the profile that it is answered by.
        answer_now: answers it in one call; None where that takes time, or is refused.
        drawer: the faults that may come; None for none.
        fields: the header fields that rules of answers name, as far as it has them.
        wish: what its requests ask for themselves.
        case: decides their chance in place of their bodies; empty for those.
        model: stands for the one that they name, behind which something is asked for; "" for that.
        is_read: whether what a body asks for is among that.
        head: what it was found by; None where no model answers.
        choice: leads its requests on by their bodies, to routes that do not; None leads nowhere.
        at_once: as answer_now, where nobody has to know who asks.
    """

    label: Label
    dialect: Dialect
    refusal: Problem | Refusal | Callable[[], Refusal | None] | None
    variant: Variant
    answer_now: AnswerNow | None = None
    drawer: FaultDrawer | None = None
    fields: Mapping[str, str] = {}
    wish: Wish = NO_WISH
    case: bytes = b""
    model: str = ""
    is_read: bool = False
    head: RequestHead | None = None
    choice: RouteChoice | None = None
    at_once: AnswerNow | None = None

    @property
    def key(self) -> str:
        """The key that the client gave, "" for none."""
        return self.label.key

    def refused(self, body: bytes) -> Problem | None:
        """Return the error of a route that has a refusal, worded for a request's body.

        None where the refusal has ended.
        """
        refusal = self.refusal
        if callable(refusal):
            refusal = refusal()
        if isinstance(refusal, Refusal):
            return self.dialect.refused(refusal, self.dialect.named(body))
        return refusal
