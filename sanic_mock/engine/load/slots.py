"""A hosted service under load: so many requests at once, the rest in a queue, all of them slower.

With B requests running of S slots, gaps are stretched by 1 + k (B - 1) / (S - 1) and the time to
the first token by a factor of B. A slot is handed on at the moment its request was planned to end,
not when somebody noticed, so a queue does not drift. The linear factor is llm-d-inference-sim's.
Time is passed in; nothing here waits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from sanic_mock.settings import Load


class Job(Protocol):
    """A request that wants a slot."""

    def begin(self, start_ns: int) -> None:
        """Run from `start_ns` on; it may lie in the past."""


class Slots:
    """The slots of one worker and the queue before them.

    Args:
        load: the profile's load; `queue` 0 lets nobody wait, `on_full: wait` everybody.
    """

    def __init__(self, load: Load) -> None:
        self._slots = load.slots
        self._most_waiting = None if load.on_full == "wait" else load.queue
        self._waiting: OrderedDict[Job, int] = OrderedDict()
        self._itl_slope = load.itl_slope / max(1, load.slots - 1)
        self._ttft_factor = _ttft_factor(load)
        self.running = 0

    @property
    def waiting(self) -> int:
        """How many requests are in the queue."""
        return len(self._waiting)

    def is_full(self) -> bool:
        """Return whether a further request can neither run nor wait."""
        if self.running < self._slots or self._most_waiting is None:
            return False
        return len(self._waiting) >= self._most_waiting

    def admit(self, job: Job, now_ns: int) -> None:
        """Begin a job at once, or let it wait for a slot."""
        if self.running < self._slots:
            self.running += 1
            job.begin(now_ns)
        else:
            self._waiting[job] = now_ns

    def leave(self, now_ns: int) -> None:
        """Free a slot at `now_ns`; the longest waiting job begins then, if it had come by then."""
        if self._waiting and self.running <= self._slots:
            self._begin_next(now_ns)
        else:
            self.running -= 1

    def resize(self, slots: int, now_ns: int) -> None:
        """Have other than so many slots from `now_ns` on; where they are fewer, none is taken away.

        Those who wait begin in slots that are added; what runs in those that are gone goes on.
        """
        self._slots = slots
        while self._waiting and self.running < slots:
            self.running += 1
            self._begin_next(now_ns)

    def withdraw(self, job: Job) -> None:
        """Take a job out of the queue: its client left."""
        del self._waiting[job]

    def _begin_next(self, now_ns: int) -> None:
        job, arrived_ns = self._waiting.popitem(last=False)
        job.begin(max(now_ns, arrived_ns))

    def gap_stretch(self) -> float:
        """Return by how much gaps are longer just now."""
        return 1.0 + self._itl_slope * (self.running - 1)

    def ttft_stretch(self) -> float:
        """Return by how much the time to a first token is longer just now."""
        return self._ttft_factor(self.running)


def _ttft_factor(load: Load) -> Callable[[int], float]:
    if not load.ttft_by_running:
        slope = load.ttft_slope / max(1, load.slots - 1)
        return lambda running: 1.0 + slope * (running - 1)
    return lambda running: _interpolated(load.ttft_by_running, running)


def _interpolated(points: tuple[tuple[int, float], ...], running: int) -> float:
    """Return a measured curve between its points; level beyond its ends."""
    place = bisect_right(points, (running, float("inf")))
    if place == 0:
        return points[0][1]
    if place == len(points):
        return points[-1][1]
    (low, below), (high, above) = points[place - 1], points[place]
    return below + (above - below) * (running - low) / (high - low)
