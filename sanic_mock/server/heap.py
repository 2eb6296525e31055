"""Gives memory back to the system that was used and freed; glibc would keep it for the process."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from contextlib import suppress

TRIM_S = 0.5

_M_ARENA_MAX = -8  # of mallopt(3)


def share_one_arena() -> None:
    """Let threads take memory where all others do, where that can be said; none is started yet.

    Each would keep up to 64 MB of its own: what lies at the end of an arena is given back by no
    `trim`, but of the first. Python's lock lets them have their turns anyway.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def trim() -> None:
    """Return free memory, where the C library can: malloc_trim(3); takes some milliseconds."""
    with suppress(OSError, AttributeError):  # a C library that is not glibc
        ctypes.CDLL(None).malloc_trim(0)


def collect_and_trim() -> None:
    """Return what start or a large request took."""
    gc.collect()  # a refused body is part of a cycle, by the traceback of why
    trim()


class Trimmer:
    """Gives memory back after large requests that threads have worked on: once for many of them.

    It is done on a thread, for it may take some milliseconds, and when the requests have gone.
    """

    def __init__(self) -> None:
        self._is_due = False

    def trim_soon(self) -> None:
        """Do it in a moment, if that is not to be done already."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(TRIM_S, self._begin)

    def _begin(self) -> None:
        self._is_due = False
        asyncio.get_running_loop().run_in_executor(None, trim)
