"""Some writes take longer than others: correlated delays that keep the order.

d_k = r d_(k-1) + (1 - r) e_k, each e_k drawn, and d_0 = e_0 (netem's correlation, an AR(1) process
of the same mean); the k-th write is due at max(due_(k-1), planned_k + d_k). What has no bytes,
as an answer's end, is no write: it only keeps the order.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.draws import Draws, open_unit
from sanic_mock.engine.flow import FlowPart, PassingStage
from sanic_mock.settings import NetworkJitter


class JitterStage(PassingStage):
    """Delays each part by a draw that is like the one before it.

    Args:
        jitter: the draws.
        scale: by which they are multiplied.
        draws: the answer's chance.
    """

    __slots__ = ("_correlation", "_draws", "_due_ns", "_last_s", "_quantile", "_scale_ns")

    def __init__(self, jitter: NetworkJitter, scale: float, draws: Draws) -> None:
        self._correlation = jitter.correlation
        self._quantile = jitter.dist.quantile
        self._scale_ns = 1e9 * scale
        self._draws = draws
        self._last_s: float | None = None
        self._due_ns = 0

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        yield part.at(self.pass_whole(len(part.content), part.due_ns))

    def pass_whole(self, size: int, due_ns: int) -> int:
        """See PassingStage."""
        if size:
            due_ns += int(self._next_s() * self._scale_ns)
        self._due_ns = due_ns = max(self._due_ns, due_ns)
        return due_ns

    def _next_s(self) -> float:
        drawn_s, share = self._quantile(open_unit(self._draws)), self._correlation
        if self._last_s is not None:
            drawn_s = share * self._last_s + (1 - share) * drawn_s
        self._last_s = drawn_s
        return drawn_s
