"""Time that a test turns by hand, for whatever waits for a pacer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sanic_mock.server.pacer import Pacer
from sanic_mock.server.timer import Timer

MS = 1_000_000


class Bench:
    """A clock, a timer and a pacer on them.

    Attributes:
        now_ns: what the clock says.
        cost_ns: how long each look at the clock takes.
        armed: every deadline that the timer was set to.
        is_armed: whether the timer is to fire.
        lateness: what was observed, ns.
    """

    def __init__(self) -> None:
        self.now_ns = 0
        self.cost_ns = 0
        self.armed: list[int] = []
        self.is_armed = self.is_closed = False
        self.lateness: list[int] = []
        self.pacer = Pacer(asyncio.new_event_loop(), self._clock, self._timer)
        self.pacer.watch(self._observe)

    def _clock(self) -> int:
        self.now_ns += self.cost_ns
        return self.now_ns

    def _observe(self, deadlines: Sequence[int], now_ns: int) -> None:
        self.lateness += [now_ns - deadline_ns for deadline_ns in deadlines]

    def _timer(self, loop: asyncio.AbstractEventLoop, fire: Callable[[], None]) -> Timer:
        loop.close()
        self._fire = fire
        return self

    def arm(self, deadline_ns: int) -> None:
        """See timer.Timer."""
        self.armed.append(deadline_ns)
        self.is_armed = True

    def disarm(self) -> None:
        """See timer.Timer."""
        self.is_armed = False

    def close(self) -> None:
        """See timer.Timer."""
        self.is_closed = True

    def wake(self, now_ns: int) -> None:
        """Let the timer fire at a time."""
        self.now_ns = now_ns
        self.is_armed = False
        self._fire()

    def run(self) -> None:
        """Let time pass until nothing waits; the timer is as late as it may be."""
        while len(self.pacer):
            self.wake(max(self.now_ns, self.armed[-1]))
