"""Deliveries: one answer each, on its way to its client.

A delivery is put together of a clock, which says when part of it is due (`tape_clock`,
`step_clock`), the progress of its content, a sink and an observer; what differs is handed in. It
ends in one place, whether it is all sent, its client left or something failed, and from then on
holds nothing. When the client does not read, it is parked: it costs nothing until the connection
takes bytes again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from sanic_mock.dialects.answer import Whole
from sanic_mock.server.answer_ids import named_fields
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import Progress, WholeProgress
from sanic_mock.server.result import Ending, Label, Result
from sanic_mock.server.sink import Sink
from sanic_mock.server.write_trace import Trace

log = logging.getLogger("sanic_mock")

Observe = Callable[[Result], None]

_OVER = WholeProgress(Whole(200, b"", b""))


class Clock(Protocol):
    """Says when parts of one delivery are due."""

    def begin(self, start_ns: int) -> None:
        """Run from `start_ns` on: arrival, or the end of the wait for a slot."""

    def resume(self) -> None:
        """Go on: what is due by now may be sent."""

    def leave(self) -> None:
        """Free what the answer held; it ends before it is all sent."""


_UNTRACED = Trace()


class Delivery:
    """One answer on its way.

    Args:
        planned: the answer.
        label: what it is counted under.
        sink: the connection.
        arrived_ns: when the request's last byte was read.
        progress: the answer's content.
        observe: is told the result; None where nobody wants it.
        trace: counts lateness; None where it is not told.

    Attributes:
        clock: when parts of it are due; set before it begins, and gone when it has ended.
        progress: its content; nothing when it has ended.
        sink: the connection; None when it has ended.
        trace: likewise.
        is_over: whether it has ended.
    """

    __slots__ = (
        "_arrived_ns",
        "_billed",
        "_caller",
        "_charge",
        "_digest",
        "_fault",
        "_fields",
        "_is_parked",
        "_is_stream",
        "_label",
        "_observe",
        "_parks",
        "_sent_bytes",
        "_status",
        "_tokens",
        "_undo",
        "clock",
        "is_over",
        "progress",
        "sink",
        "trace",
    )

    clock: Clock

    def __init__(
        self,
        planned: Planned,
        label: Label,
        sink: Sink,
        arrived_ns: int,
        progress: Progress,
        observe: Callable[[Result], None] | None = None,
        trace: Trace | None = None,
    ) -> None:
        answer = planned.answer
        self._is_stream = not isinstance(answer, Whole)
        self._status = answer.status if isinstance(answer, Whole) else 200
        self._billed, self._digest, self._fault = planned.billed, planned.digest, planned.injected
        self._tokens = planned.tokens
        self._caller, self._fields = planned.caller, named_fields(answer)
        self._charge = planned.charge
        self._undo = answer.undo
        self._label = label
        self.sink: Sink | None = sink
        self._arrived_ns = arrived_ns
        self._observe = observe
        self._is_parked = False
        self._parks = self._sent_bytes = 0
        self.progress = progress
        self.trace = trace
        self.is_over = False

    def parks(self) -> bool:
        """Return whether nothing can be sent now: it is over, or its client does not read."""
        if self.sink is None:
            return True
        if not self.sink.is_blocked():
            return False
        if not self._is_parked:
            self._is_parked = True
            self._parks += 1
        return True

    def resume(self) -> None:
        """Go on: the client reads again."""
        if self._is_parked:
            self._is_parked = False
            self.clock.resume()

    def write(self, content: bytes) -> None:
        """Send what is due, if anything; more follows."""
        if content:
            assert self.sink is not None
            self._sent_bytes += len(content)
            self.sink.write(content)

    def open(self) -> None:
        """Send the head of a stream; its content follows."""
        assert self.sink is not None
        self.sink.open()

    def finish(self, content: bytes, due_ns: int, now_ns: int) -> None:
        """Send what is due, and all that follows; `due_ns` is when the end was due."""
        sink = self.sink
        assert sink is not None
        planned_ns, actual_ns = due_ns - self._arrived_ns, now_ns - self._arrived_ns
        note = b"" if self.trace is None else self.trace.note(planned_ns, actual_ns)
        content += self.progress.rest(note)
        self._sent_bytes += len(content) + self.progress.shared_bytes
        self._end("completed", planned_ns, actual_ns)
        sink.finish(content)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self._observe is not None:
            self._observe = wrap(self._observe)

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing more: the client left, as was seen so long after it had; see Result."""
        if not self.is_over:
            self.clock.leave()
            self._end("left", 0, now_ns - self._arrived_ns, left_seen_ns)

    def fail(self, now_ns: int) -> None:
        """Send nothing more, and end the connection: something of ours failed."""
        if not self.is_over:
            sink = self.sink
            self.clock.leave()
            self._end("failed", 0, now_ns - self._arrived_ns)
            if sink is not None:
                sink.reset()

    def _end(self, ending: Ending, planned_ns: int, actual_ns: int, left_seen_ns: int = 0) -> None:
        """Hold nothing any more, and tell what became of the answer.

        The pacer may know the clock until the next part had been due, minutes from here.
        """
        self.is_over = True
        self._is_parked = False
        self.sink = None
        sent_tokens, self.progress = self._sent_tokens(ending), _OVER
        if self._charge is not None:
            self._charge.settle()
        if self._undo is not None and ending != "completed":
            self._undo()
        del self.clock  # which knows this: no circle is left to be found by the garbage collector
        if self._observe is None:
            return
        trace, arrived_ns = self.trace or _UNTRACED, self._arrived_ns
        first_ns = max(0, trace.first_ns - arrived_ns)
        # what is all due leaves in one write, which is over later than it was begun
        actual_ns = max(actual_ns, first_ns)
        ended = Result(
            self._label,
            self._status,
            ending,
            planned_ns,
            actual_ns,
            self._sent_bytes,
            self._tokens,
            self._parks,
            self._fault,
            self._billed,
            self._digest,
            arrived_ns,
            sent_tokens,
            self._is_stream,
            first_ns,
            max(0, trace.first_planned_ns - arrived_ns),
            trace.worst_ns,
            self._caller,
            self._fields,
            trace.writes(arrived_ns),
            left_seen_ns,
        )
        observe_safely(self._observe, ended)

    def _sent_tokens(self, ending: Ending) -> int:
        """Return how many pieces of text were sent; of a body all of them, or none."""
        if ending == "completed":
            return self._tokens
        return self.progress.taken if self._is_stream else 0


def observe_safely(observe: Observe, result: Result) -> None:
    """Tell a result: who counts wrongly must not keep a client waiting."""
    try:
        observe(result)
    except Exception:
        log.exception("a result could not be observed")
