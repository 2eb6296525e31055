"""Pictures of one colour, of any size, as PNG, JPEG or WebP: small, and made in a moment."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

WIDEST = 4096
_PNG = b"\x89PNG\r\n\x1a\n"
_GREY = 128
_JPEG_START = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


@lru_cache(16)
def picture(form: str, width: int, height: int) -> bytes:
    """Return a grey picture.

    Args:
        form: "png", "jpeg" or "webp".
        width: pixels, at most `WIDEST`.
        height: as well.
    """
    width, height = min(width, WIDEST), min(height, WIDEST)
    makers = {"png": _png, "jpeg": _jpeg, "webp": _webp}
    return makers[form](width, height)


def _png(width: int, height: int) -> bytes:
    """Return a greyscale PNG: a filter byte and one byte a pixel in each row."""
    rows = (b"\0" + bytes([_GREY]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _PNG + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _jpeg(width: int, height: int) -> bytes:
    """Return a greyscale JPEG: two bits for each block of 8 by 8, as grey differs by nothing."""
    table = _segment(0xDB, bytes([0]) + bytes([16]) * 64)
    frame = _segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
    # one code of one bit each: "no difference", and "end of the block"
    codes = b"".join(_segment(0xC4, bytes([kind, 1, *([0] * 15), 0])) for kind in (0x00, 0x10))
    scan = _segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0]))
    blocks = -(-width // 8) * -(-height // 8)
    whole, rest = divmod(2 * blocks, 8)
    data = bytes(whole) + (bytes([0xFF >> rest]) if rest else b"")
    return _JPEG_START + table + frame + codes + scan + data + b"\xff\xd9"


def _segment(kind: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data


def _webp(width: int, height: int) -> bytes:
    """Return a lossless WebP: five codes of one symbol each, so that pixels take no bit at all."""
    bits = _Bits()
    bits.add(0x2F, 8)
    bits.add(width - 1, 14)
    bits.add(height - 1, 14)
    bits.add(0, 1 + 3 + 1 + 1 + 1)  # no alpha, version 0, no transform, cache or groups
    for symbol in (_GREY, _GREY, _GREY, 255, 0):  # green, red, blue, alpha, distance
        bits.add(0b101, 3)  # simple, one symbol, of eight bits
        bits.add(symbol, 8)
    data = bits.bytes()
    data += b"\0" * (len(data) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


class _Bits:
    """Bits, the lowest first."""

    def __init__(self) -> None:
        self._value = self._count = 0

    def add(self, value: int, bits: int) -> None:
        self._value |= value << self._count
        self._count += bits

    def bytes(self) -> bytes:
        return self._value.to_bytes(-(-self._count // 8), "little")
