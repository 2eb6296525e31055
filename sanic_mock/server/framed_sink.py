"""Where an answer goes that nothing changes at the server, and a network on its way; see sink.Sink.

It frames as an open connection of HTTP/1.1 does (`response_bytes`); what faults change, or another
client gets, is framed by a stage, which takes ten times as long (`framing`).
"""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.server.delivery import Delivery, Observe
from sanic_mock.server.linked_connection import LinkedConnection
from sanic_mock.server.response_bytes import chunk, events_head, last_bytes


class FramedSink:
    """See above.

    Args:
        answer: what is sent.
        connection: where its bytes go.

    Attributes:
        delivery: whose sink it is; set before anything is sent.
    """

    __slots__ = ("_answer", "_connection", "_is_open", "delivery")

    delivery: Delivery

    def __init__(self, answer: Whole | Events, connection: LinkedConnection) -> None:
        self._answer = answer
        self._connection = connection
        self._is_open = False

    # What its delivery asks: see sink.Sink

    def open(self) -> None:
        """See Sink."""
        assert isinstance(self._answer, Events)
        self._is_open = True
        self._connection.send_raw(events_head(self._answer))

    def write(self, content: bytes) -> None:
        """See Sink."""
        answer = self._answer
        assert isinstance(answer, Events)
        head = b"" if self._is_open else events_head(answer)
        self._is_open = True
        self._connection.send_raw(head + chunk(content))

    def finish(self, content: bytes) -> None:
        """See Sink."""
        self._connection.send_last(last_bytes(self._answer, content, is_open=self._is_open))

    def reset(self) -> None:
        """See Sink."""
        self._connection.end_raw("reset")

    def is_blocked(self) -> bool:
        """See Sink."""
        return self._connection.is_blocked()

    # What its connection asks: see linked_connection.Upstream

    def resume(self) -> None:
        """See Upstream."""
        self.delivery.resume()

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        self.delivery.tell_by(wrap)

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """See Upstream."""
        self.delivery.leave(now_ns, left_seen_ns)
