"""Width and height of an image in a data URL, from its header alone."""

from __future__ import annotations

import struct

from sanic_mock.engine.media.encoded import Encoded

Size = tuple[int, int]

# A data URL's own head: "data:image/png;base64,".
_LONGEST_HEAD = 256
_LONGEST_HEADER = 32
_MOST_SEGMENTS = 256

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Start of frame: all of 0xC0 to 0xCF but DHT, JPG and DAC. ITU T.81, table B.1.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_ENDS = frozenset((0xD9, 0xDA))


def size_of(url: str) -> Size | None:
    """Return an image's width and height in pixels.

    Args:
        url: anything.

    Returns:
        None where it is no base64 data URL of a PNG, JPEG, GIF or WebP image, or where its header
        is broken or says 0. An animation counts by its canvas.
    """
    start = _start(url)
    if not start:
        return None
    image = Encoded(url, start)
    try:
        size = _read(image, image.at(0, _LONGEST_HEADER))
    except (struct.error, IndexError):
        return None
    return size if size and min(size) > 0 else None


def _start(url: str) -> int:
    """Return where a data URL's base64 begins, 0 where there is none."""
    if url[:5].lower() != "data:":
        return 0
    comma = url.find(",", 0, _LONGEST_HEAD)
    return comma + 1 if url[max(0, comma - 7) : comma].lower() == ";base64" else 0


def _read(image: Encoded, head: bytes) -> Size | None:
    if head.startswith(_PNG):  # PNG, third edition, 11.2.1: IHDR is first
        return _pair(">II", head, 16)
    if head.startswith((b"GIF87a", b"GIF89a")):  # GIF89a, 18: logical screen
        return _pair("<HH", head, 6)
    if head.startswith(_JPEG):
        return _jpeg(image)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    return None


def _pair(form: str, head: bytes, offset: int) -> Size:
    first, second = struct.unpack_from(form, head, offset)
    return first, second


def _jpeg(image: Encoded) -> Size | None:
    """Go from segment to segment to the start of frame: ITU T.81, B.1.1.4 and B.2.2."""
    offset = len(_JPEG)
    for _ in range(_MOST_SEGMENTS):
        segment = image.at(offset, 9)
        if segment[0] != 0xFF or segment[1] in _ENDS:
            return None
        if segment[1] in _FRAMES:
            height, width = _pair(">HH", segment, 5)
            return width, height
        if segment[1] == 0xFF:
            offset += 1
        else:
            offset += 2 + (0 if segment[1] in _ALONE else segment[2] << 8 | segment[3])
    return None


def _webp(head: bytes) -> Size | None:
    """Read the first chunk: RFC 9649, 2.5 to 2.7, and the key frame of RFC 6386, 9.1."""
    kind = head[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
        return (width + 1, height + 1) if len(head) >= 30 else None
    if kind == b"VP8L" and head[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = _pair("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
