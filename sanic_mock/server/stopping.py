"""Stops a server when it is told to, whenever that is.

Sanic ignores the signals for a moment before its loop runs for ever, and a stop that comes before
that is lost. Here a signal is noted from the first moment on and acted on as soon as it can be. A
second one ends the process at once, without waiting for answers under way.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from types import FrameType

from sanic.server import runners

from sanic_mock.server.app import App

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SOON_S = 0.01
STOPPED_TWICE = 130


class Stopping:
    """The signals of one server process, from now on.

    Args:
        app: the server to stop.
    """

    def __init__(self, app: App) -> None:
        self._is_told = False
        self._app = app
        self._stop: Callable[[], object] = self._later
        app.after_server_start(self._begin)
        app.before_server_stop(self._stop_waiting)
        for one in SIGNALS:
            signal.signal(one, self._note)
        # Sanic's own `signal(…, SIG_IGN)` at start would drop what comes just then
        vars(runners)["signal_func"] = _leave_alone

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._is_told = True
        self._stop()

    def _later(self) -> None:
        """There is no loop to stop yet."""

    async def _begin(self, app: App) -> None:
        """Act on signals; not at once, as this is not yet the loop that runs for ever."""
        self._stop = partial(app.loop.call_later, SOON_S, partial(app.stop, terminate=False))
        if self._is_told:
            self._stop()

    async def _stop_waiting(self, app: App) -> None:
        """Sanic has taken all handlers away; let a further signal end the wait."""
        for one in SIGNALS:
            signal.signal(one, _end)


def _leave_alone(*_: object) -> None:
    """Do not change how a signal is handled."""


def _end(number: int, frame: FrameType | None) -> None:
    os._exit(STOPPED_TWICE)
