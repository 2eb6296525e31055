"""Runs the server: in this process, or in several workers."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from functools import partial
from ssl import SSLContext
from typing import TextIO

from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.content import make_bodies
from sanic_mock.engine.tokens import load
from sanic_mock.output import discard
from sanic_mock.server.app import create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.channel import Channel
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.further_signals import further_signals
from sanic_mock.server.intake import Intake
from sanic_mock.server.lifecycle import Lifecycle
from sanic_mock.server.saturation import COUNTED
from sanic_mock.server.shortage import Shortage, raise_limit
from sanic_mock.server.sockets import Listening, listen
from sanic_mock.server.tls import tls_context
from sanic_mock.server.tracebacks import Tracebacks
from sanic_mock.server.workers import Workers
from sanic_mock.settings import Settings
from sanic_mock.shared.state import make_shared

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
    try:
        if settings.workers == 1:
            return _serve_alone(settings, listening, protocol, tls, say)
        return _serve_by_several(settings, listening, protocol, tls, say)
    finally:
        listening.remove()


def _serve_alone(
    settings: Settings,
    listening: Listening,
    protocol: type[HttpProtocol],
    tls: SSLContext | None,
    say: Callable[[], None],
) -> int:
    listener = listening.socket
    app = create_app(settings, make_shared(1, COUNTED))
    intake = Intake(lambda: listener.accept()[0], listener, Shortage([0, 0]), tls)
    Lifecycle(app, protocol, intake, say, last=listening.remove).run()
    return 0


def _serve_by_several(
    settings: Settings,
    listening: Listening,
    protocol: type[HttpProtocol],
    tls: SSLContext | None,
    say: Callable[[], None],
) -> int:
    shared_state = make_shared(settings.workers, COUNTED)
    load(is_every=True)  # once, before the workers fork, and shared by all
    make_bodies(settings)
    gc.freeze()  # collecting in a worker would copy what it looks at

    def work(number: int, channel: Channel) -> None:
        app = create_app(settings, shared_state, number)
        intake = Intake(channel.accept, channel, workers.shortage, tls, note_end=channel.note_end)
        Lifecycle(app, protocol, intake, channel.say_ready).run()

    workers = Workers(settings.workers, listening.socket, work)
    return workers.run(say)


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
