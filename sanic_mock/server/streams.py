"""Answers that take their time: what the pacer wakes, and what each then writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sanic_mock.dialects.answer import Events
from sanic_mock.engine.chunking import Release
from sanic_mock.server.http_bytes import LAST_CHUNK, chunk, events_head


class Outlet(Protocol):
    """The connection an answer goes to."""

    def write(self, content: bytes) -> None:
        """Send bytes now."""

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""

    def finished(self) -> None:
        """Go on with the next request."""


class Later:
    """A whole response that waits for its time."""

    __slots__ = ("_outlet", "_response")

    def __init__(self, outlet: Outlet, response: bytes) -> None:
        self._outlet: Outlet | None = outlet
        self._response = response

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        outlet = self._outlet
        if outlet is not None:
            outlet.write(self._response)
            outlet.finished()
        return 0

    def forget(self) -> None:
        """Send nothing, and hold nothing: the client left."""
        self._outlet = None
        self._response = b""


class Cursor:
    """How far a stream has come: turns releases that are due into the bytes of their events.

    Args:
        answer: the stream.
        releases: (offset in ns, pieces released by then), at least one.
        start_ns: when the offsets begin.
        is_grouped: whether what one release adds is one event.
    """

    __slots__ = ("_answer", "_grouped", "_ready", "_releases", "_sent", "_start_ns", "due_ns")

    def __init__(
        self, answer: Events, releases: Iterator[Release], start_ns: int, *, is_grouped: bool
    ) -> None:
        self._answer = answer
        self._releases = releases
        self._start_ns = start_ns
        self._grouped = is_grouped
        self._sent = -1
        offset, self._ready = next(releases)
        self.due_ns = start_ns + offset

    def take(self, now_ns: int) -> bytes:
        """Return the events due at `now_ns`, and move on; `due_ns` is 0 after the last.

        At least one release must be due.
        """
        answer = self._answer
        tails: list[bytes] = [b""]
        if self._sent < 0:
            tails += answer.opening
            self._sent = 0
        while 0 < self.due_ns <= now_ns:
            self._release(tails)
        if self.due_ns:
            return answer.prefix.join(tails)
        tails += answer.closing
        return answer.prefix.join(tails) + answer.end

    def _release(self, tails: list[bytes]) -> None:
        pieces = self._answer.pieces[self._sent : self._ready]
        if not self._grouped:
            tails.extend(map(self._answer.tails.__getitem__, pieces))
        elif pieces:
            tails.append(self._answer.tails.grouped(b"".join(pieces)))
        self._sent = self._ready
        following = next(self._releases, None)
        if following is None:
            self.due_ns = 0
        else:
            self.due_ns = self._start_ns + following[0]
            self._ready = following[1]


class Stream:
    """A stream on a connection of its own framing; parked while its client does not read."""

    __slots__ = ("_cursor", "_is_parked", "_outlet", "_start")

    def __init__(self, outlet: Outlet, answer: Events, cursor: Cursor) -> None:
        self._outlet: Outlet | None = outlet
        self._cursor: Cursor | None = cursor
        self._start = events_head(answer)
        self._is_parked = False

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        outlet, cursor = self._outlet, self._cursor
        if outlet is None or cursor is None:
            return 0
        if outlet.is_blocked():
            self._is_parked = True
            return 0
        content = chunk(cursor.take(now_ns))
        if self._start:
            content = self._start + content
            self._start = b""
        if cursor.due_ns:
            outlet.write(content)
            return cursor.due_ns
        outlet.write(content + LAST_CHUNK)
        outlet.finished()
        return 0

    def unpark(self) -> int:
        """Return the deadline to wake for, now that the client reads again; 0 for none."""
        if not self._is_parked or self._cursor is None:
            return 0
        self._is_parked = False
        return self._cursor.due_ns

    def forget(self) -> None:
        """Send nothing, and hold nothing: the client left."""
        self._outlet = self._cursor = None
        self._start = b""
