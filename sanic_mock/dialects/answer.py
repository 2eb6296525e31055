"""What a dialect hands to a lane: status, header fields and bytes, ready for any HTTP writer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec

from sanic_mock.engine.event_format import SERVER_SENT, EventFormat

# Is called where an answer ends before its end, once.
Undo = Callable[[], None]


class Whole(msgspec.Struct, frozen=True, gc=False):
    """An answer sent in one piece.

    Attributes:
        status: HTTP status.
        fields: header lines, each ending in CRLF, without length and connection.
        body: the body; its length is the Content-Length.
        undo: takes back what was kept of it, where its client leaves before it is due; None where
            nothing was.
        name: what its client calls it by, where only its body tells that; b"" otherwise.
    """

    status: int
    fields: bytes
    body: bytes
    undo: Undo | None = None
    name: bytes = b""


class SlicedWhole(Whole, frozen=True, gc=False):
    """An answer whose body is never joined: most of it is shared by all who are answered it.

    Attributes:
        body: nothing.
        parts: they make up the body.
    """

    parts: tuple[bytes | memoryview, ...] = ()

    @property
    def size(self) -> int:
        """Length of the body in bytes."""
        return sum(map(len, self.parts))


class Feed(msgspec.Struct, frozen=True, gc=False):
    """An answer without an end: server-sent events for as long as its client stays.

    Attributes:
        fields: header lines, each ending in CRLF, without framing and connection.
        tell: returns the events that are due at a unix second.
        every_s: how often there are some.
    """

    fields: bytes
    tell: Callable[[float], bytes]
    every_s: float


class Framing(NamedTuple):
    """How an HTTP/1.1 writer frames an answer of status 200 that it writes in one piece.

    Attributes:
        opening: what comes before its fields.
        length: what comes between them and its body, with %d for the body's length.
        events: what comes after the fields of a stream, with %x and %b for its length and itself.
    """

    opening: bytes
    length: bytes
    events: bytes


class Renderer(Protocol):
    """Makes the events of one stream.

    It is asked in the order in which events are sent, and once for each piece, so it may count.
    `everything` stands for all the other calls.

    Attributes:
        end: what follows the last event.
    """

    end: bytes

    def opening(self) -> bytes:
        """Return the events before the first piece; due with it."""

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the events of the next pieces, one for each, made when it is asked for."""

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """Return the events of the next pieces, which leave together: as few as there can be."""

    def closing(self) -> bytes:
        """Return the events after the last piece; due with it."""

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """Return a whole stream, an event for each piece."""


class EarlyEvents(ABC):
    """A renderer that has events for the time before the first piece; opening() has the others.

    All are asked for in this order, and none of them need be.
    """

    @abstractmethod
    def greeting(self) -> bytes:
        """Return the events that may leave with the head; asked for once."""

    @abstractmethod
    def signs(self) -> int:
        """Return how many parts there are of what is told of the thought."""

    @abstractmethod
    def sign(self) -> bytes:
        """Return the events up to the next of them, and itself; nothing behind the last."""


class Events(msgspec.Struct, frozen=True, gc=False):
    """An answer sent as events, server-sent ones for most.

    Attributes:
        fields: header lines, each ending in CRLF, without framing and connection.
        pieces: the text, in pieces as small as events may be.
        renderer: makes the events of this stream.
        format: how they are told apart.
        undo: takes back what was kept of it, where it is not sent to its end; None where nothing
            was.
        name: see Whole.
    """

    fields: bytes
    pieces: Sequence[bytes]
    renderer: Renderer
    format: EventFormat = SERVER_SENT
    undo: Undo | None = None
    name: bytes = b""

    def everything(self) -> bytes:
        """Return the whole stream, an event for each piece; asked for once."""
        return self.renderer.everything(self.pieces)


def field_pairs(fields: bytes) -> list[tuple[str, str]]:
    """Split header lines into (name, value) pairs."""
    lines = fields.decode("latin-1").split("\r\n")[:-1]
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
