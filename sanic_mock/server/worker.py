"""One worker's answers: what both lanes call, so that they cannot differ.

A request's bytes become an Ask, the Ask a Reply, the Reply bytes and the times they are due.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import time

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.front import Dialect, Front
from sanic_mock.dialects.operation import Call, Operation
from sanic_mock.dialects.table import Table
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.offload import patiently
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import is_loaded, load
from sanic_mock.errors import Lengthy, Problem
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import events_bytes, rendered, whole_bytes
from sanic_mock.server.routes import Admitted
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState

log = logging.getLogger("sanic_mock")


class Worker:
    """Everything that is decided at start, ready to answer.

    Args:
        settings: what to be.
        pacer: who wakes.
        shared: what all workers have in common.
        number: which of them this is.
    """

    def __init__(
        self, settings: Settings, pacer: Pacer, shared: SharedState, number: int = 0
    ) -> None:
        # what a first embedding waits for would hold up every stream that runs then; where none can
        # run, and no other worker shares it, most servers do without its 46 MB
        load(is_every=not is_immediate(settings) or settings.workers > 1)
        self.settings = settings
        self.table = Table(settings, shared.store)
        compiled = Compiled(settings)
        self._chance, self._simulate = compiled.chance, compiled.simulate
        timeline = compiled.timeline
        self.scheduler = None if timeline is None else Scheduler(settings, timeline, pacer)
        self._plan = (
            self._in_time if self.scheduler is not None or settings.trace else self._at_once
        )
        vocabulary = compiled.texts.vocabulary()
        for dialect in self.table:
            dialect.learn(vocabulary)

    def rehearse(self) -> None:
        """Answer for nobody, so that the first client does not wait for what is made lazily."""
        for dialect in self.table:
            for body in dialect.REHEARSAL if is_loaded(dialect.ENCODING) else ():
                with suppress(Problem):  # a profile need not serve the model that is rehearsed
                    self._plan(dialect, dialect.parse(body), bytes(64))

    def compile_at_once(self) -> Callable[[Admitted, bytes], bytes] | None:
        """Return `answer` and its rendering in one function, where no answer takes time.

        It is what the hot path calls: the same steps, without the values between them.
        """
        if self.scheduler is not None or self.settings.trace:
            return None
        draw, simulate = self._chance.draw, self._simulate

        def respond(admitted: Admitted, body: bytes) -> bytes:
            digest = draw(body)
            dialect = admitted.dialect
            try:
                if admitted.refusal is not None:
                    raise admitted.refusal
                ask = dialect.parse(body)
                reply = simulate(ask, digest)
                if ask.stream:
                    return events_bytes(dialect.events(ask, reply, int(time())))
                return whole_bytes(dialect.whole(ask, reply, int(time())))
            except Lengthy:
                self._chance.undo(body)
                raise
            except Exception as fault:
                return rendered(self._failed(dialect, fault, digest).answer)

        return respond

    def answer(self, admitted: Admitted, body: bytes) -> Planned:
        """Answer one request's body.

        Raises:
            Lengthy: `answer_large` is to be asked, as if this had not been.
        """
        digest = self._chance.draw(body)
        try:
            return self._answer(admitted, body, digest)
        except Lengthy:
            self._chance.undo(body)
            raise

    async def answer_large(self, admitted: Admitted, body: bytes) -> Planned:
        """Answer what takes long, on a thread; never raises."""
        run = asyncio.get_running_loop().run_in_executor
        digest = self._chance.attempt(await run(None, self._chance.hash, body))
        return await run(None, patiently, partial(self._finished, admitted, body, digest))

    def _finished(self, admitted: Admitted, body: bytes, digest: bytes) -> Planned:
        """Answer; a stream that nobody waits for is rendered, too."""
        planned = self._answer(admitted, body, digest)
        if planned.plan is not None or isinstance(planned.answer, Whole):
            return planned
        return Planned(planned.answer.rendered())

    def _answer(self, admitted: Admitted, body: bytes, digest: bytes) -> Planned:
        try:
            if admitted.refusal is not None:
                raise admitted.refusal
            return self._plan(admitted.dialect, admitted.dialect.parse(body), digest)
        except Lengthy:
            raise
        except Exception as fault:
            return self._failed(admitted.dialect, fault, digest)

    def _at_once(self, dialect: Dialect, ask: Ask, digest: bytes) -> Planned:
        reply = self._simulate(ask, digest)
        render = dialect.events if ask.stream else dialect.whole
        return Planned(render(ask, reply, int(time())))

    def _in_time(self, dialect: Dialect, ask: Ask, digest: bytes) -> Planned:
        if self.scheduler is not None and self.scheduler.is_full():
            load = self.settings.load
            room = load.slots + load.queue
            raise dialect.overloaded(int(load.on_full), load.retry_after_s, ask.model, room)
        reply = self._simulate(ask, digest)
        if ask.is_deferred:
            reply.begun_s = time()
        render = dialect.events if ask.stream else dialect.whole
        answer = self._told(render(ask, reply, int(time())), reply)
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

    def _told(self, answer: Whole | Events, reply: Reply) -> Whole | Events:
        """Add what the mock says of its own plan, where it is asked to."""
        if not self.settings.trace:
            return answer
        told = f"x-mock-profile: {self.settings.profile}\r\nx-mock-seed: {self.settings.seed}\r\n"
        if self.settings.load.model != "step":  # an engine decides its times as it goes
            first_ms = 0.0 if reply.plan is None else reply.plan.first_ns / 1e6
            told += f"x-mock-ttft-ms: {first_ms:.3f}\r\nServer-Timing: ttft;dur={first_ms:.3f}\r\n"
        fields = answer.fields + told.encode("latin-1", "replace")
        return msgspec.structs.replace(answer, fields=fields)

    def _failed(self, dialect: Dialect, fault: Exception, digest: bytes) -> Planned:
        if not isinstance(fault, Problem):  # a bug of ours must reach the client as an answer
            log.error("could not answer a request", exc_info=fault)
            fault = dialect.broken(repr(fault))
        return Planned(dialect.error(fault, digest, int(time())))

    def preflight(self, wanted: str | None) -> Whole:
        """Answer a browser that asks what it may send; `wanted` are the fields it names."""
        return self.table.preflight(wanted, int(time()))

    def unknown(self, front: Front) -> Whole:
        """Answer a path that no vendor has."""
        return self.table.unknown(front, self.digest(front.path.encode()), int(time()))

    def operate(self, operation: Operation, front: Front, call: Call) -> Whole | Events:
        """Answer a call of an operation; raises Lengthy where that is for `operate_long`."""
        try:
            if refusal := self.table.refusal(front, operation):
                raise refusal
            return operation.answer(self.table.state, call)
        except Lengthy:
            raise
        except Exception as fault:
            if not isinstance(fault, Problem):
                log.error("could not answer a request", exc_info=fault)
                fault = self.table.broken(repr(fault))
            return operation.error(fault, call.digest, int(call.now_s))

    async def operate_long(self, operation: Operation, front: Front, call: Call) -> Whole | Events:
        """Answer a call of an operation on a thread; never raises."""
        work = partial(self.operate, operation, front, call)
        return await asyncio.get_running_loop().run_in_executor(None, patiently, work)

    def digest(self, case: bytes) -> bytes:
        """Return the chance of a request that no dialect answers."""
        return self._chance.draw(case)

    def problem(self, path: str, problem: Problem, case: bytes) -> Whole:
        """Render a refusal that no dialect was asked about."""
        return self.table.error(path, problem, self.digest(case), int(time()))
