"""Parts on their way out through stages: each leaves when it is due, for one connection.

Parts go through the stages when they are to leave, so that a long answer that leaves slowly is not
there twice, and what waits is what was put in, and no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Protocol

from sanic_mock.engine.flow import NEVER, FlowEnding, FlowPart, PassiveStage, Stage, through
from sanic_mock.server.pacer import Pacer

MOST_WRITTEN = 256 * 1024


class RawConnection(Protocol):
    """A connection that sends bytes as they are; for one answer at a time."""

    def send_raw(self, content: bytes) -> None:
        """Send bytes, not none."""

    def end_raw(self, ending: FlowEnding) -> None:
        """Go on, or end, behind an answer."""

    def hold_raw(self) -> None:
        """Take note that an answer never ends: nobody need wait for what is still sent of it."""

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""


class OutflowOwner(Protocol):
    """Who puts parts in."""

    def end(self, ending: FlowEnding, now_ns: int) -> None:
        """Take note of the last part; nothing more is sent."""

    def go_on(self) -> None:
        """Put in more, if there is any: some has left."""

    def fail(self) -> None:
        """Send nothing more: a stage failed."""


class Outflow:
    """See above; it is woken by a pacer (pacer.Sender).

    Args:
        stages: what parts go through; nobody else has them.
        connection: where their bytes go.
        owner: who puts them in.
        pacer: who wakes.

    Attributes:
        waiting: bytes that were put in, and have not come to a stage.
        sent_bytes: bytes that have left.
    """

    __slots__ = (
        "_armed_ns",
        "_connection",
        "_flow",
        "_front",
        "_is_over",
        "_owner",
        "_pacer",
        "_queue",
        "_stages",
        "_wakers",
        "sent_bytes",
        "waiting",
    )

    def __init__(
        self, stages: Sequence[Stage], connection: RawConnection, owner: OutflowOwner, pacer: Pacer
    ) -> None:
        self._stages = stages
        self._wakers: Sequence[tuple[int, Stage]] = [
            pair for pair in enumerate(stages) if not isinstance(pair[1], PassiveStage)
        ]
        self._connection = connection
        self._owner = owner
        self._pacer = pacer
        # rows of parts, each with its first stage; what has come through all of them so far
        self._queue: deque[tuple[int, Iterator[FlowPart]]] = deque()
        self._flow: Iterator[FlowPart] = iter(())
        self._front: FlowPart | None = None
        self._armed_ns = self.waiting = self.sent_bytes = 0
        self._is_over = False

    def put(self, parts: list[FlowPart], now_ns: int) -> None:
        """Let parts follow those before, and send what is due."""
        for part in parts:
            self.waiting += len(part.content)
        self._queue.append((0, self._taken(parts)))
        self.pump(now_ns)

    def pump(self, now_ns: int) -> None:
        """Send what is due, and wait for what is next."""
        if not self._pacer.is_frozen:
            self._send(now_ns)
        self.arm()

    def arm(self) -> None:
        """Be woken for what is next, once; while the client does not read, by the client."""
        if self._is_over or self._connection.is_blocked():
            return
        wakes_ns = NEVER if self._front is None else self._front.due_ns
        for _, stage in self._wakers:
            if stage.wakes_ns and (not wakes_ns or stage.wakes_ns < wakes_ns):
                wakes_ns = stage.wakes_ns
        if wakes_ns and (not self._armed_ns or wakes_ns < self._armed_ns):
            self._armed_ns = wakes_ns
            self._pacer.add(wakes_ns, self)

    def close(self) -> None:
        """Send nothing more, and hold nothing."""
        self._is_over = True
        self._queue.clear()
        self._flow = iter(())
        self._front = None
        self._stages = self._wakers = ()

    # What the pacer asks: see pacer.Sender

    def send_due(self, now_ns: int) -> int:
        """See Sender."""
        if self._armed_ns <= now_ns:
            self._armed_ns = 0
        if self._connection.is_blocked():
            return 0
        self._send(now_ns)  # first, for a stage's own parts follow all that has come to it
        woken = [pair for pair in self._wakers if 0 < pair[1].wakes_ns <= now_ns]
        for place, stage in woken:
            self._queue.append((place + 1, _woken(stage, now_ns)))
        if woken:
            self._send(now_ns)
        if not self._is_over:
            self.arm()
            self._owner.go_on()
        return 0

    def fail(self) -> None:
        """See Sender."""
        self._owner.fail()

    def _send(self, now_ns: int) -> None:
        """Send what is due, as long as the client reads."""
        while not self._is_over and not self._connection.is_blocked():
            content, end = self._take(now_ns)
            if content:
                self.sent_bytes += len(content)
                self._connection.send_raw(content)
            if end is not None:
                self._is_over = True
                self._owner.end(end.ending, now_ns)
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
            if part.ending == "hold":
                self._connection.hold_raw()
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
            self.waiting -= len(part.content)
            yield part


def _woken(stage: Stage, now_ns: int) -> Iterator[FlowPart]:
    """Return what a stage yields by itself; the first of it is made now, and ends its wish."""
    woken = iter(stage.wake(now_ns))
    return chain([*islice(woken, 1)], woken)
