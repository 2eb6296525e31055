"""How far an answer has come: what is to be sent when so many of its pieces are released."""

from __future__ import annotations

from typing import Protocol

from sanic_mock.dialects.answer import Events, Whole


class Progress(Protocol):
    """The content of one answer, in the order in which it is sent."""

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

    __slots__ = ("_is_open", "_pieces", "_renderer", "_sent")

    def __init__(self, answer: Events) -> None:
        self._pieces = answer.pieces
        self._renderer = answer.renderer
        self._is_open = False
        self._sent = 0

    def take(self, ready: int) -> bytes:
        """See Progress; the opening comes with the first."""
        pieces = self._pieces[self._sent : ready]
        self._sent = ready
        events = self._events(pieces) if pieces else b""
        if self._is_open:
            return events
        self._is_open = True
        return self._renderer.opening() + events

    def rest(self, note: bytes = b"") -> bytes:
        """See Progress."""
        return self._renderer.closing() + note + self._renderer.end

    def _events(self, pieces: tuple[bytes, ...]) -> bytes:
        return self._renderer.each(pieces)


class GroupedProgress(StreamProgress):
    """A stream whose pieces that leave together are one event."""

    __slots__ = ()

    def _events(self, pieces: tuple[bytes, ...]) -> bytes:
        return self._renderer.together(pieces)


class WholeProgress:
    """An answer in one piece, sent when its last token is due."""

    __slots__ = ("_body",)

    def __init__(self, answer: Whole) -> None:
        self._body = answer.body

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
