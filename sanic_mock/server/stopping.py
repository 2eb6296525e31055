"""Stops a server process when it is told to: the first signal gracefully, the second at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED_TWICE = 130  # 128 + SIGINT, as a shell reports it


class Stopping:
    """The signals of one server process, from its loop's first turn on.

    Args:
        loop: the loop that runs.
        last: done before the process ends at once.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, last: Callable[[], None] = lambda: None
    ) -> None:
        self._stop = asyncio.Event()
        self._last = last
        for one in SIGNALS:
            loop.add_signal_handler(one, self._note)

    async def wait(self) -> None:
        """Return when the process is to stop."""
        await self._stop.wait()

    def _note(self) -> None:
        if self._stop.is_set():
            self._last()
            os._exit(STOPPED_TWICE)
        self._stop.set()
