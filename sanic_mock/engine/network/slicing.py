"""Writes cut at random bytes, in the middle of lines and letters, each piece by itself."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.draws import Draws, open_unit
from sanic_mock.engine.flow import FlowPart, PassiveStage
from sanic_mock.engine.network.segments import cut
from sanic_mock.settings import Slice


class SlicingStage(PassiveStage):
    """Cuts parts in pieces, a pause between two.

    Args:
        slicing: how many bytes they have, and which share of parts is cut.
        scale: by which the pause is multiplied.
        draws: the answer's chance.
    """

    __slots__ = ("_delay_ns", "_draws", "_due_ns", "_p", "_quantile")

    def __init__(self, slicing: Slice, scale: float, draws: Draws) -> None:
        self._quantile = slicing.size.quantile
        self._p = slicing.p
        self._delay_ns = int(slicing.delay_s * scale * 1e9)
        self._draws = draws
        self._due_ns = 0

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        self._due_ns = max(self._due_ns, part.due_ns)
        size = len(part.content)
        start = self._piece(size) if size and open_unit(self._draws) < self._p else size
        yield cut(part, 0, start, self._due_ns)
        while start < size:
            stop = start + self._piece(size - start)
            self._due_ns += self._delay_ns
            yield cut(part, start, stop, self._due_ns)
            start = stop

    def _piece(self, left: int) -> int:
        return min(left, max(1, round(self._quantile(open_unit(self._draws)))))
