"""A connection that sends one answer after the other, at once or when the pacer says.

It is what an answer that takes time waits at (`sink.Sink`), so it knows whether the client reads.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.ledger.caller import LONGEST_HASHED
from sanic_mock.server.caller import Caller, Callers
from sanic_mock.server.held_response import HeldResponse
from sanic_mock.server.late_task import LateTaskProtocol
from sanic_mock.server.response_bytes import chunk, closing, events_head, last_bytes

if TYPE_CHECKING:
    from sanic_mock.server.delivery import Delivery
    from sanic_mock.server.half_closed import UnderWay
    from sanic_mock.server.linked_connection import LinkedConnection
    from sanic_mock.server.planned import Planned
    from sanic_mock.server.route import Route
    from sanic_mock.server.shaped_sink import ShapedSink
    from sanic_mock.server.shaping import Arrival
    from sanic_mock.server.unread import Unread


class AnsweringProtocol(LateTaskProtocol):
    """Sanic's protocol, and a sink beside it for the answers that are not Sanic's."""

    __slots__ = (
        "_answer",
        "_callers",
        "_delivery",
        "_is_active",
        "_is_open",
        "_paused",
        "_unread",
        "_unread_bytes",
        "asked",
        "connection",
        "served",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._paused = False
        self._is_active = False  # since time-outs were checked: cheaper than to note each time
        self._unread: Unread = self.app.ctx.worker.unread
        self._unread_bytes = 0
        self._is_open = False
        self._answer: Whole | Events | None = None
        self._delivery: Delivery | HeldResponse | ShapedSink | LinkedConnection | None = None
        self.served = 0
        self.asked = 0
        self._callers: Callers = self.app.ctx.worker.callers
        self.connection = 0  # as long as nobody wants to know

    @abstractmethod
    def _go_on(self) -> None:
        """Look at what came while an answer was under way, or its client did not read."""

    @abstractmethod
    def _is_waiting(self) -> bool:
        """Return whether requests wait for an answer to leave."""

    @abstractmethod
    def _closes_behind(self) -> bool:
        """Return whether a server that stops closes behind the answer that leaves."""

    # What the socket tells

    def connection_lost(self, exc: BaseException | None) -> None:
        """Free what waits for this client."""
        if self._delivery is not None:
            self._date_leaving()
            self._delivery.leave(monotonic_ns(), self.left_seen_ns)
            self._answer = self._delivery = None
        self._free_unread()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Answer nothing more until the client has read."""
        self._paused = True
        self._is_active = True
        if self.transport is not None:
            self._unread_bytes = self.transport.get_write_buffer_size()
            self._unread.hold(self._unread_bytes)
        super().pause_writing()  # type: ignore[no-untyped-call]

    def resume_writing(self) -> None:
        """Go on with what came meanwhile."""
        self._paused = False
        self._free_unread()
        super().resume_writing()  # type: ignore[no-untyped-call]
        if self._delivery is not None:
            self._delivery.resume()
        elif self._is_waiting():
            self._go_on()

    def next_caller(self, head: bytes, body: bytes) -> Caller:
        """Return who asks with a request that has come, which `asked` does not count yet."""
        callers = self._callers
        connection = self.connection or callers.name_connection(self)
        # the same in all processes of one server, which have one hash seed
        body_hash = hash(body) if len(body) <= LONGEST_HASHED else 0
        kept = body if callers.keeps_bodies else b""
        return Caller(head, connection, self.asked + 1, body_hash, kept)

    def _is_answering(self) -> bool:
        """Return whether an answer is under way."""
        return self._delivery is not None or super()._is_answering()

    def _answer_under_way(self) -> UnderWay | None:
        """Return the answer under way; None for none."""
        return super()._answer_under_way() if self._delivery is None else self._delivery

    # What may go on in another process

    def is_written(self) -> bool:
        """Return whether all answers are on their way, and the connection is open."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return False
        return transport.get_write_buffer_size() == 0

    def send_away(self, send: Callable[[int], bool]) -> bool:
        """Let another process go on with this connection; False where that cannot be just now.

        Args:
            send: sends its descriptor there; returns False where that cannot be just now.
        """
        transport = self.transport
        assert transport is not None
        transport.pause_reading()
        if not send(transport.get_extra_info("socket").fileno()):
            transport.resume_reading()  # else its end is not seen
            return False
        self.abort()  # type: ignore[no-untyped-call]
        return True

    # What a waiting answer does: see sink.Sink

    def open(self) -> None:
        """Send the head of a stream."""
        assert isinstance(self._answer, Events)
        self._is_open = True
        self._write(events_head(self._answer))

    def write(self, content: bytes) -> None:
        """Send events of a stream as one chunk, its head before the first."""
        if self._is_open:
            transport = self.transport
            if transport is not None and not transport.is_closing():
                transport.write(b"%x\r\n%b\r\n" % (len(content), content))
        else:
            assert isinstance(self._answer, Events)
            self._is_open = True
            self._write(events_head(self._answer) + chunk(content))

    def finish(self, content: bytes) -> None:
        """Send the rest of a stream, or a whole answer."""
        assert self._answer is not None
        self._write(last_bytes(self._answer, content, is_open=self._is_open))
        self._answer = self._delivery = None
        self._is_open = False
        if not self._paused:
            self._go_on()

    def reset(self) -> None:
        """End the connection."""
        self.abort()  # type: ignore[no-untyped-call]

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""
        return self._paused

    # What a shaped answer does: see raw_connection.RawConnection

    def send_raw(self, content: bytes) -> None:
        """See RawConnection."""
        self._write(content)

    def _hand_in_shaped(self, route: Route, planned: Planned, arrival: Arrival) -> None:
        """Let an answer begin in its time, changed on its way out."""
        sink = route.variant.shaper.hand_in(planned, route.label, self, arrival)
        if not sink.is_over:
            self._delivery = sink
            if self._half_closed is not None:
                self._half_closed.keep(sink)

    def _free_unread(self) -> None:
        if self._unread_bytes:
            self._unread.free(self._unread_bytes)
            self._unread_bytes = 0

    def _hand_in(self, route: Route, planned: Planned, arrived_ns: int) -> None:
        """Let an answer begin in its time."""
        scheduler = route.variant.scheduler
        assert scheduler is not None
        self._answer = planned.answer
        self._delivery = delivery = scheduler.hand_in(planned, route.label, self, arrived_ns)
        if self._half_closed is not None:
            self._half_closed.keep(delivery)

    def send_response(self, response: bytes) -> None:
        """See held_response.ResponseSink."""
        self.served += 1
        self._delivery = None
        self._write(response)
        if not self._paused:
            self._go_on()

    def go_through(self, linked: LinkedConnection) -> None:
        """See held_response.ResponseSink."""
        self._delivery = linked

    def _write(self, content: bytes) -> None:
        transport = self.transport
        if transport is not None and not transport.is_closing():
            if self.signal.stopped and self._closes_behind():
                content = closing(content)
            transport.write(content)
            self._is_active = True
