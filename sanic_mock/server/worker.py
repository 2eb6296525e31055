"""One worker's answers: what both lanes call, so that they cannot differ."""

from __future__ import annotations

from functools import partial

from sanic_mock.dialects.control.controls import Controls
from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.dialects.router import Router
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Lengthy
from sanic_mock.ledger.memory import make_ledger
from sanic_mock.ledger.writer import LedgerWriter
from sanic_mock.server import answer_levels, intake, saturation, unread
from sanic_mock.server.caller import Callers
from sanic_mock.server.course_maker import CourseMaker
from sanic_mock.server.dispatcher import Dispatcher
from sanic_mock.server.hangups import Hangups
from sanic_mock.server.heap import Trimmer
from sanic_mock.server.operation_work import OperationWork
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route
from sanic_mock.server.routes import LARGE_BODY, Routes
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.tenant_book import TenantBook, make_slots
from sanic_mock.server.tenant_controls import read_tenant
from sanic_mock.server.tenant_courses import TenantSource
from sanic_mock.server.thread_work import (
    attempted,
    briefly_on_thread,
    choose_route,
    finished,
    on_thread,
)
from sanic_mock.server.turns import Turns
from sanic_mock.server.variant import Variant
from sanic_mock.server.wishing import BodyWish
from sanic_mock.server.worker_health import WorkerHealth
from sanic_mock.settings import Settings
from sanic_mock.shared.counters import Row
from sanic_mock.shared.state import SharedState, make_shared

# What each worker counts for itself in sanic_mock.shared.counters.
COUNTED = (*saturation.COUNTED, *unread.COUNTED, *answer_levels.COUNTED, *intake.COUNTED)
_LEVELS = (intake.OPEN, *unread.LEVELS, *answer_levels.LEVELS)


def forget_levels(counts: Row) -> None:
    """Let there be nothing any more of a process that has ended, whose place nobody may take."""
    for name in _LEVELS:
        counts.set(name, 0)


def shared_state(settings: Settings, workers: int) -> SharedState:
    """Return what so many workers have in common; call it before the first fork."""
    ledger = make_ledger(workers + 1, settings.observe.room)
    return make_shared(workers, COUNTED, WORDS, ledger, make_slots(settings.tenants))


class Worker:
    """Everything that is decided at start, ready to answer.

    Args:
        settings: what to be.
        pacer: who wakes.
        shared: what all workers have in common.
        number: which of them this is.
        shortage: whether connections have to wait.
        onlooker: looks on; None where nobody does.
        controls: changes all workers; None where nobody can.

    Attributes:
        routes: those to the running profile; the one place where that is swapped.
        dispatcher: finds who else answers.
        health: whether it answers in time.
        hangups: which clients are gone that had closed their half.
        unread: what clients have not read of their answers.
        operations: answers what no model is asked.
        turns: when large streams are made.
        trimmer: gives memory back after large requests.
        callers: who asks this worker.
        counts: what it counts for itself.
    """

    def __init__(
        self,
        settings: Settings,
        pacer: Pacer,
        shared: SharedState,
        number: int = 0,
        shortage: Shortage | None = None,
        onlooker: Onlooker | None = None,
        controls: Controls | None = None,
    ) -> None:
        self._controls = controls
        self._pacer = pacer
        self._shared = shared
        shortage = shortage or Shortage([0, 0])
        self.health = WorkerHealth(settings, pacer, shared, number, shortage, self._limiter_trouble)
        self.unread = self.health.unread
        self.operations = OperationWork(self.unread, self._hold)
        self.counts = shared.counters.row(number)
        shared.buckets.reset(number)
        self.turns = Turns()
        self.hangups = Hangups()
        self.trimmer = Trimmer()
        self._writer: LedgerWriter | None = None
        self.callers = Callers()
        if shared.ledger is not None:
            self._writer = LedgerWriter(shared.ledger, number)
            self.callers = Callers(self._writer.first_connection())
            # answers of who had this row before have ended with it
            for name in answer_levels.LEVELS:
                self.counts.set(name, 0)
        self._courses = CourseMaker(
            pacer,
            shared,
            number,
            onlooker,
            controls,
            self._writer,
            self.callers,
            self.health.trouble,
            self.unread.total,
        )
        self.dispatcher = self._dispatcher_of(settings)
        self.routes = self.dispatcher.course.routes

    def start(self) -> None:
        """Let time pass, on the running loop; what clients would wait for is made before."""
        self.dispatcher.rehearse()
        self.dispatcher.start()

    @property
    def variant(self) -> Variant:
        """The running profile."""
        return self.routes.variant

    @property
    def router(self) -> Router:
        """Who answers which path, as of the running profile."""
        return self.routes.variant.router

    def swap(self, settings: Settings) -> None:
        """Run another profile: for all requests that come from here on, on all connections."""
        self.take(self.prepare(settings))

    def prepare(self, settings: Settings, *, is_held: bool = False) -> Dispatcher:
        """Return another profile, ready to answer; may take long, and may be done on a thread.

        Args:
            settings: the profile.
            is_held: whether its answers wait for the pacer, though nothing takes time.
        """
        dispatcher = self._dispatcher_of(settings, is_held=is_held)
        dispatcher.rehearse()
        return dispatcher

    def take(self, dispatcher: Dispatcher) -> None:
        """Run a profile that was prepared, as `swap` does; on the running loop."""
        self.health.allow(dispatcher.course.settings.late_budget_s)
        self.dispatcher.close()
        self.dispatcher = dispatcher
        self.routes = dispatcher.course.routes
        dispatcher.start()

    def look(self) -> None:
        """See Dispatcher."""
        self.dispatcher.look()

    def freeze(self) -> None:
        """Let no answer of a model go on that is under way."""
        self._pacer.freeze()

    def release(self) -> None:
        """Let all go on; what has become due meanwhile is sent at once."""
        self._pacer.release()

    def forget_counts(self) -> None:
        """Count lateness, and what clients do not read, anew."""
        self.health.forget()

    def begin_anew(self, settings: Settings) -> None:
        """Run another profile as if no request had come before."""
        self._shared.attempts.clear()
        if self._controls is not None:
            self._controls.start_from(settings)
        self.swap(settings)

    def begin_cut(self) -> None:
        """Take note that answers which end from here on are cut by the process's end."""
        if self._writer is not None:
            self._writer.is_closing = True

    def close(self) -> None:
        """Say what is left to say of lateness."""
        self.dispatcher.close()
        self.operations.close()
        self.health.close()

    def _dispatcher_of(self, settings: Settings, *, is_held: bool = False) -> Dispatcher:
        make, tenants = partial(self._courses.course, is_held), self._tenants_of(settings)
        return Dispatcher(settings, make, self._answer_by, tenants)

    def _tenants_of(self, settings: Settings) -> TenantSource | None:
        if self._shared.slots is None or self._controls is None:
            return None
        book = TenantBook(self._shared.slots, settings.tenants)
        return TenantSource(book, partial(read_tenant, self._controls, book))

    def _answer_by(self, routes: Routes) -> None:
        self.routes = routes

    def _limiter_trouble(self) -> str:
        limiter = self.variant.served.limiter
        return "" if limiter is None else limiter.trouble

    async def _hold(self) -> Refusal | None:
        """Wait until the running profile answers; see Course.hold."""
        return await self.dispatcher.course.own.hold()

    async def answer_large(self, route: Route, body: bytes, *, is_patient: bool = True) -> Planned:
        """Answer what takes long, on a thread.

        Args:
            route: who answers.
            body: the request's.
            is_patient: whether it may take as long as it takes there.

        Raises:
            Lengthy: it would take longer than it may.
        """
        route.variant.served.note_request()
        chance = route.variant.chance
        case = route.case or body
        digest = await attempted(chance, case)
        work = partial(finished, route, body, digest)
        try:
            async with self.unread.room():
                planned = await (on_thread(work) if is_patient else briefly_on_thread(work))
        except Lengthy:
            chance.undo(case)
            raise
        return route.variant.let_in(route, body, digest, planned)

    async def chosen(self, route: Route, body: bytes) -> Route:
        """Return the route that a body leads to, found on a thread where that takes long."""
        chosen, asked_for = await self._read(route, body)
        if asked_for is None:
            return chosen
        head = asked_for.head(route)
        if head is not None:
            other = (await self.dispatcher.destination(lambda: head)).route()
            chosen = chosen if other is None else (await self._read(other, body))[0]
        return asked_for.route(chosen)

    async def _read(self, route: Route, body: bytes) -> tuple[Route, BodyWish | None]:
        """Return who answers a body, and what it asks for; some take long to read."""
        if len(body) <= LARGE_BODY:
            try:
                return choose_route(route, body)
            except Lengthy:
                pass
        return await on_thread(partial(choose_route, route, body))

    def digest(self, case: bytes) -> bytes:
        """Return the chance of a request that no dialect answers."""
        return self.variant.chance.draw(case)
