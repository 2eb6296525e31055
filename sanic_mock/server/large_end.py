"""Ends the process for large requests when it idles with much memory: see large_process.

Objects of a few large bodies leave memory in pieces that can be used again, but not given back.
The next large request begins in a new process, some tens of milliseconds later.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from sanic_mock.server import heap

IDLE_S = 1.0
GROWN_BYTES = 48 << 20
# where no body was larger, it has grown by what it needs: a second vocabulary
LEAST_BODY = 4 << 20


class LargeEnd:
    """Looks after each large request whether the process is to end.

    Args:
        is_busy: returns whether it has connections.
        end: ends it.
        resident: returns how much memory it has, in bytes.
    """

    def __init__(
        self, is_busy: Callable[[], bool], end: Callable[[], None], resident: Callable[[], int]
    ) -> None:
        self._is_busy = is_busy
        self._end = end
        self._resident = resident
        self._most_bytes = resident() + GROWN_BYTES
        self._longest = 0
        self._looks: asyncio.TimerHandle | None = None

    def note_request(self, body_bytes: int) -> None:
        """Note that a large request has gone."""
        heap.collect_and_trim()
        self._longest = max(self._longest, body_bytes)
        if self._looks is not None:
            self._looks.cancel()
        self._looks = asyncio.get_running_loop().call_later(IDLE_S, self._look)

    def _look(self) -> None:
        is_idle = self._longest >= LEAST_BODY and not self._is_busy()
        if is_idle and self._resident() > self._most_bytes:
            self._end()


def resident_bytes() -> int:
    """Return how much memory this process has, shared memory included; 0 where nobody says so."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])  # proc_pid_statm(5)
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
