"""Where an answer's content goes that faults change on its way.

To its Delivery it is a sink as any other. What it is given it puts into an Outflow, as parts, of
which the last one says how the connection goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from sanic_mock.dialects.answer import Undo
from sanic_mock.engine.faults.behaviour import EarlyEnd
from sanic_mock.engine.flow import FlowEnding, FlowPart, Stage
from sanic_mock.server.charge import Charge
from sanic_mock.server.delivery import Delivery, Observe
from sanic_mock.server.outflow import Outflow
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.parted_progress import PartedProgress, TakenPart
from sanic_mock.server.raw_connection import RawConnection
from sanic_mock.server.result import Result

# Bytes that may wait here before no more is made: behind a stall.
MOST_STALLED = 8 * 1024


class ShapedSink:
    """A sink with stages before it; see sink.Sink.

    Args:
        connection: where bytes go.
        head: the answer's, before HTTP's framing.
        stages: what changes it, framing among them.
        progress: of the answer.
        pacer: who wakes.
        fault: names of the faults among the stages.
        early_end: knows whether a fault ended it before its end.
        observe: is told the result; None where nobody wants it.
        charge: ends with it; None where there is none.
        undo: takes back what was kept of a stream, where it ends before its end; None for nothing.

    Attributes:
        delivery: whose sink it is; set before anything is sent.
        is_over: whether nothing more is sent, and its client need not leave for it to be over.
    """

    __slots__ = (
        "_charge",
        "_connection",
        "_early_end",
        "_fault",
        "_head",
        "_observe",
        "_outflow",
        "_pacer",
        "_progress",
        "_result",
        "_undo",
        "delivery",
        "is_over",
    )

    delivery: Delivery

    def __init__(
        self,
        connection: RawConnection,
        head: bytes,
        stages: Sequence[Stage],
        progress: PartedProgress,
        pacer: Pacer,
        fault: str,
        early_end: EarlyEnd,
        observe: Callable[[Result], None] | None,
        charge: Charge | None = None,
        undo: Undo | None = None,
    ) -> None:
        self._connection = connection
        self._head = head
        self._outflow = Outflow(stages, connection, self, pacer)
        self._progress = progress
        self._pacer = pacer
        self._fault = fault
        self._observe = observe
        self._charge = charge
        self._early_end = early_end
        self._undo = undo
        self._result: Result | None = None
        self.is_over = False

    # What its delivery asks: see sink.Sink

    def write(self, content: bytes) -> None:
        """See Sink; the content is taken from its progress, in parts."""
        self._put(self._progress.drain())

    def finish(self, content: bytes) -> None:
        """See Sink."""
        self._put((*self._progress.drain(), TakenPart(b"", 0, "end")))

    def reset(self) -> None:
        """See Sink; its delivery failed, and is over."""
        self._take_back()
        self.end("reset", self._pacer.now_ns())

    def is_blocked(self) -> bool:
        """See Sink."""
        return self._connection.is_blocked() or self._outflow.waiting > MOST_STALLED

    # What its connection asks

    def resume(self) -> None:
        """Go on: the client reads again."""
        if not self.is_over:
            self._outflow.pump(self._pacer.now_ns())
            self.go_on()

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing more: the client left; see Delivery."""
        if not self.is_over:
            self.delivery.leave(now_ns)
            self._take_back()
            self._observe_end("left", now_ns, left_seen_ns)
            self._forget()

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self._observe is not None:
            self._observe = wrap(self._observe)

    # What its parts ask: see outflow.OutflowOwner

    def end(self, ending: FlowEnding, now_ns: int) -> None:
        """See OutflowOwner."""
        is_cut = self._early_end.has_come or not self.delivery.is_over
        self.delivery.leave(now_ns)
        if is_cut:
            self._take_back()
        if not (is_cut and ending == "hold"):  # else it is under way until its client leaves
            self._observe_end("faulted" if is_cut else "", now_ns)
            self._forget()
        self._connection.end_raw(ending)

    def go_on(self) -> None:
        """See OutflowOwner."""
        if not self.is_over and not self.delivery.is_over and not self.is_blocked():
            self.delivery.resume()

    def fail(self) -> None:
        """See OutflowOwner."""
        now_ns = self._pacer.now_ns()
        if self.delivery.is_over:
            self.end("reset", now_ns)
        else:
            self.delivery.fail(now_ns)

    # What its delivery's end comes to

    def observe(self, result: Result) -> None:
        """Keep a delivery's result until the last of it has left."""
        self._result = result

    def open(self) -> None:
        """Send the head, if it has not left, before there is anything else to send."""
        self._put(())

    def watch(self) -> None:
        """Wake when a stage wants it, from the beginning of the answer on."""
        self._outflow.arm()

    def _put(self, taken: Iterable[TakenPart]) -> None:
        now_ns = self._pacer.now_ns()
        parts = [FlowPart(now_ns, *part) for part in taken]
        if self._head:
            parts.insert(0, FlowPart(now_ns, self._head, 0, "head"))
            self._head = b""
        self._outflow.put(parts, now_ns)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _observe_end(self, ending: str, now_ns: int, left_seen_ns: int = 0) -> None:
        result, self._result = self._result, None
        if result is None or self._observe is None:
            return
        changes: dict[str, object] = {}
        if ending:
            sent = self._outflow.sent_tokens if result.is_stream else 0
            changes = {"ending": ending, "sent_tokens": min(result.sent_tokens, sent)}
        if self._fault:
            changes |= {"sent_bytes": self._outflow.sent_bytes}
            changes |= {"fault": result.fault or self._fault}
        changes |= {"actual_ns": max(result.actual_ns, now_ns - result.arrived_ns)}
        changes |= {"left_seen_ns": left_seen_ns}
        self._observe(msgspec.structs.replace(result, **changes))

    def _forget(self) -> None:
        """Hold nothing any more."""
        self.is_over = True
        self._outflow.close()
        if self._charge is not None:
            self._charge.settle()
