"""Ends this process at a time, whatever it does: even in C, with Python's lock held.

Neither a signal's handler nor a thread of Python's runs then, and faulthandler, whose thread needs
no lock, knows no exit code but 1. So the C library is told to call `_exit(code)` on a thread that
it starts itself: timer_create(2) with SIGEV_THREAD of sigevent(7).
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import byref, c_char, c_int, c_long, c_void_p

_CLOCK_MONOTONIC = 1
_SIGEV_THREAD = 2


class _Event(ctypes.Structure):
    """A sigevent(7) of 64-bit Linux: when it is due, `function` is called with `value`."""

    _fields_ = (
        ("value", c_void_p),
        ("signal", c_int),
        ("how", c_int),
        ("function", c_void_p),
        ("attributes", c_void_p),
        ("rest", c_char * 32),
    )


class _Times(ctypes.Structure):
    """An itimerspec of timer_settime(2): seconds and nanoseconds, of which only `after` counts."""

    _fields_ = (("every", c_long * 2), ("after", c_long * 2))


class LastExit:
    """Ends this process some time from now, unless it is cancelled before.

    Args:
        after_s: when.
        code: the exit code.

    Attributes:
        is_set: whether it will: not where the system has no such timers.
    """

    def __init__(self, after_s: float, code: int) -> None:
        self.is_set = False
        if sys.platform == "linux" and ctypes.sizeof(c_void_p) == ctypes.sizeof(c_long) == 8:
            self._set(after_s, code)

    def _set(self, after_s: float, code: int) -> None:
        library = ctypes.CDLL(None)
        if not hasattr(library, "timer_create"):  # of an old one, which has it elsewhere
            return
        function = ctypes.cast(library._exit, c_void_p)
        event = _Event(value=code, how=_SIGEV_THREAD, function=function)
        self._library, self._timer = library, c_void_p()
        if library.timer_create(_CLOCK_MONOTONIC, byref(event), byref(self._timer)):
            return
        seconds, part = divmod(after_s, 1)
        times = _Times(after=(int(seconds), int(part * 1e9) + 1))
        self.is_set = not library.timer_settime(self._timer, 0, byref(times), None)

    def cancel(self) -> None:
        """Let the process end when it likes."""
        if self.is_set:
            self.is_set = False
            self._library.timer_delete(self._timer)
