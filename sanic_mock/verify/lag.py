"""How late a loop is: the time from a tick of its own timer until the loop notices."""

from __future__ import annotations

import os
import select
import signal
from time import monotonic_ns
from types import TracebackType

TICK_S = 0.01

_TICK_NS = int(TICK_S * 1_000_000_000)


class Lag:
    """Ticks into an epoll; `tick` is to be called when `fileno` is readable.

    Attributes:
        lags: how late each tick was noticed, ns.
        ticks: how many were noticed.
    """

    def __init__(self, poll: select.epoll) -> None:
        self.lags: list[int] = []
        self.ticks = 0
        self._poll = poll
        self._expected_ns = 0

    def __enter__(self) -> Lag:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._poll.register(self._read, select.EPOLLIN)
        signal.signal(signal.SIGALRM, lambda *_: None)  # the byte in the pipe is the message
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._expected_ns = monotonic_ns() + _TICK_NS
        signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.set_wakeup_fd(-1)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        """Return what becomes readable at a tick."""
        return self._read

    def tick(self) -> None:
        """Note how late this tick is; ticks that were missed count as one."""
        now_ns = monotonic_ns()
        os.read(self._read, 64)
        late_ns = max(0, now_ns - self._expected_ns)
        self.lags.append(late_ns)
        self.ticks += 1
        self._expected_ns += (1 + late_ns // _TICK_NS) * _TICK_NS
