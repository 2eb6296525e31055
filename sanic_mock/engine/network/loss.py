"""Segments that are lost come again, and all behind them waits: head-of-line delay of TCP.

A lost segment comes a retransmission timeout later, at least a round trip; lost again, twice that
later, and so on (RFC 6298, 5.5). What came behind it is handed on with it, for TCP keeps the order.
How much more slowly a sender goes on after a loss is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sanic_mock.engine.draws import Draws, open_unit
from sanic_mock.engine.flow import FlowPart, PassingStage
from sanic_mock.engine.network.segments import MSS, cut, segments

_MOST_TIMES = 6  # the same segment; with it, one in a million where half of all are lost


class LossStage(PassingStage):
    """Holds everything behind a lost segment.

    Args:
        p: share of segments that are lost, above 0 and below 1.
        again_ns: when a lost one comes again.
        draws: the answer's chance.
    """

    __slots__ = ("_again_ns", "_draws", "_held_ns", "_log_kept", "_p", "_unlost")

    def __init__(self, p: float, again_ns: int, draws: Draws) -> None:
        self._p = p
        self._again_ns = again_ns
        self._draws = draws
        self._log_kept = math.log1p(-p)
        self._held_ns = 0
        self._unlost = self._until_next()

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        start, size = 0, len(part.content)
        while (left := segments(size - start)) > self._unlost:
            lost = start + self._unlost * MSS
            if lost > start:
                yield cut(part, start, lost, self._due_ns(part.due_ns))
            self._held_ns = self._due_ns(part.due_ns + self._hold_ns())
            start = min(size, lost + MSS)
            self._unlost = self._until_next()
            yield cut(part, lost, start, self._held_ns)
        self._unlost -= left
        if left or not size:
            yield cut(part, start, size, self._due_ns(part.due_ns))

    def pass_whole(self, size: int, due_ns: int) -> int | None:
        """See PassingStage; nothing of it is lost."""
        sent = segments(size)
        if sent > self._unlost:
            return None
        self._unlost -= sent
        return self._due_ns(due_ns)

    def _due_ns(self, planned_ns: int) -> int:
        return max(planned_ns, self._held_ns)

    def _until_next(self) -> int:
        """Draw how many segments pass before one is lost: geometric, by its inverse CDF."""
        return int(math.log(open_unit(self._draws)) / self._log_kept)

    def _hold_ns(self) -> int:
        """Draw how long a lost segment takes: again_ns * (2^n - 1), sent n times more."""
        times = 1
        while times < _MOST_TIMES and open_unit(self._draws) < self._p:
            times += 1
        return self._again_ns * ((1 << times) - 1)
