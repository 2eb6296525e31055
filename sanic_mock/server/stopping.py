"""Stops a server process when it is told to: the first signal gracefully, the second at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from time import monotonic

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED_TWICE = 130  # 128 + SIGINT, as a shell reports it
ECHO_S = 0.2


class StopCount:
    """How often a server was told to stop.

    What comes right after the first signal is its echo: timeout(1) sends one to the process and
    another to its group, and a terminal's Ctrl-C reaches whoever passes it on, too.

    Attributes:
        is_any: whether it is to stop.
        is_urgent: whether it is to stop without waiting for answers.
    """

    def __init__(self) -> None:
        self.is_any = self.is_urgent = False
        self._first_s = 0.0

    def note(self) -> None:
        """Count a signal."""
        now_s = monotonic()
        if not self.is_any:
            self.is_any, self._first_s = True, now_s
        elif now_s - self._first_s > ECHO_S:
            self.is_urgent = True


class Stopping:
    """The signals of one server process, from its loop's first turn on.

    Args:
        loop: the loop that runs.
        last: done before the process ends at once.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, last: Callable[[], None] = lambda: None
    ) -> None:
        self._count = StopCount()
        self._stop = asyncio.Event()
        self._last = last
        for one in SIGNALS:
            loop.add_signal_handler(one, self._note)

    async def wait(self) -> None:
        """Return when the process is to stop."""
        await self._stop.wait()

    def _note(self) -> None:
        self._count.note()
        self._stop.set()
        if self._count.is_urgent:
            self._last()
            os._exit(STOPPED_TWICE)
