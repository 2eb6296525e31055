"""Makes the process for large requests, where a server has one."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sanic_mock.profile.places import NO_TLS
from sanic_mock.server.app import NAME, App, create_app
from sanic_mock.server.body_budget import BodyBudget
from sanic_mock.server.handing_http1 import may_leave
from sanic_mock.server.handover import Handover
from sanic_mock.server.large_end import LargeEnd, resident_bytes
from sanic_mock.server.large_lane import LargeIntake, LargeLane
from sanic_mock.server.large_process import LargeProcess
from sanic_mock.server.lifecycle import Lifecycle
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.stopping import Stop, stopped_by_signals
from sanic_mock.server.worker import forget_levels
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState


def allows_large_process(settings: Settings) -> bool:
    """Return whether another process may answer large requests.

    What is encrypted can only be read where the connection began.
    """
    return settings.tls == NO_TLS and all(map(may_leave, settings.every))


def make_large_process(
    settings: Settings, shared: SharedState, listener: socket.socket
) -> LargeProcess:
    """Return the process for large requests of one server; not started yet.

    Args:
        settings: what to be.
        shared: what all processes of the server have in common.
        listener: what only others accept from.
    """
    handover = Handover()

    def work() -> int:
        listener.close()
        with stopped_by_signals(settings.grace_s) as stop:
            return _serve_large(settings, shared, handover, stop)

    forget = partial(forget_levels, shared.counters.row(settings.workers))
    return LargeProcess(handover, work, settings.grace_s, forget)


def _serve_large(settings: Settings, shared: SharedState, handover: Handover, stop: Stop) -> int:
    # Sanic knows an app of the other name here already, where one process serves
    app = create_app(settings, shared, settings.workers, f"{NAME}-large")
    app.ctx.back, app.ctx.budget = handover.back, BodyBudget()
    app.before_server_start(_do_one_at_a_time)
    intake = LargeIntake(
        handover.there.accept,
        handover.there,
        Shortage([0, 0]),
        note_last=lambda: stop.begin(handover.asked_s),
    )
    app.ctx.large_end = LargeEnd(lambda: intake.is_busy, stop.begin, resident_bytes)
    return Lifecycle(app, LargeLane, intake, lambda: None, stop).run()


async def _do_one_at_a_time(app: App) -> None:
    """Do what takes long in its turn: more at once would only take more memory."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
