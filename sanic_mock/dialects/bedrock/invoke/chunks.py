"""The messages of InvokeModel's streams: JSON of the model's maker, in base64 [bedrock-2026]."""

from __future__ import annotations

from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import msgspec

from sanic_mock.dialects.bedrock.event_stream import event_kind, headers_of
from sanic_mock.dialects.bedrock.padding import padding

Json = dict[str, Any]

_CHUNK = event_kind(b"chunk").message
_CHECKSUM_BYTES = 4
_decode = msgspec.json.Decoder(Json).decode
_encode = msgspec.json.Encoder().encode

# Makes the JSON of each event of pieces that leave together, given how often some did before, how
# many pieces there were with these, and their text.
JsonOf = Callable[[int, int, bytes], Iterable[bytes]]


def chunk(content: bytes, padded: bytes) -> bytes:
    """Return the message of one JSON object."""
    return _CHUNK(b'{"bytes":"%b","p":"%b"}' % (b2a_base64(content, newline=False), padded))


def with_content(event: bytes, change: Callable[[Json], Json | None]) -> bytes:
    """Return a message whose object is changed; nothing where no object is left of it.

    Args:
        event: the message; an exception is left as it is.
        change: returns what is in the place of its object, itself where nothing is changed.
    """
    told = _decode(event[headers_of(event).stop : -_CHECKSUM_BYTES])
    if "bytes" not in told:  # an exception
        return event
    content = _decode(b64decode(told["bytes"]))
    changed = change(content)
    if changed is None:
        return b""
    return event if changed == content else chunk(_encode(changed), told["p"].encode())


class ChunkEvents:
    """A stream whose events say which piece they are; see answer.Renderer.

    Args:
        opening: JSON of the events before the first piece.
        json_of: makes the JSON of the events of pieces.
        closing: JSON of the events after the last piece.
        digest: the request's chance.
    """

    __slots__ = (
        "_closing",
        "_digest",
        "_json_of",
        "_numbers",
        "_opening",
        "_paddings",
        "_taken",
        "end",
    )

    def __init__(
        self, opening: Sequence[bytes], json_of: JsonOf, closing: Sequence[bytes], digest: bytes
    ) -> None:
        self._opening = opening
        self._json_of = json_of
        self._closing = closing
        self._digest = digest
        self._numbers = count()
        self._paddings = count()
        self._taken = 0
        self.end = b""

    def opening(self) -> bytes:
        """See Renderer."""
        return self._messages(self._opening)

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return (self._event(piece, 1) for piece in pieces)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._event(b"".join(pieces), len(pieces))

    def closing(self) -> bytes:
        """See Renderer."""
        return self._messages(self._closing)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return b"".join((self.opening(), *self.each(pieces), self.closing()))

    def _event(self, text: bytes, pieces: int) -> bytes:
        self._taken += pieces
        return self._messages(self._json_of(next(self._numbers), self._taken, text))

    def _messages(self, contents: Iterable[bytes]) -> bytes:
        return b"".join(chunk(content, self._padding()) for content in contents)

    def _padding(self) -> bytes:
        number = next(self._paddings)
        return padding(self._digest[number % len(self._digest)] + number)
