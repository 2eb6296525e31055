"""Runs the server: in this process, or in several workers."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ssl import SSLContext
from time import monotonic_ns
from typing import TextIO

from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.output import discard
from sanic_mock.server import heap
from sanic_mock.server.app import App, create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.channel import Channel
from sanic_mock.server.course_maker import load_tokens
from sanic_mock.server.early_sentences import written_meanwhile
from sanic_mock.server.exported_spans import check_sdk
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.further_signals import further_signals
from sanic_mock.server.intake import Intake
from sanic_mock.server.large_process import LargeProcess
from sanic_mock.server.large_run import allows_large_process, make_large_process
from sanic_mock.server.library_pages import drop_library_pages
from sanic_mock.server.lifecycle import STUCK_S, Lifecycle
from sanic_mock.server.remote_limiter import check_client
from sanic_mock.server.shortage import RETRY_S, Shortage, check_limit, raise_limit
from sanic_mock.server.sockets import Listening, listen
from sanic_mock.server.stopping import Stop, end_at_once, stopped_by_signals
from sanic_mock.server.tls import tls_context
from sanic_mock.server.tracebacks import Tracebacks
from sanic_mock.server.worker import shared_state
from sanic_mock.server.workers import Workers
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState

log = logging.getLogger("sanic_mock")


def serve(settings: Settings, out: TextIO, protocol: type[HttpProtocol] = FastLane) -> int:
    """Serve until told to stop.

    Args:
        settings: what to be.
        out: where the start-up block goes.
        protocol: what speaks to the sockets.

    Returns:
        0 where the first signal was enough: what was not answered within the grace time has been
        cut, and counted as that. 130 where a second one came, or a loop stood still.

    Raises:
        StartError: the address cannot be bound, or a worker could not start.
    """
    check_client(settings)
    check_sdk(settings)
    with further_signals(), stopped_by_signals(settings.grace_s) as stop:
        raise_limit()
        check_limit(settings.workers)
        log.addFilter(Tracebacks())
        tls = tls_context(settings.tls, settings.host)
        listening = listen(settings.host, settings.port, settings.port_file)
        stop.end = partial(_end_at_once, listening, None)
        try:
            return _serve(settings, listening, protocol, tls, stop, out)
        finally:
            listening.remove()


def _serve(
    settings: Settings,
    listening: Listening,
    protocol: type[HttpProtocol],
    tls: SSLContext | None,
    stop: Stop,
    out: TextIO,
) -> int:
    shared = shared_state(settings, settings.workers)
    say = partial(_say_ready, banner(settings, listening.port), out, shared, listening)
    _load(settings)
    large = None
    if protocol is FastLane and allows_large_process(settings):
        large = make_large_process(settings, shared, listening.socket)
        stop.end = partial(_end_at_once, listening, large)
    server = Server(settings, listening, protocol, tls, shared, large, stop)
    try:
        return server.run_alone(say) if settings.workers == 1 else server.run_several(say)
    finally:
        if large is not None:
            large.kill()


def _load(settings: Settings) -> None:
    """Load what takes long and much memory once, before the first fork: it is shared by all."""
    heap.share_one_arena()
    heap.keep_large_blocks()
    with written_meanwhile(settings.locale, settings.seed), heap.without_zeros():
        for one in settings.every:
            load_tokens(one)
    for one in settings.every[::-1]:
        make_bodies(one)
    heap.trim()
    drop_library_pages()
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
        stop: when to stop.
    """

    settings: Settings
    listening: Listening
    protocol: type[HttpProtocol]
    tls: SSLContext | None
    shared_state: SharedState
    large: LargeProcess | None
    stop: Stop

    def run_alone(self, say: Callable[[], None]) -> int:
        """Serve in this process; `say` is called when it is ready."""
        listener = self.listening.socket
        intake = Intake(
            lambda: listener.accept()[0],
            listener,
            Shortage([0, 0]),
            self.tls,
            let_none_come=self.listening.let_none_come,
        )
        app = self._app(0)
        if self.large is not None:
            app.before_server_start(partial(_start_large, self.large))
            app.before_server_start(partial(_take_back, self.large, intake))
            app.before_server_stop(partial(_take_no_more_back, self.large))
        ready = partial(self._note_ready, say)
        code = Lifecycle(app, self.protocol, intake, ready, self.stop).run()
        if self.large is not None:
            stop = self.stop
            code = self.large.finish(stop.graced_s, stop.deadline_s + STUCK_S) or code
        return code

    def _note_ready(self, say: Callable[[], None]) -> None:
        self.stop.note_ready()
        say()

    def run_several(self, say: Callable[[], None]) -> int:
        """Serve by several workers, as `run_alone` does by one."""

        def work(number: int, channel: Channel) -> int:
            with stopped_by_signals(self.settings.grace_s) as stop:
                intake = Intake(
                    channel.accept,
                    channel,
                    workers.shortage,
                    self.tls,
                    note_end=channel.note_end,
                    note_last=stop.begin,
                )
                app = self._app(number)
                return Lifecycle(app, self.protocol, intake, channel.say_ready, stop).run()

        workers = Workers(self.settings.workers, self.listening, work, self.stop, self.large)
        return workers.run(say)

    def _app(self, number: int) -> App:
        app = create_app(self.settings, self.shared_state, number)
        app.ctx.there = self.large and self.large.handover.there
        return app


async def _start_large(large: LargeProcess, app: App) -> None:
    """Fork its keeper when all else is ready; see large_process."""
    large.start()


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
        except OSError as error:  # it waits, until there is a descriptor for it
            intake.shortage.note(error)
            loop.remove_reader(back.fileno())
            app.ctx.back_again = loop.call_later(RETRY_S, watch)

    def watch() -> None:
        loop.add_reader(back.fileno(), take)

    watch()


async def _take_no_more_back(large: LargeProcess, app: App) -> None:
    """Let connections end where their large requests are answered."""
    if (again := getattr(app.ctx, "back_again", None)) is not None:
        again.cancel()
    asyncio.get_running_loop().remove_reader(large.handover.back.fileno())
    large.handover.back.close()


def _end_at_once(listening: Listening, large: LargeProcess | None) -> None:
    listening.remove()
    if large is not None:
        large.kill()
    end_at_once()


def _say_ready(text: str, out: TextIO, shared_state: SharedState, listening: Listening) -> None:
    """Note that the server is ready, for all processes, and say so."""
    shared_state.ready.set_once(monotonic_ns())
    listening.tell_port()
    _say(text, out)


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
