"""Senders: one answer each, woken by the pacer when part of it is due.

A sender holds its connection, its place on the timeline and references to shared bytes; nothing
once it is sent or the client left. When the client does not read, it is parked: it costs nothing
until the connection takes bytes again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.server.streams import Cursor, Progress

if TYPE_CHECKING:
    from sanic_mock.server.planned import Planned
    from sanic_mock.server.scheduler import Scheduler
    from sanic_mock.server.sink import Sink


log = logging.getLogger("sanic_mock")


class Sending:
    """An answer whose timeline is known when it begins.

    Args:
        scheduler: who wakes it, and is told when it ends.
        planned: the answer and its plan.
        sink: the connection.
        arrived_ns: when the request's last byte was read.
    """

    __slots__ = (
        "_cursor",
        "_is_parked",
        "_progress",
        "_scheduler",
        "arrived_ns",
        "planned",
        "sink",
    )

    def __init__(self, scheduler: Scheduler, planned: Planned, sink: Sink, arrived_ns: int) -> None:
        self._scheduler = scheduler
        self._cursor: Cursor | None = None
        self._is_parked = False
        self.arrived_ns = arrived_ns
        self.sink: Sink | None = sink
        self.planned: Planned | None = planned
        answer = planned.answer
        self._progress = (
            Progress(answer, is_grouped=scheduler.is_grouped) if type(answer) is Events else None
        )

    def begin(self, start_ns: int) -> None:
        """Run from `start_ns` on: arrival, or the end of the wait for a slot."""
        assert self.planned is not None
        self._cursor = self._scheduler.cursor(self.planned, start_ns)
        self._scheduler.wake_at(self._cursor.due_ns, self)

    @property
    def has_begun(self) -> bool:
        """Whether it left the queue."""
        return self._cursor is not None

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        cursor = self._cursor
        if cursor is None or self._parks():
            return 0
        tails = self._due_tails(cursor, now_ns)
        if cursor.due_ns:
            self._deliver(tails, is_last=False)
            return cursor.due_ns
        self._scheduler.ended(cursor.taken_ns)
        self._deliver(tails, is_last=True)
        return 0

    def _due_tails(self, cursor: Cursor, now_ns: int) -> list[bytes]:
        progress = self._progress
        if progress is None:
            cursor.advance(now_ns)
            return []
        if not self._scheduler.is_grouped:
            return progress.tails(cursor.advance(now_ns))
        return [tail for ready in cursor.take(now_ns) for tail in progress.tails(ready)]

    def unpark(self) -> None:
        """Go on: the client reads again."""
        if self._is_parked:
            self._is_parked = False
            self._scheduler.wake_at(self._scheduler.now_ns(), self)

    def forget(self) -> None:
        """Send nothing more: the client left."""
        if self.planned is not None:
            self._scheduler.left(self)
            self._drop()

    def fail(self) -> None:
        """See pacer.Sender."""
        sink = self.sink
        self.forget()
        if sink is not None:
            sink.abort()

    def _parks(self) -> bool:
        if self.sink is None or not self.sink.is_blocked():
            return False
        if not self._is_parked:
            self._is_parked = True
            self._scheduler.parked += 1
        return True

    def _deliver(self, tails: list[bytes], *, is_last: bool) -> None:
        """Hand over what is due; after the last part, hold nothing."""
        planned, sink, progress = self.planned, self.sink, self._progress
        assert planned is not None
        assert sink is not None
        note = self._note(planned) if is_last else b""
        if is_last:
            self._drop()
        if type(planned.answer) is Whole:
            if is_last:
                sink.send_whole(planned.answer)
            return
        assert type(planned.answer) is Events
        assert progress is not None
        events = progress.joined(tails, is_last=is_last, note=note)
        sink.send_events(planned.answer, events, is_last=is_last)

    def _note(self, planned: Planned) -> bytes:
        """Return what a stream says of itself before its end."""
        return b""

    def _drop(self) -> None:
        self.sink = self.planned = self._cursor = self._progress = None


class Traced(Sending):
    """A sending that remembers its worst lateness, and ends a stream by telling it."""

    __slots__ = ("_worst_ns",)

    def __init__(self, scheduler: Scheduler, planned: Planned, sink: Sink, arrived_ns: int) -> None:
        super().__init__(scheduler, planned, sink, arrived_ns)
        self._worst_ns = 0

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        if self._cursor is not None and not self._is_parked:
            self._worst_ns = max(self._worst_ns, now_ns - self._cursor.due_ns)
        return super().send_due(now_ns)

    def _note(self, planned: Planned) -> bytes:
        assert self._cursor is not None
        return note(
            self._cursor.taken_ns - self.arrived_ns,
            self._scheduler.now_ns() - self.arrived_ns,
            self._worst_ns,
        )


class Stepped(Sending):
    """An answer whose tokens an engine's clock emits; see engine.load.steps.Sequence.

    Before it joins the engine it waits for its plan's first offset, the time in front of it.
    """

    __slots__ = ("_emitted", "_joins_ns", "kept_tokens", "prefill_tokens")

    def __init__(self, scheduler: Scheduler, planned: Planned, sink: Sink, arrived_ns: int) -> None:
        super().__init__(scheduler, planned, sink, arrived_ns)
        self._emitted = 0
        self._joins_ns = 0
        self.prefill_tokens = planned.fresh_tokens
        self.kept_tokens = planned.cached_tokens

    def begin(self, start_ns: int) -> None:
        """Join the engine once the time in front of it has passed."""
        assert self.planned is not None
        assert self.planned.plan is not None
        self._joins_ns = start_ns + self.planned.plan.first_ns
        self._scheduler.wake_at(self._joins_ns, self)

    def send_due(self, now_ns: int) -> int:
        """Join the engine; or, woken again, write what it emitted while the client did not read."""
        if self.planned is None:
            return 0
        if self._joins_ns:
            joins_ns, self._joins_ns = self._joins_ns, 0
            self._scheduler.join_engine(self, joins_ns)
        elif not self._parks():
            self._write()
        return 0

    def emit(self, now_ns: int) -> bool:
        """See engine.load.steps.Sequence."""
        if self.planned is None:
            return False
        self._emitted += 1
        self._noted(now_ns)
        try:
            if not self._parks():
                self._write()
        except Exception:  # one broken answer must not stop the engine
            log.exception("an answer failed and is dropped")
            self.fail()
        return self.planned is not None and self._emitted < self._wanted

    def _noted(self, now_ns: int) -> None:
        """Take note of when a token was due."""

    @property
    def _wanted(self) -> int:
        assert self.planned is not None
        return self.planned.hidden_tokens + max(1, self.planned.tokens)

    def _write(self) -> None:
        assert self.planned is not None
        shown = self._emitted - self.planned.hidden_tokens
        if shown > 0:
            tails = [] if self._progress is None else self._progress.tails(shown)
            self._deliver(tails, is_last=self._emitted >= self._wanted)


class TracedStepped(Stepped):
    """The same, telling at its end how late the engine's tokens left."""

    __slots__ = ("_due_ns", "_worst_ns")

    def __init__(self, scheduler: Scheduler, planned: Planned, sink: Sink, arrived_ns: int) -> None:
        super().__init__(scheduler, planned, sink, arrived_ns)
        self._due_ns = self._worst_ns = 0

    def _noted(self, now_ns: int) -> None:
        self._due_ns = now_ns
        self._worst_ns = max(self._worst_ns, self._scheduler.now_ns() - now_ns)

    def _note(self, planned: Planned) -> bytes:
        now_ns = self._scheduler.now_ns()
        return note(self._due_ns - self.arrived_ns, now_ns - self.arrived_ns, self._worst_ns)


def note(planned_ns: int, actual_ns: int, worst_ns: int) -> bytes:
    """Return the comment that ends a traced stream, before its last line."""
    return b": sanic-mock planned_ms=%.3f actual_ms=%.3f max_late_us=%.0f\n\n" % (
        planned_ns / 1e6,
        actual_ns / 1e6,
        worst_ns / 1e3,
    )
