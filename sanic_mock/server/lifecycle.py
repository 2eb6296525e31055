"""One server process, from its start to its last answer.

Sanic's own runner makes a listening socket of whatever it is given, ignores signals for a moment
before its loop runs for ever, and loses a stop that comes just then (sanic 25.12). Here its public
steps are called one after the other in a single coroutine, and a signal counts from the first on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import uvloop
from sanic import Sanic
from sanic.models.server_types import Signal
from sanic.server import AsyncioServer
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.server.app import STOP_S, App
from sanic_mock.server.intake import Intake
from sanic_mock.server.stopping import Stopping

LOOK_S = 0.02


class Lifecycle:
    """Serves in this process.

    Args:
        app: what answers.
        protocol: what speaks to the sockets.
        intake: where connections come from.
        ready: called when they are taken in.
        last: done before the process ends without waiting for answers.
    """

    def __init__(
        self,
        app: App,
        protocol: type[HttpProtocol],
        intake: Intake,
        ready: Callable[[], None],
        last: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._intake = intake
        self._ready = ready
        self._last = last
        app.ctx.shortage = intake.shortage
        self._signal = Signal()
        # says which protocol's methods Sanic may compile without what nobody uses
        app.prepare(protocol=protocol, motd=False, access_log=False, single_process=True)
        self._protocol = partial(
            protocol, app=app, connections=intake.connections, signal=self._signal
        )

    def run(self) -> None:
        """Serve until told to stop."""
        loop = uvloop.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(self._serve(loop))
        finally:
            asyncio.set_event_loop(None)
            loop.close()
            Sanic.unregister_app(self._app)

    async def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        stopping = Stopping(loop, self._last)
        # the steps of Sanic's own; it is never awaited, which would make it listen
        server = AsyncioServer(self._app, loop, None, self._intake.connections)
        await server.startup()  # type: ignore[no-untyped-call]
        await server.before_start()  # type: ignore[no-untyped-call]
        self._intake.open(loop, partial(self._protocol, loop=loop))
        await server.after_start()  # type: ignore[no-untyped-call]
        self._ready()
        await stopping.wait()
        await server.before_stop()  # type: ignore[no-untyped-call]
        self._intake.close()
        await self._finish_answers(loop.time() + STOP_S)
        await server.after_stop()  # type: ignore[no-untyped-call]

    async def _finish_answers(self, deadline_s: float) -> None:
        """Close what is idle, and the rest when it has been answered."""
        self._signal.stopped = True
        connections, time = self._intake.connections, asyncio.get_running_loop().time
        while self._intake.is_busy and time() < deadline_s:
            for one in tuple(connections):
                one.close_if_idle()
            await asyncio.sleep(LOOK_S)
        for one in tuple(connections):
            one.abort()
