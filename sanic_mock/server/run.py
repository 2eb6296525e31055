"""Runs the server: one process, or Sanic's manager with several workers."""

from __future__ import annotations

import errno
import os
import resource
import socket
from collections.abc import Callable
from functools import partial
from typing import TextIO

from sanic import Sanic
from sanic.server.protocols.http_protocol import HttpProtocol
from sanic.worker.loader import AppLoader

from sanic_mock.errors import StartError
from sanic_mock.server.app import create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.settings import Settings

BACKLOG = 4096


def serve(settings: Settings, out: TextIO, protocol: type[HttpProtocol] = FastLane) -> int:
    """Serve until told to stop.

    Args:
        settings: what to be.
        out: where the start-up block goes.
        protocol: what speaks to the sockets.

    Returns:
        0 after a graceful stop.

    Raises:
        StartError: the address cannot be bound.
    """
    _raise_open_files()
    listener = _listen(settings.host, settings.port)
    say = partial(_say, banner(settings, listener.getsockname()[1]), out)
    prepare = partial(
        Sanic.prepare,
        sock=listener,
        protocol=protocol,
        backlog=BACKLOG,
        motd=False,
        access_log=False,
    )
    if settings.workers == 1:
        _serve_here(settings, prepare, say)
    else:
        _serve_workers(settings, prepare, say)
    return 0


def _say(text: str, out: TextIO) -> None:
    print(text, file=out, flush=True)


def _serve_here(settings: Settings, prepare: Callable[..., None], say: Callable[[], None]) -> None:
    app = create_app(settings)
    app.after_server_start(lambda _app: say())
    prepare(app, single_process=True)
    Sanic.serve_single(app)


def _serve_workers(
    settings: Settings, prepare: Callable[..., None], say: Callable[[], None]
) -> None:
    loader = AppLoader(factory=partial(create_app, settings))
    app = loader.load()
    app.main_process_ready(lambda _app: say())
    prepare(app, workers=settings.workers)
    Sanic.serve(primary=app, app_loader=loader)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(
            address[:2], family=family, backlog=BACKLOG, reuse_port=False
        )
    except OSError as fault:
        raise StartError(_why(host, port, fault)) from None
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def _why(host: str, port: int, fault: OSError) -> str:
    where = f"port {port} on {host}"
    if fault.errno == errno.EADDRINUSE:
        return f"{where} is in use; choose another with -port, or stop what listens there"
    if fault.errno in (errno.EACCES, errno.EPERM):
        return f"{where} is not permitted; ports below 1024 need rights, choose another with -port"
    return f"{where} cannot be listened on: {fault.strerror or os.strerror(fault.errno or 0)}"


def _raise_open_files() -> None:
    """Allow as many connections as the system lets this user have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
