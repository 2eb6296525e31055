"""Pictures are what they say they are: their size is in them, and nothing is missing."""

from __future__ import annotations

import struct
import zlib

import pytest

from sanic_mock.engine.media.picture import WIDEST, picture

# Pillow opened and loaded each of these forms in sizes that are no multiples of a block, too.
SIZES = [(1024, 1024), (1, 1), (37, 19), (1536, 1024)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_png_has_its_rows(width: int, height: int) -> None:
    data = picture("png", width, height)
    length = struct.unpack(">I", data[33:37])[0]

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (width, height)
    assert len(zlib.decompress(data[41 : 41 + length])) == height * (width + 1)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_jpeg_has_its_blocks(width: int, height: int) -> None:
    data = picture("jpeg", width, height)
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")

    assert (data[:2], data[-2:]) == (b"\xff\xd8", b"\xff\xd9")
    assert struct.unpack(">HH", data[frame + 5 : frame + 9]) == (height, width)
    assert len(data) - 2 - (scan + 10) == -(-(2 * -(-width // 8) * -(-height // 8)) // 8)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_webp_says_its_length_and_size(width: int, height: int) -> None:
    data = picture("webp", width, height)
    bits = int.from_bytes(data[21:25], "little")

    assert (data[:4], data[8:16], data[20]) == (b"RIFF", b"WEBPVP8L", 0x2F)
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    assert (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)) == (width, height)


def test_no_picture_is_larger_than_the_widest() -> None:
    assert picture("jpeg", 10**6, 1) == picture("jpeg", WIDEST, 1)
