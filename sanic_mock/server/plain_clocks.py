"""The clocks of plain answers: a stream of one event for each piece, a whole answer without load.

They do what `TapeClock` does, in fewer steps.
"""

from __future__ import annotations

from sanic_mock.server.delivery import Delivery
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.tape_clock import TapeClock


class StreamClock(TapeClock):
    """The clock of a stream whose pieces are events of their own, and whose lateness is not told.

    Its steps are fewer where the stream is open, its client reads, one event is due and others
    follow; everything else it leaves to TapeClock, with which it shares all that it knows.
    """

    __slots__ = ()

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        delivery, cursor = self._delivery, self._cursor
        sink, events = delivery.sink, delivery.progress.events
        if cursor is None or sink is None or events is None or sink.is_blocked():
            return super().send_due(now_ns)
        following = next(cursor.releases, None)
        if following is None:
            return super().send_due(now_ns)
        cursor.due_ns = due_ns = cursor.start_ns + following[0]
        cursor.ready = following[1]
        if due_ns <= now_ns:
            return super().send_due(now_ns)
        delivery.progress.taken += 1
        delivery.write(next(events))
        return due_ns


class CountedStreamClock(StreamClock):
    """The same, of a stream of which it is kept how late its writes were."""

    __slots__ = ()

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender; as StreamClock does, for another call would cost as much again."""
        delivery, cursor = self._delivery, self._cursor
        sink, events, trace = delivery.sink, delivery.progress.events, delivery.trace
        if cursor is None or sink is None or events is None or trace is None or sink.is_blocked():
            return TapeClock.send_due(self, now_ns)
        following = next(cursor.releases, None)
        if following is None:
            return TapeClock.send_due(self, now_ns)
        was_due_ns, cursor.due_ns = cursor.due_ns, cursor.start_ns + following[0]
        cursor.ready = following[1]
        if cursor.due_ns <= now_ns:
            return TapeClock.send_due(self, now_ns)
        delivery.progress.taken += 1
        delivery.write(next(events))
        late_ns = self._pacer.now_ns() - was_due_ns
        if late_ns > trace.worst_ns and was_due_ns >= self._resumed_ns:
            trace.worst_ns = late_ns
        return cursor.due_ns


class WholeClock:
    """The clock of an answer in one piece, due once: no load delays it; see delivery.Clock.

    Args:
        delivery: whose clock it is.
        offset_ns: how long after its beginning it is due.
        pacer: who wakes.
    """

    __slots__ = ("_delivery", "_due_ns", "_offset_ns", "_pacer", "_resumed_ns")

    def __init__(self, delivery: Delivery, offset_ns: int, pacer: Pacer) -> None:
        self._delivery = delivery
        self._offset_ns = offset_ns
        self._pacer = pacer
        self._due_ns = self._resumed_ns = 0

    def begin(self, start_ns: int) -> None:
        """See delivery.Clock."""
        self._due_ns = due_ns = start_ns + self._offset_ns
        self._pacer.add(due_ns, self)

    def resume(self) -> None:
        """See delivery.Clock."""
        self._resumed_ns = now_ns = self._pacer.now_ns()
        self._pacer.add(now_ns, self)

    def leave(self) -> None:
        """See delivery.Clock."""

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        delivery = self._delivery
        if not delivery.parks():
            if delivery.trace is not None:
                delivery.trace.wrote(max(self._due_ns, self._resumed_ns), self._pacer.now_ns())
            delivery.finish(b"", self._due_ns, now_ns)
        return 0

    def fail(self) -> None:
        """See pacer.Sender."""
        self._delivery.fail(self._pacer.now_ns())
