"""Sends what is due when it is due: absolute deadlines, one timer for a whole worker.

In come things to send, each with its next deadline in ns of `monotonic_ns()`. When the timer fires,
everything due is sent straight from the callback, never early, and asks for its next deadline,
which it takes from its plan and not from the clock, so nothing drifts.

A wake costs three times as much as an event (some 20 us on a sleeping core), so deadlines share
wakes: what is due within `TICK_NS` of the last wake, and what is due within `TOGETHER_NS` of the
first deadline, as the heap knows beforehand. A deadline that is alone waits for nobody. What has
become due while a wake sends is sent by it, once. The clock is read at its beginning for what is
due, and at its end, when the loop sends what was written, for how late all of it was.

A loop hands out all requests that have come before it looks at its timer again. Those of which each
takes a while would keep others waiting for the sum of them, so who begins one lets what is late be
sent first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from itertools import count
from time import monotonic_ns
from typing import Protocol

from sanic_mock.server.timer import Timer, make_timer

log = logging.getLogger("sanic_mock")

TICK_NS = 150_000
TOGETHER_NS = 250_000  # what `verify` forgives each time
LATE_NS = 1_000_000  # what is due may wait so long behind requests that came at once
NEVER = 1 << 62


class Sender(Protocol):
    """Something that waits for its time."""

    def send_due(self, now_ns: int) -> int:
        """Send all that is due at `now_ns`; return the next deadline, or 0 when done."""

    def fail(self) -> None:
        """Free what it holds: `send_due` raised, and it is not asked again."""
        ...


# A deadline, when its sender came, and the sender.
Entry = tuple[int, int, Sender]
# Deadlines that were met, and what the clock says then.
Observe = Callable[[Sequence[int], int], None]


def _give_up(sender: Sender) -> None:
    try:
        sender.fail()
    except Exception:
        log.exception("a sender that failed could not free what it holds")


def _ignore(deadlines: Sequence[int], now_ns: int) -> None:
    """Count nothing."""


def _wake_ns(heap: list[Entry]) -> int:
    """Return when to wake: with the first, or with the last at the top of a heap that is due soon.

    Only the six below the first are looked at: with twice as many, no more share a wake.
    """
    wake_ns = heap[0][0]
    latest_ns = wake_ns + TOGETHER_NS
    for entry in heap[1:7]:
        if wake_ns < entry[0] <= latest_ns:
            wake_ns = entry[0]
    return wake_ns


class Pacer:
    """One worker's waiting room.

    Args:
        loop: the worker's event loop.
        clock: monotonic nanoseconds.

    Attributes:
        now_ns: likewise.
        is_frozen: whether nothing is sent, however late it becomes.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], int] = monotonic_ns,
        timer: Callable[[asyncio.AbstractEventLoop, Callable[[], None]], Timer] = make_timer,
    ) -> None:
        self._heap: list[Entry] = []
        self._ticket = count().__next__
        self._armed_ns = NEVER
        self._observe: Observe = _ignore
        self._released_ns = 0
        self.is_frozen = False
        self.now_ns = clock
        self._timer = timer(loop, self._wake)

    def add(self, deadline_ns: int, sender: Sender) -> None:
        """Call `sender.send_due` once its deadline has passed."""
        heappush(self._heap, (deadline_ns, self._ticket(), sender))
        if deadline_ns < self._armed_ns:
            self._armed_ns = deadline_ns
            self._timer.arm(deadline_ns)

    def catch_up(self, now_ns: int) -> None:
        """Send what is due, where the timer should have fired LATE_NS ago and the loop is busy."""
        if 0 < self._armed_ns < now_ns - LATE_NS:  # it is 0 while a wake sends
            self._wake()

    def watch(self, observe: Observe) -> None:
        """Tell `observe` after each wake which deadlines it met, and what the clock says then."""
        self._observe = observe

    def observe(self, deadline_ns: int, now_ns: int) -> None:
        """Tell of a write that was due before its sender's deadline."""
        self._observe((max(deadline_ns, self._released_ns),), now_ns)

    def freeze(self) -> None:
        """Send nothing until `release`."""
        self.is_frozen = True
        self._armed_ns = 0  # what is added meanwhile need not arm the timer
        self._timer.disarm()

    def release(self) -> None:
        """Send all that has become due meanwhile, which is not late, and go on in time."""
        if self.is_frozen:
            self.is_frozen = False
            self._released_ns = self.now_ns()
            self._wake()

    def close(self) -> None:
        """Send nothing any more."""
        self._heap.clear()
        self._timer.close()

    def __len__(self) -> int:
        return len(self._heap)

    def _wake(self) -> None:
        if self.is_frozen:  # just now, and the timer had fired
            return
        self._armed_ns = 0  # what is added meanwhile need not arm the timer
        heap, met = self._heap, self._send(self.now_ns())
        now_ns = self.now_ns()
        if heap and heap[0][0] <= now_ns:
            met += self._send(now_ns)
            now_ns = self.now_ns()
        self._rearm(now_ns)
        if met and met[0] < self._released_ns:
            met = [max(one, self._released_ns) for one in met]
        self._observe(met, now_ns)

    def _send(self, now_ns: int) -> list[int]:
        """Send all that is due; return the deadlines that were met."""
        heap, met = self._heap, []
        while heap and (first := heap[0])[0] <= now_ns:
            deadline_ns, ticket, sender = first
            try:
                next_ns = sender.send_due(now_ns)
            except Exception:  # one broken sender must not stop the others
                log.exception("a sender failed and is dropped")
                _give_up(sender)
                next_ns = 0
            met.append(deadline_ns)
            if heap[0] is not first:
                self._replace(first, next_ns)
            elif next_ns:
                heapreplace(heap, (next_ns, ticket, sender))
            else:
                heappop(heap)
        return met

    def _replace(self, entry: Entry, next_ns: int) -> None:
        """Let a sender wait for its next deadline, if any, where another came before it."""
        heap, (_, ticket, sender) = self._heap, entry
        heap.remove(entry)
        heapify(heap)
        if next_ns:
            heappush(heap, (next_ns, ticket, sender))

    def _rearm(self, now_ns: int) -> None:
        if self._heap:
            self._armed_ns = max(_wake_ns(self._heap), now_ns + TICK_NS)
            self._timer.arm(self._armed_ns)
        else:
            self._armed_ns = NEVER
            self._timer.disarm()
