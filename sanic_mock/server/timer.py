"""One timer with an absolute deadline in nanoseconds; it never fires early.

On Linux it is a timerfd, whose wake is some 50 us late where an event loop's own timer has whole
milliseconds: uvloop rounds delays to them and may fire early (MagicStack/uvloop #359), asyncio
rounds up. Elsewhere the loop's timer is armed again until the deadline has passed.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from collections.abc import Callable
from time import monotonic_ns
from typing import Protocol

_NS = 1_000_000_000
_TFD_NONBLOCK, _TFD_CLOEXEC, _TFD_ABSTIME = 0o4000, 0o2000000, 1
_CLOCK_MONOTONIC = 1


class Timer(Protocol):
    """What the pacer needs of a clock that wakes it."""

    def arm(self, deadline_ns: int) -> None:
        """Fire once when `monotonic_ns()` has reached a deadline; replaces an earlier one."""

    def disarm(self) -> None:
        """Do not fire; needed after a fire that is not followed by `arm`."""

    def close(self) -> None:
        """Never fire again."""


def make_timer(loop: asyncio.AbstractEventLoop, fire: Callable[[], None]) -> Timer:
    """Return the most exact timer that this system has."""
    return TimerFd(loop, fire) if sys.platform == "linux" else LoopTimer(loop, fire)


class LoopTimer:
    """The event loop's own timer, never early."""

    def __init__(self, loop: asyncio.AbstractEventLoop, fire: Callable[[], None]) -> None:
        self._loop = loop
        self._fire = fire
        self._deadline_ns = 0
        self._handle: asyncio.TimerHandle | None = None

    def arm(self, deadline_ns: int) -> None:
        """See Timer."""
        self.disarm()
        self._deadline_ns = deadline_ns
        self._handle = self._loop.call_later(self._left_s(), self._wake)

    def disarm(self) -> None:
        """See Timer."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def close(self) -> None:
        """See Timer."""
        self.disarm()

    def _left_s(self) -> float:
        return max(0, self._deadline_ns - monotonic_ns()) / _NS

    def _wake(self) -> None:
        if monotonic_ns() >= self._deadline_ns:
            self._fire()
        else:
            self._handle = self._loop.call_later(self._left_s(), self._wake)


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Itimerspec(ctypes.Structure):
    _fields_ = (("interval", _Timespec), ("value", _Timespec))


class TimerFd:
    """Linux's timer as a file descriptor that the loop watches; see timerfd_create(2).

    `os.timerfd_*` comes with Python 3.13; ctypes serves every version. The expirations are never
    read: setting the timer anew makes it unreadable as well, and saves a system call each wake.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, fire: Callable[[], None]) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = libc.timerfd_create(_CLOCK_MONOTONIC, _TFD_NONBLOCK | _TFD_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create failed")
        self._settime = libc.timerfd_settime
        self._spec = _Itimerspec()
        self._spec_at = ctypes.byref(self._spec)
        self._value = self._spec.value
        self._loop = loop
        loop.add_reader(self._fd, fire)

    def arm(self, deadline_ns: int) -> None:
        """See Timer."""
        value = self._value
        value.seconds, value.nanoseconds = divmod(max(1, deadline_ns), _NS)  # 0 would disarm
        self._settime(self._fd, _TFD_ABSTIME, self._spec_at, None)

    def disarm(self) -> None:
        """See Timer."""
        self._value.seconds = self._value.nanoseconds = 0
        self._settime(self._fd, 0, self._spec_at, None)

    def close(self) -> None:
        """See Timer."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1
