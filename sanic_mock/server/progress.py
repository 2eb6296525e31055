"""How far an answer has come: what is to be sent when so many of its pieces are released."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole

# A body is never behind: none of it is sent before its last token is due.
_ALL = 1 << 62


class Progress(Protocol):
    """The content of one answer, in the order in which it is sent.

    Attributes:
        events: those of an open stream that are not taken yet, one for each piece; else None.
        taken: how many are.
        shared_bytes: what is sent besides, by whoever has the answer itself; see SlicedWhole.
    """

    events: Iterator[bytes] | None
    taken: int

    @property
    def shared_bytes(self) -> int:
        """See above."""

    def insert(self, content: bytes) -> bytes:
        """Return what is sent before the opening, and not taken from the answer."""

    def take(self, ready: int) -> bytes:
        """Return what brings the answer up to `ready` pieces; may be empty."""

    def rest(self, note: bytes = b"") -> bytes:
        """Return what follows once all pieces are taken.

        Args:
            note: what a stream says of itself before its end.
        """


class StreamProgress:
    """A stream's events, one for each piece.

    Args:
        answer: the stream.
    """

    __slots__ = ("_pieces", "_renderer", "events", "taken")
    shared_bytes = 0

    def __init__(self, answer: Events) -> None:
        self._pieces = answer.pieces
        self._renderer = answer.renderer
        self.events: Iterator[bytes] | None = None  # until it is opened
        self.taken = 0

    def insert(self, content: bytes) -> bytes:
        """See Progress."""
        return content

    def take(self, ready: int) -> bytes:
        """See Progress; the opening comes with the first."""
        more, self.taken = ready - self.taken, ready
        if self.events is not None:
            return b"".join(islice(self.events, more))
        opening = self._renderer.opening()
        self.events = self._renderer.each(self._pieces)
        return opening + b"".join(islice(self.events, more))

    def rest(self, note: bytes = b"") -> bytes:
        """See Progress."""
        return self._renderer.closing() + note + self._renderer.end


class GroupedProgress(StreamProgress):
    """A stream whose pieces that leave together are one event."""

    __slots__ = ("_is_open",)

    def __init__(self, answer: Events) -> None:
        super().__init__(answer)
        self._is_open = False

    def take(self, ready: int) -> bytes:
        """See Progress; the opening comes with the first."""
        pieces = self._pieces[self.taken : ready]
        self.taken = ready
        events = self._renderer.together(pieces) if pieces else b""
        if self._is_open:
            return events
        self._is_open = True
        return self._renderer.opening() + events


class WholeProgress:
    """An answer in one piece, sent when its last token is due."""

    __slots__ = ("_body", "shared_bytes")
    events: Iterator[bytes] | None = None
    taken = _ALL

    def __init__(self, answer: Whole) -> None:
        self._body = answer.body
        self.shared_bytes = answer.size if isinstance(answer, SlicedWhole) else 0

    def insert(self, content: bytes) -> bytes:
        """See Progress; nothing comes before a body."""
        return b""

    def take(self, ready: int) -> bytes:
        """See Progress."""
        return b""

    def rest(self, note: bytes = b"") -> bytes:
        """See Progress; a body has no room for a note."""
        return self._body


def progress_of(answer: Whole | Events, is_grouped: bool) -> Progress:
    """Return the beginning of an answer; `is_grouped`: what one release adds is one event."""
    if isinstance(answer, Whole):
        return WholeProgress(answer)
    return GroupedProgress(answer) if is_grouped else StreamProgress(answer)
