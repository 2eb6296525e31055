"""Renderers that most streams have: see answer.Renderer.

What all events of one stream share is rendered once, and what follows it is shared by all streams,
so a waiting stream holds references and not its own copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from sanic_mock.dialects.answer import Events, Renderer

# A chunk of a chat completion has some 300 bytes, so a slice has some 150 KB.
SLICE_PIECES = 500
MOST_AT_ONCE = 3200


class Suffixes(Protocol):
    """Piece of text, as inside a JSON string, to the rest of its event; shared by many streams."""

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the suffix of the event of one piece; kept."""
        ...

    def grouped(self, pieces: Sequence[bytes]) -> bytes:
        """Return the suffix of one event of several pieces; not kept."""
        ...


class ConvertedEvents:
    """The events of another stream, converted to another form.

    Args:
        renderer: makes those events.
        end: what follows the last event.

    Attributes:
        renderer: the same.
    """

    __slots__ = ("end", "renderer")

    def __init__(self, renderer: Renderer, end: bytes) -> None:
        self.renderer = renderer
        self.end = end

    def opening(self) -> bytes:
        """See Renderer."""
        return self.converted(self.renderer.opening())

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self.converted, self.renderer.each(pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self.converted(self.renderer.together(pieces))

    def closing(self) -> bytes:
        """See Renderer."""
        return self.converted(self.renderer.closing())

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self.converted(self.renderer.everything(pieces))

    def converted(self, events: bytes) -> bytes:
        """Return events in the other form."""
        raise NotImplementedError


class SharedEvents:
    """Events that are each a prefix of their stream and a suffix that streams share.

    Args:
        prefix: start of every event, of this stream alone.
        opening: suffixes of the events before the first piece.
        suffixes: makes a piece's suffix.
        closing: suffixes of the events after the last piece.
        end: what follows the last event.
    """

    __slots__ = ("_closing", "_opening", "_prefix", "_suffixes", "end")

    def __init__(
        self,
        prefix: bytes,
        opening: Sequence[bytes],
        suffixes: Suffixes,
        closing: Sequence[bytes],
        end: bytes,
    ) -> None:
        self._prefix = prefix
        self._opening = opening
        self._suffixes = suffixes
        self._closing = closing
        self.end = end

    def opening(self) -> bytes:
        """See Renderer."""
        return self._prefix.join((b"", *self._opening))

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self._prefix.__add__, map(self._suffixes.__getitem__, pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._prefix + self._suffixes.grouped(pieces)

    def closing(self) -> bytes:
        """See Renderer."""
        return self._prefix.join((b"", *self._closing))

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        suffixes = map(self._suffixes.__getitem__, pieces)
        return self._prefix.join((b"", *self._opening, *suffixes, *self._closing)) + self.end


class StepEvents:
    """A stream whose pieces are whole steps: suffixes of its events, ready to be sent.

    Args:
        prefix: start of every event and every step.
        opening: suffixes of the events before the first step.
        closing: suffixes of the events after the last one.
        end: what follows the last event.
    """

    __slots__ = ("_closing", "_opening", "_prefix", "end")

    def __init__(
        self,
        prefix: bytes = b"",
        opening: Sequence[bytes] = (),
        closing: Sequence[bytes] = (),
        end: bytes = b"",
    ) -> None:
        self._prefix = prefix
        self._opening = opening
        self._closing = closing
        self.end = end

    def opening(self) -> bytes:
        """See Renderer."""
        return self.together(self._opening)

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self._prefix.__add__, pieces)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._prefix.join((b"", *pieces))

    def closing(self) -> bytes:
        """See Renderer."""
        return self.together(self._closing)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self.together((*self._opening, *pieces, *self._closing)) + self.end


class SparseEvents(StepEvents):
    """Steps of which some say nothing yet: b"" is no event."""

    __slots__ = ()

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        prefix = self._prefix
        return (prefix + piece if piece else b"" for piece in pieces)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._prefix.join((b"", *filter(None, pieces)))


def is_large(answer: Events) -> bool:
    """Return whether a stream is to be rendered and sent in slices."""
    return len(answer.pieces) > MOST_AT_ONCE


def slices(answer: Events, is_short: Callable[[], bool] = lambda: False) -> Iterator[bytes]:
    """Yield a stream in parts, each rendered when it is asked for; an event for each piece.

    Args:
        answer: the stream.
        is_short: says whether the next one is to be a quarter as long as others.
    """
    renderer, pieces, at = answer.renderer, answer.pieces, 0
    yield renderer.opening()
    while at < len(pieces):
        start, at = at, at + (SLICE_PIECES // 4 if is_short() else SLICE_PIECES)
        yield b"".join(renderer.each(pieces[start:at]))
    yield renderer.closing() + renderer.end


def ready(answer: Events) -> Events:
    """Return the same stream with nothing left to make."""
    whole = (answer.everything(),)
    return msgspec.structs.replace(answer, pieces=whole, renderer=StepEvents())
