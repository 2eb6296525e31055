"""Runs the server: in this process, or in several workers."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ssl import SSLContext
from typing import TextIO

from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.content import make_bodies
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import load
from sanic_mock.output import discard
from sanic_mock.server.app import App, create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.channel import Channel
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.further_signals import further_signals
from sanic_mock.server.intake import Intake
from sanic_mock.server.large_process import LargeProcess
from sanic_mock.server.large_run import make_large_process, may_hand_over
from sanic_mock.server.lifecycle import LOOK_S, Lifecycle
from sanic_mock.server.shortage import Shortage, raise_limit
from sanic_mock.server.sockets import Listening, listen
from sanic_mock.server.tls import tls_context
from sanic_mock.server.tracebacks import Tracebacks
from sanic_mock.server.worker import COUNTED
from sanic_mock.server.workers import Workers
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState, make_shared

log = logging.getLogger("sanic_mock")


def serve(settings: Settings, out: TextIO, protocol: type[HttpProtocol] = FastLane) -> int:
    """Serve until told to stop.

    Args:
        settings: what to be.
        out: where the start-up block goes.
        protocol: what speaks to the sockets.

    Returns:
        0 after a graceful stop, 130 after one that did not wait.

    Raises:
        StartError: the address cannot be bound, or a worker could not start.
    """
    with further_signals():
        return _serve(settings, out, protocol)


def _serve(settings: Settings, out: TextIO, protocol: type[HttpProtocol]) -> int:
    raise_limit()
    log.addFilter(Tracebacks())
    tls = tls_context(settings.tls, settings.host)
    listening = listen(settings.host, settings.port)
    say = partial(_say, banner(settings, listening.port), out)
    shared_state = make_shared(settings.workers, COUNTED)
    _load(settings)
    large = None
    if protocol is FastLane and may_hand_over(settings):
        large = make_large_process(settings, shared_state, listening.socket)
    server = Server(settings, listening, protocol, tls, shared_state, large)
    try:
        return server.run_alone(say) if settings.workers == 1 else server.run_several(say)
    finally:
        listening.remove()
        if large is not None:
            large.tell(signal.SIGKILL)


def _load(settings: Settings) -> None:
    """Load what takes long and much memory once, before the first fork: it is shared by all."""
    load(is_every=settings.workers > 1 or not is_immediate(settings))
    make_bodies(settings)
    gc.freeze()  # collecting in a process that was forked would copy what it looks at


@dataclass(frozen=True, slots=True)
class Server:
    """One server, by one process or several.

    Args:
        settings: what to be.
        listening: where.
        protocol: what speaks to the sockets.
        tls: what encrypts connections; None is nothing.
        shared_state: what all processes have in common.
        large: the process for large requests, if there is one.
    """

    settings: Settings
    listening: Listening
    protocol: type[HttpProtocol]
    tls: SSLContext | None
    shared_state: SharedState
    large: LargeProcess | None

    def run_alone(self, say: Callable[[], None]) -> int:
        """Serve in this process; `say` is called when it is ready."""
        listener = self.listening.socket
        intake = Intake(lambda: listener.accept()[0], listener, Shortage([0, 0]), self.tls)
        if self.large is not None:
            self.large.start()
        app = self._app(0)
        if self.large is not None:
            app.before_server_start(partial(_take_back, self.large, intake))
            app.before_server_stop(partial(_stop_large, self.large))
            app.after_server_stop(partial(_wait_for_large, self.large))
        Lifecycle(app, self.protocol, intake, say, last=self._end_at_once).run()
        return 0

    def run_several(self, say: Callable[[], None]) -> int:
        """Serve by several workers, as `run_alone` does by one."""

        def work(number: int, channel: Channel) -> None:
            shortage = workers.shortage
            intake = Intake(channel.accept, channel, shortage, self.tls, note_end=channel.note_end)
            Lifecycle(self._app(number), self.protocol, intake, channel.say_ready).run()

        workers = Workers(self.settings.workers, self.listening.socket, work, self.large)
        return workers.run(say)

    def _app(self, number: int) -> App:
        app = create_app(self.settings, self.shared_state, number)
        app.ctx.there = self.large and self.large.handover.there
        return app

    def _end_at_once(self) -> None:
        self.listening.remove()
        if self.large is not None:
            self.large.tell(signal.SIGKILL)


async def _take_back(large: LargeProcess, intake: Intake, app: App) -> None:
    """Take connections in that come back from the process for large requests."""
    loop, back = asyncio.get_running_loop(), large.handover.back

    def take() -> None:
        try:
            intake.take_in(back.accept())
        except BlockingIOError:
            return
        except EOFError:
            loop.remove_reader(back.fileno())

    loop.add_reader(back.fileno(), take)


async def _stop_large(large: LargeProcess, app: App) -> None:
    asyncio.get_running_loop().remove_reader(large.handover.back.fileno())
    large.handover.back.close()
    large.tell(signal.SIGTERM)


async def _wait_for_large(large: LargeProcess, app: App) -> None:
    while not large.has_ended():
        await asyncio.sleep(LOOK_S)


def _say(text: str, out: TextIO) -> None:
    """Print the start-up block, if that can be; the server is no worse without it."""
    try:
        print(text, file=out, flush=True)
    except BrokenPipeError:  # nobody reads it
        discard(out)
    except OSError as error:
        log.warning("the start-up block cannot be written: %s", error.strerror or error)
        discard(out)
    except ValueError:  # it is closed
        return
