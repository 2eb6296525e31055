"""One server process, from its start to its last answer.

Sanic's own runner makes a listening socket of whatever it is given, ignores signals for a moment
before its loop runs for ever, and loses a stop that comes just then (sanic 25.12). Here its public
steps are called one after the other in a single coroutine, and a signal counts from the first on.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from time import monotonic
from typing import Any

import uvloop
from sanic import Sanic
from sanic.log import error_logger
from sanic.models.server_types import Signal
from sanic.server import AsyncioServer
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.server.app import App
from sanic_mock.server.idle_watch import IdleWatch
from sanic_mock.server.intake import Intake
from sanic_mock.server.last_exit import LastExit
from sanic_mock.server.stopping import FORCED, STOPPED, Stop
from sanic_mock.server.wrong_scheme import SpokenHttp
from sanic_mock.units import show_seconds

log = logging.getLogger("sanic_mock")

LOOK_S = 0.02
# who keeps a connection open is told with an answer that it closes, if there is one to come so soon
FAREWELL_S = 0.1
# beyond the grace time, what holds the loop itself is ended
STUCK_S = 2.0
# what it takes to say where it is held
DUMP_S = 0.2
STDERR = 2
# of the loop, in which connections that were aborted and what answered on them end
CUT_TURNS = 4


class Lifecycle:
    """Serves in this process.

    Args:
        app: what answers.
        protocol: what speaks to the sockets.
        intake: where connections come from.
        ready: called when they are taken in.
        stop: when to stop.
        ends_process: whether the process ends where the loop is held beyond the grace time.
    """

    def __init__(
        self,
        app: App,
        protocol: type[HttpProtocol],
        intake: Intake,
        ready: Callable[[], None],
        stop: Stop,
        *,
        ends_process: bool = True,
    ) -> None:
        self._app = app
        self._intake = intake
        self._ready = ready
        self._stop = stop
        self._ends_process = ends_process
        app.ctx.shortage = intake.shortage
        self._signal = Signal()
        # says which protocol's methods Sanic may compile without what nobody uses
        with _without_advice():
            app.prepare(protocol=protocol, motd=False, access_log=False, single_process=True)
        self._protocol = partial(
            protocol, app=app, connections=intake.connections, signal=self._signal
        )

    def run(self) -> int:
        """Serve until told to stop; return the exit code; it has another if it is ended."""
        loop = uvloop.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            return loop.run_until_complete(self._serve(loop))
        finally:
            asyncio.set_event_loop(None)
            loop.close()
            Sanic.unregister_app(self._app)

    async def _serve(self, loop: asyncio.AbstractEventLoop) -> int:
        # the steps of Sanic's own; it is never awaited, which would make it listen
        server = AsyncioServer(self._app, loop, None, self._intake.connections)
        await server.startup()  # type: ignore[no-untyped-call]
        await server.before_start()  # type: ignore[no-untyped-call]
        self._intake.count(self._app.ctx.worker.counts)
        self._intake.watch(self._app.ctx.worker.health.accepting.observe_wait)
        factory = partial(self._protocol, loop=loop)
        self._intake.open(loop, factory, partial(factory, refusal=SpokenHttp))
        IdleWatch(self._intake.connections, self._app.config.KEEP_ALIVE_TIMEOUT).start(loop)
        await server.after_start()  # type: ignore[no-untyped-call]
        self._ready()
        await self._until_asked(loop)
        await server.before_stop()  # type: ignore[no-untyped-call]
        code = await self._finish(loop.time() + self._left_s())
        await server.after_stop()  # type: ignore[no-untyped-call]
        return code

    def _left_s(self) -> float:
        """Return what is left of the grace time."""
        return max(0.0, self._stop.deadline_s - monotonic())

    async def _until_asked(self, loop: asyncio.AbstractEventLoop) -> None:
        is_asked = asyncio.Event()
        self._stop.wake_by(lambda: loop.call_soon_threadsafe(is_asked.set))
        await is_asked.wait()

    async def _finish(self, deadline_s: float) -> int:
        """Take in what has come, close what is idle, and the rest when it has been answered."""
        with self._bounded() if self._ends_process else nullcontext():
            self._signal.stopped = True
            await self._intake.drain(deadline_s)
            await self._say_farewell()
            await self._finish_answers(deadline_s)
        return STOPPED

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """End the process if the block does not end soon after the grace time."""
        limit_s = self._left_s() + STUCK_S
        last = LastExit(limit_s + DUMP_S, FORCED)
        faulthandler.dump_traceback_later(limit_s, exit=not last.is_set, file=STDERR)
        yield
        faulthandler.cancel_dump_traceback_later()
        last.cancel()

    async def _say_farewell(self) -> None:
        """Let connections end with an answer that says so."""
        for one in tuple(self._intake.connections):
            one.begin_end()
        if self._intake.connections:
            await asyncio.sleep(FAREWELL_S)

    async def _finish_answers(self, deadline_s: float) -> None:
        """Close what is idle, and the rest when it has been answered; cut what takes longer."""
        intake, time = self._intake, asyncio.get_running_loop().time
        while intake.is_busy and time() < deadline_s:
            for one in tuple(intake.connections):
                one.close_if_idle()
            await asyncio.sleep(LOOK_S)
            intake.drop_silent()
        if late := sum(one.is_unfinished() for one in intake.connections):
            grace = show_seconds(self._stop.grace_s)
            log.warning("connections cut as not done %s after the stop began: %d", grace, late)
        await self._cut(tuple(intake.connections))

    async def _cut(self, connections: Sequence[Any]) -> None:
        """End connections as they are, and let what becomes of their answers be kept."""
        self._app.ctx.worker.begin_cut()
        for one in connections:
            one.abort()
        for _ in range(CUT_TURNS):
            await asyncio.sleep(0)


@contextmanager
def _without_advice() -> Iterator[None]:
    """Keep from terminals what Sanic tells its developers there: to try flags that we have not."""
    error_logger.addFilter(_is_no_advice)
    try:
        yield
    finally:
        error_logger.removeFilter(_is_no_advice)


def _is_no_advice(record: logging.LogRecord) -> bool:
    return "in PRODUCTION mode" not in record.getMessage()
