"""Bytes take time: each passes when those before it have, at the link's rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sanic_mock.engine.flow import FlowPart, PassingStage
from sanic_mock.engine.network.rates import Bucket, Direction
from sanic_mock.engine.network.segments import cut


class Bandwidth(PassingStage):
    """Lets parts pass in pieces of 20 ms, each due when its last byte has passed.

    Deadlines are counted on from the one before, so that no error adds up.

    Args:
        direction: the rates.
        bucket: the connection's.
        factor: says how much of them there is just now.
    """

    __slots__ = ("_bucket", "_direction", "_factor")

    def __init__(self, direction: Direction, bucket: Bucket, factor: Callable[[], float]) -> None:
        self._direction = direction
        self._bucket = bucket
        self._factor = factor

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        size, start = len(part.content), 0
        while True:
            factor = self._factor()
            stop = min(size, start + self._direction.piece_bytes(factor))
            due_ns = self._direction.passed(self._bucket, part.due_ns, stop - start, factor)
            yield cut(part, start, stop, due_ns)
            start = stop
            if start >= size:
                return

    def pass_whole(self, size: int, due_ns: int) -> int | None:
        """See PassingStage; where others wait for the rate, it is for `feed`, in its turn."""
        return self._direction.passed_whole(self._bucket, due_ns, size, self._factor())
