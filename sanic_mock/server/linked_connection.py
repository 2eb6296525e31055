"""A connection with a network before it: bytes leave when they have come through its stages.

What is sent here was due: what faults do to an answer happens at the server, in its own time, and
what the network does comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sanic_mock.engine.flow import FlowEnding, FlowPart, Stage
from sanic_mock.server.delivery import Observe
from sanic_mock.server.outflow import Outflow
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.raw_connection import RawConnection

# Bytes that may be on their way before no more is taken: a rate of 8 mbps times 250 ms.
MOST_ON_THE_WAY = 256 * 1024


class Upstream(Protocol):
    """Who sends through a network."""

    def resume(self) -> None:
        """Send more, if there is any."""

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing more: the client left; see Delivery."""

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""


class LinkedConnection:
    """See above; to a sink it is its connection (a RawConnection), to its lane the sink.

    Args:
        connection: where bytes go in the end.
        stages: the network's.
        pacer: who wakes.
        due_ns: when all that is sent was due, however late it was made; 0 where each part is due
            when it is sent.

    Attributes:
        upstream: who sends; None where all of it was sent at once.
        is_over: whether nothing more is sent, and its client need not leave for it to be over.
    """

    __slots__ = ("_connection", "_due_ns", "_outflow", "_pacer", "is_over", "upstream")

    def __init__(
        self, connection: RawConnection, stages: Sequence[Stage], pacer: Pacer, due_ns: int = 0
    ) -> None:
        self._connection = connection
        self._due_ns = due_ns
        self._pacer = pacer
        self._outflow = Outflow(stages, connection, self, pacer)
        self.upstream: Upstream | None = None
        self.is_over = False

    # What its sink asks: see RawConnection

    def send_raw(self, content: bytes) -> None:
        """See RawConnection."""
        now_ns = self._pacer.now_ns()
        self._outflow.put([FlowPart(self._due_ns or now_ns, content)], now_ns)

    def end_raw(self, ending: FlowEnding) -> None:
        """See RawConnection."""
        now_ns = self._pacer.now_ns()
        end = FlowPart(self._due_ns or now_ns, kind="end", ending=ending)
        self._outflow.put([end], now_ns)

    def send_last(self, content: bytes) -> None:
        """Send the last bytes of an answer on a connection that is kept."""
        now_ns = self._pacer.now_ns()
        due_ns = self._due_ns or now_ns
        self._outflow.put([FlowPart(due_ns, content), FlowPart(due_ns, kind="end")], now_ns)

    def send_from(self, place: int, part: FlowPart) -> None:
        """Send all of an answer that has come through some of the stages."""
        self._outflow.put_last(place, part, self._pacer.now_ns())

    def hold_raw(self) -> None:
        """See RawConnection."""
        self._connection.hold_raw()

    def is_blocked(self) -> bool:
        """See RawConnection."""
        return self._connection.is_blocked() or self._outflow.waiting > MOST_ON_THE_WAY

    # What its lane asks: see ShapedSink

    def resume(self) -> None:
        """Go on: the client reads again."""
        self._outflow.pump(self._pacer.now_ns())
        self.go_on()

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing more: the client left; see Delivery."""
        self.is_over = True
        self._outflow.close()
        if self.upstream is not None:
            self.upstream.leave(now_ns, left_seen_ns)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self.upstream is not None:
            self.upstream.tell_by(wrap)

    # What its parts ask: see outflow.OutflowOwner

    def end(self, ending: FlowEnding, now_ns: int) -> None:
        """See OutflowOwner."""
        self.is_over = ending != "hold"
        self._outflow.close()
        self._connection.end_raw(ending)

    def go_on(self) -> None:
        """See OutflowOwner."""
        if self.upstream is not None and not self.is_over and not self.is_blocked():
            self.upstream.resume()

    def fail(self) -> None:
        """See OutflowOwner."""
        now_ns = self._pacer.now_ns()
        self.leave(now_ns)
        self._connection.end_raw("reset")
