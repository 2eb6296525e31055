"""Messages of a binary event stream: `application/vnd.amazon.eventstream` [boto-2026].

A message is its length, that of its headers, a checksum of both, headers, payload, and a checksum
of all that; numbers are big-endian, checksums CRC-32 as zlib has it. A header is the length of its
name in a byte, the name, a type (7 is text), the length of its value in two bytes, and the value.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from zlib import crc32

CONTENT_TYPE = b"application/vnd.amazon.eventstream"
KNOWN_LENGTHS = 4096

_LENGTHS = Struct(">II").pack
_TEXT = 7
# Two lengths and two checksums.
_FRAMING = 16


class MessageKind:
    """What the messages of one kind have before their payload.

    Args:
        headers: names and values, in their order.
    """

    __slots__ = ("_headers", "_known")

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self._headers = b"".join(_header(name, value) for name, value in headers)
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
    return MessageKind(
        (
            (b":event-type", name),
            (b":content-type", b"application/json"),
            (b":message-type", b"event"),
        )
    )


def exception_kind(name: bytes) -> MessageKind:
    """Return the kind of an error that ends a stream."""
    return MessageKind(
        (
            (b":exception-type", name),
            (b":content-type", b"application/json"),
            (b":message-type", b"exception"),
        )
    )


def _header(name: bytes, value: bytes) -> bytes:
    return b"%c%b%c%b%b" % (len(name), name, _TEXT, len(value).to_bytes(2, "big"), value)


def _four(number: int) -> bytes:
    return number.to_bytes(4, "big")
