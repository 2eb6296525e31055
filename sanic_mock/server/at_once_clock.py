"""The clock of an answer that is all due when it comes, and is made as it is sent."""

from __future__ import annotations

from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.pacer import Pacer


class AtOnceClock:
    """The clock of an answer that is all due when it comes; see delivery.Clock.

    A long one is made as it is sent.

    Args:
        delivery: whose clock it is.
        pieces: how many it has.
        pacer: knows the time.
    """

    def __init__(self, delivery: Delivery, pieces: int, pacer: Pacer) -> None:
        self._delivery = delivery
        self._pieces = pieces
        self._pacer = pacer
        self._start_ns = 0

    def begin(self, start_ns: int) -> None:
        """See Clock."""
        self._start_ns = start_ns
        self.resume()

    def resume(self) -> None:
        """See Clock."""
        delivery = self._delivery
        while not delivery.parks():
            progress = delivery.progress
            ready = min(self._pieces, progress.taken + MOST_AT_ONCE)
            content = progress.take(ready)
            if ready == self._pieces:
                delivery.finish(content, self._start_ns, self._pacer.now_ns())
            else:
                delivery.write(content)

    def leave(self) -> None:
        """See Clock; it holds nothing."""
