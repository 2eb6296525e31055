"""How far an answer has come, and when its next part is due."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.dialects.answer import Events
from sanic_mock.engine.chunking import Release


class Progress:
    """The events of a stream that were sent, and those to come.

    Args:
        answer: the stream.
        is_grouped: whether what one release adds is one event.
    """

    __slots__ = ("_answer", "_is_grouped", "_is_open", "_sent")

    def __init__(self, answer: Events, *, is_grouped: bool) -> None:
        self._answer = answer
        self._is_grouped = is_grouped
        self._is_open = False
        self._sent = 0

    def tails(self, ready: int) -> list[bytes]:
        """Return the tails that bring a stream up to `ready` pieces, its opening first."""
        answer = self._answer
        found: list[bytes] = []
        if not self._is_open:
            self._is_open = True
            found += answer.opening
        pieces = answer.pieces[self._sent : ready]
        self._sent = ready
        if not self._is_grouped:
            found.extend(map(answer.tails.__getitem__, pieces))
        elif pieces:
            found += answer.tails.grouped(pieces)
        return found

    def joined(self, tails: list[bytes], *, is_last: bool, note: bytes = b"") -> bytes:
        """Return tails as events; after the last, the closing, a note and the end."""
        answer = self._answer
        if not is_last:
            return answer.prefix.join((b"", *tails))
        return answer.prefix.join((b"", *tails, *answer.closing)) + note + answer.end


class Cursor:
    """A stream's place on its timeline.

    Args:
        releases: (offset in ns, pieces released by then), at least one.
        start_ns: when the offsets begin.

    Attributes:
        due_ns: when the next release is due; 0 when all are taken.
        taken_ns: when the last one taken was due.
    """

    __slots__ = ("_ready", "_releases", "_start_ns", "due_ns", "taken_ns")

    def __init__(self, releases: Iterator[Release], start_ns: int) -> None:
        self._releases = releases
        self._start_ns = start_ns
        offset, self._ready = next(releases)
        self.due_ns = start_ns + offset
        self.taken_ns = 0

    def advance(self, now_ns: int) -> int:
        """Take all that is due at once; return how many pieces are ready. One must be due."""
        start_ns, releases = self._start_ns, self._releases
        due_ns, ready = self.due_ns, self._ready
        while due_ns <= now_ns:
            taken_ns, taken = due_ns, ready
            following = next(releases, None)
            if following is None:
                due_ns = 0
                break
            due_ns = start_ns + following[0]
            ready = following[1]
        self.taken_ns, self.due_ns, self._ready = taken_ns, due_ns, ready
        return taken

    def take(self, now_ns: int) -> Iterator[int]:
        """Yield how many pieces are ready after each release that is due."""
        while 0 < self.due_ns <= now_ns:
            self.taken_ns = self.due_ns
            yield self._ready
            following = next(self._releases, None)
            if following is None:
                self.due_ns = 0
            else:
                self.due_ns = self._start_ns + following[0]
                self._ready = following[1]
