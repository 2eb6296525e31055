"""How many answers a worker has under way, and how many of them wait for a slot."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.shared.counters import Counters

# How many answers each worker has under way, and how many of them wait for a slot.
LEVELS = ("inflight", "queued")
# What each worker counts for itself in sanic_mock.shared.counters.
COUNTED = (*LEVELS, "inflight_peak")


class AnswerLevels:
    """Those of the answers of one variant that take time.

    Args:
        counters: what all workers count.
        row: this worker's.

    Attributes:
        queued: says how many of this variant's answers wait for a slot; None where none do.
    """

    def __init__(self, counters: Counters, row: int) -> None:
        self._number = row
        self._inflight, self._queued, self._peak = map(counters.column, COUNTED)
        self.queued: Callable[[], int] | None = None

    def begin(self) -> None:
        """Take note that an answer is under way."""
        inflight, peak, number = self._inflight, self._peak, self._number
        inflight[number] += 1
        if self.queued is not None:
            self._queued[number] = self.queued()
        running = sum(inflight)
        if running > peak[number]:
            peak[number] = running

    def end(self) -> None:
        """Take note that one is over."""
        self._inflight[self._number] -= 1
        if self.queued is not None:
            self._queued[self._number] = self.queued()
