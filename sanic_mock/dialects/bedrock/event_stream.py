"""Messages of a binary event stream: `application/vnd.amazon.eventstream` [boto-2026].

A message is its length, that of its headers, a checksum of both, headers, payload, and a checksum
of all that; numbers are big-endian, checksums CRC-32 as zlib has it. A header is the length of its
name in a byte, the name, a type (7 is text), the length of its value in two bytes, and the value.
"""

from __future__ import annotations

from struct import Struct
from zlib import crc32

CONTENT_TYPE = b"application/vnd.amazon.eventstream"
KNOWN_LENGTHS = 4096

_LENGTHS = Struct(">II").pack
_TEXT = 7
# Two lengths and a checksum; what is behind a payload is another one.
_PRELUDE = 12
_FRAMING = _PRELUDE + 4


class MessageKind:
    """What the messages of one kind have before their payload.

    Args:
        headers: as they are in a message.
    """

    __slots__ = ("_headers", "_known")

    def __init__(self, headers: bytes) -> None:
        self._headers = headers
        self._known: dict[int, tuple[bytes, int]] = {}

    def message(self, payload: bytes) -> bytes:
        """Return the message that bears a payload."""
        head, checksum = self._known.get(len(payload)) or self._begin(len(payload))
        return b"%b%b%b" % (head, payload, _four(crc32(payload, checksum)))

    def _begin(self, length: int) -> tuple[bytes, int]:
        """Return what is before a payload of some length, and its checksum; kept."""
        if len(self._known) >= KNOWN_LENGTHS:
            self._known.clear()
        headers = self._headers
        lengths = _LENGTHS(_FRAMING + len(headers) + length, len(headers))
        head = lengths + _four(crc32(lengths)) + headers
        self._known[length] = begun = head, crc32(head)
        return begun


def event_kind(name: bytes) -> MessageKind:
    """Return the kind of an event; its headers' order is that of every recorded one."""
    return _kind(b"event", name)


def exception_kind(name: bytes) -> MessageKind:
    """Return the kind of an error that ends a stream."""
    return _kind(b"exception", name)


def _kind(kind: bytes, name: bytes) -> MessageKind:
    return MessageKind(
        _header(b":%b-type" % kind, name)
        + _header(b":content-type", b"application/json")
        + _header(b":message-type", kind)
    )


def size_of(content: bytes, at: int = 0) -> int:
    """Return how long a message at a place says that it is; 0 where not enough of it is there."""
    return int.from_bytes(content[at : at + 4], "big") if len(content) - at >= _FRAMING else 0


def headers_of(message: bytes) -> slice:
    """Return where a message has its headers; behind them is its payload."""
    return slice(_PRELUDE, _PRELUDE + int.from_bytes(message[4:8], "big"))


def with_payload(message: bytes, payload: bytes) -> bytes:
    """Return a message with another payload."""
    return MessageKind(message[headers_of(message)]).message(payload)


def _header(name: bytes, value: bytes) -> bytes:
    return b"%c%b%c%b%b" % (len(name), name, _TEXT, len(value).to_bytes(2, "big"), value)


def _four(number: int) -> bytes:
    return number.to_bytes(4, "big")
