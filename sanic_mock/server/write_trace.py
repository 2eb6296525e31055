"""When the writes of an answer left, beside when they were due."""

from __future__ import annotations

from array import array

from sanic_mock.engine.event_format import EventFormat


class Trace:
    """When the writes of one answer left, and how late.

    Args:
        form: of the stream whose client is told at its end; None for nobody.

    Attributes:
        first_ns: when the first one left; 0 before.
        first_planned_ns: when it was due.
        worst_ns: how late the latest was.
    """

    __slots__ = ("_format", "first_ns", "first_planned_ns", "worst_ns")

    def __init__(self, form: EventFormat | None = None) -> None:
        self._format = form
        self.first_ns = self.first_planned_ns = self.worst_ns = 0

    def wrote(self, due_ns: int, now_ns: int) -> None:
        """Take note of a write, and of when it was due."""
        self.worst_ns = max(self.worst_ns, now_ns - due_ns)
        if not self.first_ns:
            self.first_ns, self.first_planned_ns = now_ns, due_ns

    def writes(self, arrived_ns: int) -> bytes:
        """Return when each write was due and when it left; nothing where only some are kept."""
        return b""

    def note(self, planned_ns: int, actual_ns: int) -> bytes:
        """Return the comment that ends a traced stream, before its last line."""
        if self._format is None:
            return b""
        lateness = planned_ns / 1e6, actual_ns / 1e6, self.worst_ns / 1e3
        return self._format.comment(
            b"sanic-mock planned_ms=%.3f actual_ms=%.3f max_late_us=%.0f" % lateness
        )


class WritesTrace(Trace):
    """The same, of each write."""

    __slots__ = ("_times",)

    def __init__(self, form: EventFormat | None = None) -> None:
        super().__init__(form)
        self._times = array("q")

    def wrote(self, due_ns: int, now_ns: int) -> None:
        """See Trace."""
        super().wrote(due_ns, now_ns)
        self._times.extend((due_ns, now_ns))

    def writes(self, arrived_ns: int) -> bytes:
        """Return two words of eight bytes for each write, ns after the request: due, and left."""
        return array("q", (max(0, one - arrived_ns) for one in self._times)).tobytes()
