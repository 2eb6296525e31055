"""Runs the server: in this process, or in several workers."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable
from functools import partial
from typing import TextIO

from sanic import Sanic
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.content import make_bodies
from sanic_mock.engine.tokens import load
from sanic_mock.server.app import App, create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.observe import COUNTED
from sanic_mock.server.sockets import BACKLOG, listen, shared, sibling
from sanic_mock.server.stopping import SOON_S, Stopping
from sanic_mock.server.workers import Workers
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState, make_shared


def serve(settings: Settings, out: TextIO, protocol: type[HttpProtocol] = FastLane) -> int:
    """Serve until told to stop.

    Args:
        settings: what to be.
        out: where the start-up block goes.
        protocol: what speaks to the sockets.

    Returns:
        0 after a graceful stop.

    Raises:
        StartError: the address cannot be bound, or a worker could not start.
    """
    _raise_open_files()
    listener = listen(settings.host, settings.port)
    say = partial(_say, banner(settings, listener.getsockname()[1]), out)
    shared_state = make_shared(settings.workers, COUNTED)
    if settings.workers == 1:
        _work(settings, shared_state, 0, listener, protocol, say)
        return 0
    load(is_every=True)  # once, before the workers fork, and shared by all
    make_bodies(settings)
    with shared(listener) as reserved:
        family, address = reserved.family, reserved.getsockname()

        def work(number: int, ready: Callable[[], None]) -> None:
            _work(settings, shared_state, number, sibling(family, address), protocol, ready)

        Workers(settings.workers, work).run(say)
    return 0


def _work(
    settings: Settings,
    shared_state: SharedState,
    number: int,
    listener: socket.socket,
    protocol: type[HttpProtocol],
    ready: Callable[[], None],
) -> None:
    """Serve in this process."""
    app = create_app(settings, shared_state, number)
    Stopping(app)
    app.after_server_start(partial(_soon, ready))
    app.prepare(
        sock=listener,
        protocol=protocol,
        backlog=BACKLOG,
        motd=False,
        access_log=False,
        single_process=True,
        register_sys_signals=False,
    )
    Sanic.serve_single(app)


async def _soon(ready: Callable[[], None], app: App) -> None:
    """Say that the server is ready once its loop runs for ever."""
    app.loop.call_later(SOON_S, ready)


def _say(text: str, out: TextIO) -> None:
    try:
        print(text, file=out, flush=True)
    except (BrokenPipeError, ValueError):  # nobody reads it; the server is no worse for that
        return


def _raise_open_files() -> None:
    """Allow as many connections as the system lets this user have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
