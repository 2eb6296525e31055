"""Runs the server: in this process, or in several workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TextIO

from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.content import make_bodies
from sanic_mock.engine.tokens import load
from sanic_mock.server.app import create_app
from sanic_mock.server.banner import banner
from sanic_mock.server.channel import Channel
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.intake import Intake
from sanic_mock.server.lifecycle import Lifecycle
from sanic_mock.server.observe import COUNTED
from sanic_mock.server.shortage import Shortage, raise_limit
from sanic_mock.server.sockets import listen
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
    raise_limit()
    listener = listen(settings.host, settings.port)
    say = partial(_say, banner(settings, listener.getsockname()[1]), out)
    shared_state = make_shared(settings.workers, COUNTED)
    if settings.workers == 1:
        intake = Intake(lambda: listener.accept()[0], listener, Shortage([0, 0]))
        _work(settings, shared_state, 0, protocol, intake, say)
        return 0
    load(is_every=True)  # once, before the workers fork, and shared by all
    make_bodies(settings)

    def work(number: int, channel: Channel) -> None:
        intake = Intake(channel.accept, channel, workers.shortage, note_end=channel.note_end)
        _work(settings, shared_state, number, protocol, intake, channel.say_ready)

    workers = Workers(settings.workers, listener, work)
    return workers.run(say)


def _work(
    settings: Settings,
    shared_state: SharedState,
    number: int,
    protocol: type[HttpProtocol],
    intake: Intake,
    ready: Callable[[], None],
) -> None:
    """Serve in this process."""
    app = create_app(settings, shared_state, number)
    app.ctx.shortage = intake.shortage
    Lifecycle(app, protocol, intake, ready).run()


def _say(text: str, out: TextIO) -> None:
    try:
        print(text, file=out, flush=True)
    except (BrokenPipeError, ValueError):  # nobody reads it; the server is no worse for that
        return
