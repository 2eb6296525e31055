"""What a client can only send back: base64 of a few protobuf fields, whose content is chance."""

from __future__ import annotations

from base64 import b64encode

from sanic_mock.dialects.ids import unique
from sanic_mock.engine.draws import more


def opaque(digest: bytes, size: int) -> str:
    """Return what stands for something that nobody may read, of about so many bytes."""
    return b64encode(field_head(size) + chance_bytes(digest, size)).decode()


def field_head(size: int) -> bytes:
    """Return the head of field number 2, of bytes, that is so long together with them."""
    for width in range(1, 6):
        left = size - 1 - width
        if left < 1 << 7 * width:
            more_follow = (left >> 7 * place & 0x7F | 0x80 for place in range(width - 1))
            return bytes((0x12, *more_follow, left >> 7 * (width - 1)))
    raise ValueError(size)


def chance_bytes(digest: bytes, size: int) -> bytes:
    """Return so many bytes of chance."""
    found = b""
    while len(found) < size:
        found += unique(more(digest, b"sign%d" % len(found)))
    return found[:size]
