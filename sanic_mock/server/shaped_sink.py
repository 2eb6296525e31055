"""Where an answer's content goes that stages change on its way: faults, and the network.

To its Delivery it is a sink as any other. What it is given it feeds through the stages as parts,
each of which leaves when it is due; the last one says how the connection goes on. Parts go through
the stages when they are to leave, so that a long answer that leaves slowly is not there twice, and
what waits is what it was given, and no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Protocol

import msgspec

from sanic_mock.engine.flow import FlowEnding, FlowPart, Stage, through
from sanic_mock.server.charge import Charge
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.parted_progress import PartedProgress, TakenPart
from sanic_mock.server.result import Result

# Bytes that may wait here before no more is made: behind a stall, and on the way through a network,
# which has as much on it as its rate times its delay.
MOST_STALLED = 8 * 1024
MOST_ON_THE_WAY = 256 * 1024
MOST_WRITTEN = 256 * 1024


class RawConnection(Protocol):
    """A connection that sends bytes as they are; for one answer at a time."""

    def send_raw(self, content: bytes) -> None:
        """Send bytes, not none."""

    def end_raw(self, ending: FlowEnding) -> None:
        """Go on, or end, behind an answer."""

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""


class ShapedSink:
    """A sink with stages before it; see sink.Sink.

    Args:
        connection: where bytes go.
        head: the answer's, before HTTP's framing.
        stages: what changes it, framing among them.
        progress: of the answer.
        pacer: who wakes.
        fault: names of the faults among the stages.
        most_waiting: bytes that may wait before no more is made.
        observe: is told the result; None where nobody wants it.
        charge: ends with it; None where there is none.

    Attributes:
        delivery: whose sink it is; set before anything is sent.
        is_over: whether nothing more is sent.
    """

    __slots__ = (
        "_armed_ns",
        "_charge",
        "_connection",
        "_fault",
        "_flow",
        "_front",
        "_head",
        "_most_waiting",
        "_observe",
        "_pacer",
        "_progress",
        "_queue",
        "_result",
        "_sent_bytes",
        "_stages",
        "_waiting",
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
        most_waiting: int,
        observe: Callable[[Result], None] | None,
        charge: Charge | None = None,
    ) -> None:
        self._connection = connection
        self._head = head
        self._stages = stages
        self._progress = progress
        self._pacer = pacer
        self._fault = fault
        self._most_waiting = most_waiting
        self._observe = observe
        self._charge = charge
        # rows of parts, each with its first stage; what has come through all of them so far
        self._queue: deque[tuple[int, Iterator[FlowPart]]] = deque()
        self._flow: Iterator[FlowPart] = iter(())
        self._waiting = 0
        self._front: FlowPart | None = None
        self._result: Result | None = None
        self._armed_ns = self._sent_bytes = 0
        self.is_over = False

    # What its delivery asks: see sink.Sink

    def write(self, content: bytes) -> None:
        """See Sink; the content is taken from its progress, in parts."""
        self._feed(self._progress.drain())

    def finish(self, content: bytes) -> None:
        """See Sink."""
        self._feed((*self._progress.drain(), TakenPart(b"", 0, "end")))

    def reset(self) -> None:
        """See Sink."""
        self._end("reset", self._pacer.now_ns())

    def is_blocked(self) -> bool:
        """See Sink."""
        return self._connection.is_blocked() or self._waiting > self._most_waiting

    # What its connection asks

    def resume(self) -> None:
        """Go on: the client reads again."""
        self.send_due(self._pacer.now_ns())

    def leave(self, now_ns: int) -> None:
        """Send nothing more: the client left."""
        if not self.is_over:
            self.delivery.leave(now_ns)
            self._observe_end("left", now_ns)
        self._forget()

    # What the pacer asks: see pacer.Sender

    def send_due(self, now_ns: int) -> int:
        """See Sender."""
        if self._armed_ns <= now_ns:
            self._armed_ns = 0
        if self._connection.is_blocked():
            return 0
        self._send(now_ns)  # first, for a stage's own parts follow all that has come to it
        for place, stage in enumerate(self._stages):
            if 0 < stage.wakes_ns <= now_ns:
                self._queue.append((place + 1, _woken(stage, now_ns)))
        self._pump(now_ns)
        self._resume_delivery()
        return 0

    def fail(self) -> None:
        """See Sender."""
        self.delivery.fail(self._pacer.now_ns())

    # What its delivery's end comes to

    def observe(self, result: Result) -> None:
        """Keep a delivery's result until the last of it has left."""
        self._result = result

    def open(self) -> None:
        """Send the head, if it has not left, before there is anything else to send."""
        self._feed(())

    def watch(self) -> None:
        """Wake when a stage wants it, from the beginning of the answer on."""
        self._arm()

    def _feed(self, taken: Iterable[TakenPart]) -> None:
        now_ns = self._pacer.now_ns()
        parts = [FlowPart(now_ns, *part) for part in taken]
        if self._head:
            parts.insert(0, FlowPart(now_ns, self._head, 0, "head"))
            self._head = b""
        self._waiting += sum(len(part.content) for part in parts)
        self._queue.append((0, self._taken(parts)))
        self._pump(now_ns)

    def _pump(self, now_ns: int) -> None:
        """Send what is due, and wait for what is next."""
        self._send(now_ns)
        self._arm()

    def _send(self, now_ns: int) -> None:
        """Send what is due, as long as the client reads."""
        while not self.is_over and not self._connection.is_blocked():
            content, end = self._take(now_ns)
            if content:
                self._sent_bytes += len(content)
                self._connection.send_raw(content)
            if end is not None:
                self._end(end.ending, now_ns)
            elif len(content) < MOST_WRITTEN:
                break

    def _take(self, now_ns: int) -> tuple[bytes, FlowPart | None]:
        """Return what is due and may be sent in one go; and the end, if it has come to that."""
        taken: list[bytes] = []
        size = 0
        while size < MOST_WRITTEN and (part := self._next()) is not None:
            if part.due_ns > now_ns:
                self._front = part
                break
            if part.kind == "end":
                return b"".join(taken), part
            taken.append(part.content)
            size += len(part.content)
        return b"".join(taken), None

    def _next(self) -> FlowPart | None:
        part, self._front = self._front, None
        queue = self._queue
        while part is None:
            part = next(self._flow, None)
            if part is None:
                if not queue:
                    return None
                place, parts = queue.popleft()
                self._flow = through(self._stages[place:], parts)
        return part

    def _taken(self, parts: list[FlowPart]) -> Iterator[FlowPart]:
        """Yield parts that wait, and hold none that was."""
        parts.reverse()
        while parts:
            part = parts.pop()
            self._waiting -= len(part.content)
            yield part

    def _arm(self) -> None:
        """Be woken for what is next, once; while the client does not read, by the client."""
        if self.is_over or self._connection.is_blocked():
            return
        wakes = [stage.wakes_ns for stage in self._stages if stage.wakes_ns]
        if self._front is not None:
            wakes.append(self._front.due_ns)
        if wakes and (not self._armed_ns or min(wakes) < self._armed_ns):
            self._armed_ns = min(wakes)
            self._pacer.add(self._armed_ns, self)

    def _resume_delivery(self) -> None:
        if not self.is_over and not self.delivery.is_over and not self.is_blocked():
            self.delivery.resume()

    def _end(self, ending: FlowEnding, now_ns: int) -> None:
        connection = self._connection
        is_cut = not self.delivery.is_over
        self.is_over = True
        self.delivery.leave(now_ns)
        self._observe_end("faulted" if is_cut else "", now_ns)
        if ending != "hold":
            self._forget()
        connection.end_raw(ending)

    def _observe_end(self, ending: str, now_ns: int) -> None:
        result, self._result = self._result, None
        if result is None or self._observe is None:
            return
        changes = {"ending": ending} if ending else {}
        self._observe(
            msgspec.structs.replace(
                result, sent_bytes=self._sent_bytes, fault=self._fault, **changes
            )
        )

    def _forget(self) -> None:
        """Hold nothing any more."""
        self.is_over = True
        self._queue.clear()
        self._flow = iter(())
        self._front = None
        self._stages = ()
        if self._charge is not None:
            self._charge.settle()


def _woken(stage: Stage, now_ns: int) -> Iterator[FlowPart]:
    """Return what a stage yields by itself; the first of it is made now, and ends its wish."""
    woken = iter(stage.wake(now_ns))
    return chain([*islice(woken, 1)], woken)
