"""One profile, compiled, in one worker: what a Route points to.

A profile that changes while the server runs is a new Variant. Nothing of it is copied into a
connection, so open connections follow at their next request, and answers under way keep theirs.
A request's bytes become an Ask, the Ask a Reply, the Reply bytes and the times they are due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import time

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.router import Router
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.content import Body, LongBody
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.network.link import LinkModel
from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.simulator import plain_bodies
from sanic_mock.engine.tokens import is_loaded
from sanic_mock.errors import Lengthy, Problem, Sliced
from sanic_mock.profile.places import NO_TLS
from sanic_mock.server.allowed_hosts import AllowedHosts
from sanic_mock.server.answer_now import (
    AnswerNow,
    DrawnAnswer,
    ImmediateAnswers,
    ShapedAnswer,
)
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.fault_counts import FaultCounts
from sanic_mock.server.fault_effects import change_content, failure_of, with_failure
from sanic_mock.server.limited_answers import LimitedAnswers
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.result import Label, Result
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.scripted_answers import Requested, ScriptedAnswers
from sanic_mock.server.shaping import Shaper
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import LEAST_PLACES, Attempts
from sanic_mock.shared.server_rate import ServerRates

log = logging.getLogger("sanic_mock")

# Errors of faults that are kept, as they are worded for a model.
MOST_PROBLEMS, LONGEST_NAME = 256, 100


class Variant:
    """A profile with its scheduler and its vendors.

    Args:
        state: what vendors have in common; its settings are the profile.
        pacer: who wakes.
        observe: is told the result of each answer that takes time.
        phased: what phases change of its answers; None where there are none.
        attempts: how often each case came, of all workers.
        rates: what the server's link carries, of all workers.
        limiter: lets requests in; None lets in all.

    Attributes:
        settings: the profile.
        chance: draws for each request.
        router: who answers which path.
        allowed_hosts: the names that it answers to.
        scheduler: lets answers begin in their time; None where nothing takes time.
        shaper: hands in the answers that are changed on their way out.
        links: the network between the server and its clients; None where there is none.
        limiter: lets requests in; None lets in all.
        immediate: answers each request in one call, where no answer takes time; else None.
    """

    def __init__(
        self,
        state: State,
        pacer: Pacer,
        observe: Callable[[Result], None] | None = None,
        attempts: Attempts | None = None,
        phased: PhasedAnswers | None = None,
        rates: ServerRates | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        self.settings = settings = state.settings
        is_rated = phased is not None and phased.sets_errors
        self.faults = FaultCounts(settings, attempts or Attempts(LEAST_PLACES), is_rated)
        self._phased = phased
        paced = None if phased is None else phased.timeline
        compiled = Compiled(settings, chance=self.faults.chance, timeline=paced)
        self.chance, self._simulate = compiled.chance, compiled.simulate
        self.router = Router(state)
        self.allowed_hosts = AllowedHosts(settings)
        self._timeline = timeline = compiled.timeline
        self.scheduler = None if timeline is None else Scheduler(settings, timeline, pacer, observe)
        self.links = make_links(settings, rates)
        self.shaper = Shaper(pacer, self.scheduler, settings.time_scale, self.links, observe)
        self._problems: dict[tuple[Dialect, str, Refusal], Problem] = {}
        self.limiter = limiter
        self._may_be_full = settings.load.model != "none"
        if phased is not None:
            phased.attach(self.scheduler, self.faults, self.links, limiter)
        self._asked = state.asked
        is_plain = phased is None and self.links is None and not settings.trace
        is_immediate = self.scheduler is None and is_plain and state.asked is None
        is_immediate = is_immediate and not settings.answers
        self._plan = self._at_once if is_immediate else self._in_time
        self.immediate: ImmediateAnswers | LimitedAnswers | None = None
        if is_immediate:
            bodies = plain_bodies(settings, compiled.texts)
            self.immediate = self._immediate(bodies)
        vocabulary = compiled.texts.vocabulary()
        for dialect in self.router.dialects():
            dialect.learn(vocabulary)
        self._scripted: ScriptedAnswers | None = None
        if settings.answers:
            counts = attempts or Attempts(LEAST_PLACES)
            self._scripted = ScriptedAnswers(settings, counts, self.faults)

    def _immediate(self, bodies: Sequence[Body] | None) -> ImmediateAnswers | LimitedAnswers:
        if (limiter := self.limiter) is None:
            return ImmediateAnswers(self.chance, self._simulate, bodies, error_answer)
        return LimitedAnswers(self.chance, limiter.let_in, self._at_once, bodies, error_answer)

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
        """
        if self._phased is not None:
            self.note_request()
        digest = self.chance.draw(body)
        try:
            planned = self.answer_drawn(route, body, digest)
            if planned.plan is None:
                refuse_large(planned)
            return planned
        except Lengthy:
            self.chance.undo(body)
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
        planned = self._drawn(route, body, digest, check)
        if self._asked is not None:
            self._asked(route.label.path, route.key, body)
        return planned

    def _drawn(
        self, route: Route, body: bytes, digest: bytes, check: Callable[[bytes], None]
    ) -> Planned:
        drawer = route.drawer
        if drawer is None:
            return self._finished(self._checked(route, body, digest, (), check), digest)
        faults = self.faults.draw(drawer, route.key, body, digest)
        try:
            return self.answer_faulty(route, body, digest, faults, check)
        except Lengthy:
            self.faults.undo(drawer, route.key, body)
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
        planned = self._finished(self._checked(route, body, digest, faults, check), digest)
        shaping = (*planned.faults, *(fault for fault in faults if fault.is_shaping))
        if not shaping:
            return planned
        without = route.dialect.without
        return _shaped(msgspec.structs.replace(planned, faults=shaping, without=without), digest)

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
                    return Planned(self._refusing(dialect, fault.refuse(time()), body, digest))
            ask = dialect.parse(body)
            if self._scripted is not None:
                requested = Requested(dialect, route.key, ask, body, digest)
                plan = partial(self._faulty, route, ask, digest)
                return self._scripted.answer(requested, faults, plan)
            if faults:
                return self._faulty(route, ask, digest, faults)
            return self._plan(dialect, route.key, ask, digest)
        except Lengthy:
            raise
        except Exception as error:
            return _failed(dialect, error, digest)

    def _faulty(self, route: Route, ask: Ask, digest: bytes, faults: tuple[Fault, ...]) -> Planned:
        """Answer with these faults, none of which refuses whatever is asked."""
        dialect = route.dialect
        if not faults:
            return self._plan(dialect, route.key, ask, digest)
        if not ask.stream and (failure := failure_of(faults)) is not None:
            raise dialect.refused(failure, ask.model)
        planned = self._plan(dialect, route.key, ask, digest, faults)
        return with_failure(planned, dialect, ask, digest, faults)

    def _finished(self, planned: Planned, digest: bytes) -> Planned:
        """Return an answer or an error with what phases and the network have to do with it."""
        if self._phased is not None:
            planned = self._phased.marked(planned)
        return planned if self.links is None else _shaped(planned, digest)

    def _refusing(self, dialect: Dialect, refusal: Refusal, body: bytes, digest: bytes) -> Whole:
        """Render the error that a fault has in the place of an answer."""
        name = dialect.named(body)
        problem = self._problems.get((dialect, name, refusal))
        if problem is None:
            if len(self._problems) >= MOST_PROBLEMS:
                self._problems.clear()
            problem = dialect.refused(refusal, name)
            if len(name) <= LONGEST_NAME:
                self._problems[dialect, name, refusal] = problem
        return dialect.error(problem, digest, int(time()))

    def answer_now(self, route: Route) -> AnswerNow | None:
        """Return what answers a route's requests in one call; None where that takes time.

        It raises ShapedAnswer for an answer that is changed on its way out.
        """
        if self.immediate is None or route.refusal is not None:
            return None
        if route.drawer is None:
            return self.immediate.by(route.dialect, route.key)
        drawn = self.immediate.drawn_by(route.dialect, route.key)
        return self._faulty_now(route, route.drawer, drawn)

    def _faulty_now(self, route: Route, drawer: FaultDrawer, answer: DrawnAnswer) -> AnswerNow:
        chance, faults = self.chance, self.faults

        def answer_now(body: bytes) -> bytes:
            digest = chance.draw(body)
            found = faults.draw(drawer, route.key, body, digest)
            try:
                if not found:
                    return answer(body, digest)
                planned = self.answer_faulty(route, body, digest, found)
            except Lengthy:
                faults.undo(drawer, route.key, body)
                chance.undo(body)
                raise
            if planned.is_shaped:
                raise ShapedAnswer(planned)
            return response_bytes(planned.answer)

        return answer_now

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
        return refused if self.links is None else _shaped(refused, digest)

    def _at_once(
        self,
        dialect: Dialect,
        key: str | None,
        ask: Ask,
        digest: bytes,
        faults: tuple[Fault, ...] = (),
    ) -> Planned:
        """Plan an answer that takes no time.

        Args:
            dialect: whose request it is.
            key: its client's; None is nobody's, who has no limits.
            ask: the request.
            digest: its chance.
            faults: those that change the answer on its way out.
        """
        reply = self._reply(ask, digest, faults)
        render = _renderer(dialect, ask, reply)

        def plan() -> Planned:
            return Planned(render(ask, reply, int(time())), tokens=len(reply.body.pieces))

        if self.limiter is None:
            return plan()
        is_over = not self._takes_time(faults)
        return self.limiter.limited(key, ask, reply, plan, is_over=is_over)

    def _in_time(
        self,
        dialect: Dialect,
        key: str | None,
        ask: Ask,
        digest: bytes,
        faults: tuple[Fault, ...] = (),
    ) -> Planned:
        """Plan an answer that may take time; see `_at_once`."""
        if self.limiter is None:
            if self._may_be_full:
                self._refuse_full(dialect, ask)
            return self._timed(dialect, ask, self._reply(ask, digest, faults))
        reply = self._reply(ask, digest, faults)

        def plan() -> Planned:
            self._refuse_full(dialect, ask)
            return self._timed(dialect, ask, reply)

        is_timed = reply.plan is not None and (ask.stream or not ask.is_deferred)
        is_over = not is_timed and not self._takes_time(faults)
        return self.limiter.limited(key, ask, reply, plan, is_over=is_over)

    def _reply(self, ask: Ask, digest: bytes, faults: tuple[Fault, ...]) -> Reply:
        reply = self._simulate(ask, digest)
        if faults:
            change_content(reply, ask, digest, faults, self._timeline)
        return reply

    def _takes_time(self, faults: tuple[Fault, ...]) -> bool:
        """Return whether an answer may take time on its way out."""
        return self.links is not None or any(fault.is_shaping for fault in faults)

    def _refuse_full(self, dialect: Dialect, ask: Ask) -> None:
        """Refuse a request that can neither run nor wait."""
        if self._may_be_full and self.scheduler is not None and (full := self.scheduler.refusal()):
            raise dialect.refused(full, ask.model)

    def _timed(self, dialect: Dialect, ask: Ask, reply: Reply) -> Planned:
        if ask.is_deferred:
            reply.begun_s = time()
        answer = _renderer(dialect, ask, reply)(ask, reply, int(time()))
        if self.settings.trace:
            answer = self._traced(answer, reply)
        if ask.is_deferred and not ask.stream:
            return Planned(answer)
        return Planned(
            answer,
            reply.plan,
            len(answer.pieces if isinstance(answer, Events) else reply.body.pieces),
            ask.prompt_tokens - reply.cached_tokens,
            reply.cached_tokens,
            reply.reasoning_tokens,
        )

    def _traced(self, answer: Whole | Events, reply: Reply) -> Whole | Events:
        """Add what the mock says of its own plan."""
        settings = self.settings
        lines = f"x-mock-profile: {settings.profile}\r\nx-mock-seed: {settings.seed}\r\n"
        if settings.load.model != "step":  # an engine decides its times as it goes
            first_ms = 0.0 if reply.plan is None else reply.plan.first_ns / 1e6
            lines += f"x-mock-ttft-ms: {first_ms:.3f}\r\nServer-Timing: ttft;dur={first_ms:.3f}\r\n"
        fields = answer.fields + lines.encode("latin-1", "replace")
        return msgspec.structs.replace(answer, fields=fields)


def _renderer(
    dialect: Dialect, ask: Ask, reply: Reply
) -> Callable[[Ask, Reply, int], Whole | Events]:
    """Return what renders an answer; raises Sliced where that is for the Sanic lane alone."""
    if ask.stream:
        return dialect.events
    if not isinstance(reply.body, LongBody):
        return dialect.whole
    if not is_patient():
        raise Sliced
    return dialect.sliced


def make_links(settings: Settings, rates: ServerRates | None) -> LinkModel | None:
    """Return the network between a server and its clients, None where there is none."""
    if settings.network is None:
        return None
    is_tls, scale, rates = settings.tls != NO_TLS, 1 / settings.time_scale, rates or ServerRates()
    return LinkModel(settings.network, scale, is_tls, rates.down.reserve, rates.up.reserve)


def _shaped(planned: Planned, digest: bytes) -> Planned:
    return msgspec.structs.replace(planned, is_shaped=True, digest=digest)


def _failed(dialect: Dialect, error: Exception, digest: bytes) -> Planned:
    return Planned(error_answer(dialect, error, digest))


class Route(msgspec.Struct, frozen=True):
    """What a head decides for every request that bears it.

    Attributes:
        label: what its requests are counted under: path, key and rule.
        dialect: reads the request and renders the answer.
        refusal: what it is answered instead, or None; or what says so, as long as that lasts.
        variant: the profile that it is answered by.
        answer_now: answers it in one call; None where that takes time, or is refused.
        drawer: the faults that may come; None for none.
    """

    label: Label
    dialect: Dialect
    refusal: Problem | Refusal | Callable[[], Refusal | None] | None
    variant: Variant
    answer_now: AnswerNow | None = None
    drawer: FaultDrawer | None = None

    @property
    def key(self) -> str:
        """The key that the client gave, "" for none."""
        return self.label.key

    @property
    def rule(self) -> str:
        """The rule that chose the variant, "" for none."""
        return self.label.rule

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
