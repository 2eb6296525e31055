"""Parts on their way out through stages: each leaves when it is due, for one connection.

Parts that stay in one piece go through the stages as they come. All others do when they are to
leave, so that a long answer that leaves slowly is not there twice; and what comes behind such a
part waits for its turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Protocol

from sanic_mock.engine.flow import (
    NEVER,
    FlowEnding,
    FlowPart,
    PassiveStage,
    Stage,
    pass_whole,
    through,
)
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.raw_connection import RawConnection

MOST_WRITTEN = 256 * 1024


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
        waiting: bytes that were put in, and are not the next to leave.
        sent_bytes: bytes that have left.
        sent_tokens: pieces of text that have left whole.
    """

    __slots__ = (
        "_armed_ns",
        "_connection",
        "_flow",
        "_is_over",
        "_owner",
        "_pacer",
        "_queue",
        "_ready",
        "_stages",
        "_wakers",
        "sent_bytes",
        "sent_tokens",
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
        # what has come through all stages; what is on its way through some of them; behind that,
        # rows of parts, each with its first stage
        self._ready: deque[FlowPart] = deque()
        self._flow: Iterator[FlowPart] | None = None
        self._queue: deque[tuple[int, Iterator[FlowPart]]] = deque()
        self._armed_ns = self.waiting = self.sent_bytes = self.sent_tokens = 0
        self._is_over = False

    def put(self, parts: list[FlowPart], now_ns: int) -> None:
        """Let parts follow those before, and send what is due."""
        if self._flow is None and not self._queue:
            self._pass(parts)
            if self._ready and self._ready[0].due_ns > now_ns:
                self.arm()
                return
        else:
            self._enqueue(0, parts)
        self.pump(now_ns)

    def put_last(self, place: int, part: FlowPart, now_ns: int) -> None:
        """Let the only part follow that an answer has, behind some of the stages, and its end."""
        self._enqueue(place, [part])
        self._enqueue(0, [FlowPart(now_ns, kind="end")])
        self.pump(now_ns)

    def pump(self, now_ns: int) -> None:
        """Send what is due, and wait for what is next; while the server is frozen, for its end."""
        if not self._pacer.is_frozen:
            self._send(now_ns)
            self.arm()
        elif self._counted_on(now_ns):  # what is to go through stages is due nobody knows when
            self._pacer.add(now_ns, self)

    def arm(self) -> None:
        """Be woken for what is next, once; while the client does not read, by the client."""
        if wakes_ns := self._wakes_ns():
            self._pacer.add(wakes_ns, self)

    def _wakes_ns(self) -> int:
        """Return when to be woken, and count on it; 0 where that is not needed, or arranged."""
        if self._is_over or self._connection.is_blocked():
            return 0
        wakes_ns = self._ready[0].due_ns if self._ready else NEVER
        for _, stage in self._wakers:
            if stage.wakes_ns and (not wakes_ns or stage.wakes_ns < wakes_ns):
                wakes_ns = stage.wakes_ns
        return self._counted_on(wakes_ns)

    def _counted_on(self, wakes_ns: int) -> int:
        if not wakes_ns or 0 < self._armed_ns <= wakes_ns:
            return 0
        self._armed_ns = wakes_ns
        return wakes_ns

    def close(self) -> None:
        """Send nothing more, and hold nothing."""
        self._is_over = True
        self._queue.clear()
        self._flow = None
        self._ready.clear()
        self._stages = self._wakers = ()

    # What the pacer asks: see pacer.Sender

    def send_due(self, now_ns: int) -> int:
        """See Sender."""
        if self._armed_ns <= now_ns:
            self._armed_ns = 0
        if self._connection.is_blocked():
            return 0
        self._send(now_ns)  # first, for a stage's own parts follow all that has come to it
        if self._wakers:
            self._wake_stages(now_ns)
        if self._is_over:
            return 0
        self._owner.go_on()
        return self._wakes_ns()

    def fail(self) -> None:
        """See Sender."""
        self._owner.fail()

    def _wake_stages(self, now_ns: int) -> None:
        woken = [pair for pair in self._wakers if 0 < pair[1].wakes_ns <= now_ns]
        for place, stage in woken:
            self._queue.append((place + 1, _woken(stage, now_ns)))
        if woken:
            self._send(now_ns)

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
        while size < MOST_WRITTEN and (part := self._next_due(now_ns)) is not None:
            if part.kind == "end":
                return b"".join(taken), part
            if part.ending == "hold":
                self._connection.hold_raw()
            taken.append(part.content)
            size += len(part.content)
            if part.tokens > self.sent_tokens:
                self.sent_tokens = part.tokens
        return b"".join(taken), None

    def _next_due(self, now_ns: int) -> FlowPart | None:
        """Return the next part if that is due."""
        ready = self._ready
        if not ready:
            if (part := self._next()) is None:
                return None
            ready.append(part)
        if ready[0].due_ns > now_ns:
            return None
        part = ready.popleft()
        if ready:
            self.waiting -= len(ready[0].content)
        return part

    def _next(self) -> FlowPart | None:
        """Return the next part that comes through all stages, of those that go one by one."""
        while True:
            if self._flow is not None:
                if (part := next(self._flow, None)) is not None:
                    return part
                self._flow = None
            if not self._queue:
                return None
            place, parts = self._queue.popleft()
            self._flow = through(self._stages[place:], parts)

    def _pass(self, parts: list[FlowPart]) -> None:
        """Let parts through all stages, as long as they stay in one piece."""
        stages, ready = self._stages, self._ready
        for number, part in enumerate(parts):
            size = len(part.content)
            place, due_ns = pass_whole(stages, size, part.due_ns)
            if place < len(stages):
                self._enqueue(place, [part.at(due_ns)])
                self._enqueue(0, parts[number + 1 :])
                return
            if ready:
                self.waiting += size
            ready.append(part.at(due_ns))

    def _enqueue(self, place: int, parts: list[FlowPart]) -> None:
        """Let parts go through the stages from a place on, when it is their turn."""
        for part in parts:
            self.waiting += len(part.content)
        self._queue.append((place, self._taken(parts)))

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
