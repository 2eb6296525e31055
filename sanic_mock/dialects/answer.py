"""What a dialect hands to a lane: status, header fields and bytes, ready for any HTTP writer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Whole(msgspec.Struct, frozen=True, gc=False):
    """An answer sent in one piece.

    Attributes:
        status: HTTP status.
        fields: header lines, each ending in CRLF, without length and connection.
        body: the body; its length is the Content-Length.
    """

    status: int
    fields: bytes
    body: bytes


class Tails(Protocol):
    """Piece of text, as inside a JSON string, to the rest of its event; shared by many streams."""

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the tail of the event of one piece; kept."""
        ...

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the tails of the events of pieces that leave together; not kept."""
        ...


class Events(msgspec.Struct, frozen=True, gc=False):
    """An answer sent as server-sent events, each `prefix + tail`.

    What all events of one stream share is rendered once, and tails are shared by all streams, so
    a waiting stream holds references and not its own copies.

    Attributes:
        fields: header lines, each ending in CRLF, without framing and connection.
        prefix: start of every event, of this stream alone.
        opening: tails of the events before the first piece; due with it.
        pieces: the text, in pieces as small as events may be.
        tails: makes a piece's tail.
        closing: tails of the events after the last piece; due with it.
        end: what follows the last event.
    """

    fields: bytes
    prefix: bytes
    opening: tuple[bytes, ...]
    pieces: tuple[bytes, ...]
    tails: Tails
    closing: tuple[bytes, ...]
    end: bytes

    def rendered(self) -> Events:
        """Return the same stream with nothing left to make."""
        return Events(self.fields, b"", (self.all(),), (), self.tails, (), b"")

    def all(self) -> bytes:
        """Return the whole stream, an event for each piece."""
        tails = map(self.tails.__getitem__, self.pieces)
        return self.prefix.join((b"", *self.opening, *tails, *self.closing)) + self.end


def field_pairs(fields: bytes) -> list[tuple[str, str]]:
    """Split header lines into (name, value) pairs."""
    lines = fields.decode("latin-1").split("\r\n")[:-1]
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
