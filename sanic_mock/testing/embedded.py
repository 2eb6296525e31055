"""A server in a thread of its own: no signal is touched, no process is forked, nothing is left.

Of what the command does, this leaves out the banner, workers, and the process for large requests,
which threads answer instead.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.engine import tokens
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.errors import StartError
from sanic_mock.server.app import App, create_app
from sanic_mock.server.course_maker import load_tokens
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.intake import Intake
from sanic_mock.server.lifecycle import Lifecycle
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.sockets import listen
from sanic_mock.server.stopping import Stop
from sanic_mock.server.tls import tls_context
from sanic_mock.server.worker import Worker, shared_state
from sanic_mock.settings import Settings

_Done = TypeVar("_Done")

# One at a time starts: Sanic parses what it makes of its routes, and Python's parser may take what
# another thread parses meanwhile for its own (python/cpython#106905, mended in 3.11.8 and 3.12.2).
_starting = threading.Lock()


class EmbeddedServer:
    """Serves in a thread from `start` to `stop`.

    Args:
        settings: what to be; several workers are one here.
        onlooker: looks on; None where nobody does.
        exact_tokens: whether o200k_base counts what is its own; see `tokens.stand_in`.

    Attributes:
        port: where it listens; 0 before it has started.
        scheme: what its URLs begin with.
    """

    def __init__(
        self, settings: Settings, onlooker: Onlooker | None = None, *, exact_tokens: bool = False
    ) -> None:
        self._settings = settings
        self._exact_tokens = exact_tokens
        self._stop = Stop(settings.grace_s)
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="sanic-mock", daemon=True)
        self._onlooker = onlooker
        self.port = 0
        self.scheme = settings.scheme

    def start(self) -> None:
        """Return once it answers.

        Raises:
            StartError: it cannot: its port is taken, or it cannot count as it should.
        """
        with _starting:
            self._choose_tokens()
            settings = self._settings
            self._listening = listen(settings.host, settings.port, settings.port_file)
            self.port = self._listening.port
            self._thread.start()
            try:
                self._ready.result()
            except StartError:
                self._thread.join()
                raise

    def _choose_tokens(self) -> None:
        """Let the process count by a small vocabulary, if no mock of it is to be exact."""
        if not self._exact_tokens:
            tokens.stand_in()
        elif tokens.is_stood_in():
            raise StartError(
                "exact_tokens: a mock of this process counts by a small vocabulary already, and "
                "all of a process count alike; want exact_tokens=True for its first one"
            )

    def stop(self) -> None:
        """Return once it has stopped; answers under way have the profile's grace time."""
        self._stop.begin()
        self._thread.join()

    def change(self, settings: Settings) -> None:
        """Run another profile, for all requests that come from here on, counted anew.

        Where it listens, and how, stays as it was.
        """
        self._call(lambda worker: worker.begin_anew(settings))

    def _call(self, work: Callable[[Worker], _Done]) -> _Done:
        """Return what somebody does with the worker, on the thread that serves."""
        worker: Worker = self._app.ctx.worker
        done: Future[_Done] = Future()

        def do() -> None:
            try:
                done.set_result(work(worker))
            except BaseException as error:
                done.set_exception(error)

        self._loop.call_soon_threadsafe(do)
        return done.result()

    def _run(self) -> None:
        try:
            self._serve()
        except BaseException as error:
            if self._ready.done():
                raise
            self._listening.socket.close()
            why = StartError(str(error))
            why.__cause__ = error
            self._ready.set_exception(why)
        finally:
            self._listening.remove()

    async def _remember(self, app: App) -> None:
        self._loop = asyncio.get_running_loop()

    def _serve(self) -> None:
        settings = self._settings
        load_tokens(settings)
        make_bodies(settings)
        listener = self._listening.socket
        shared = shared_state(settings, 1)
        self._app = app = create_app(settings, shared, name=f"sanic-mock-{self.port}")
        app.ctx.onlooker, app.ctx.owns_process = self._onlooker, False
        app.before_server_start(self._remember)
        intake = Intake(
            lambda: listener.accept()[0],
            listener,
            Shortage([0, 0]),
            tls_context(settings.tls, settings.host),
            let_none_come=self._listening.let_none_come,
        )
        Lifecycle(app, FastLane, intake, self._say_ready, self._stop, ends_process=False).run()

    def _say_ready(self) -> None:
        self._listening.tell_port()
        self._ready.set_result(None)
