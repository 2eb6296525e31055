"""Sizes and lengths are read from headers, and no garbage is too much for their readers."""

from __future__ import annotations

import struct
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media.image_size import size_of
from sanic_mock.engine.media.sound import seconds_of
from tests.engine.media.makers import MP3, PNG, fmt, garbage, jpeg, png, url_of, wav


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com/cat.png",
        "data:image/png;base64,",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,é",
        "data:image/png," + png(8, 8).partition(",")[2],
        url_of(PNG + b"\0\0\0\x08"),
        png(0, 8),
        url_of(b"GIF89a\x08\0"),
        jpeg(8, 8, before=b"\xff\xda\0\x02"),
        jpeg(8, 8, before=b"\0"),
        url_of(b"<svg/>" * 9),
    ],
)
def test_an_image_may_have_no_size_that_can_be_known(url: str) -> None:
    assert size_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        png(640, 480),
        png(640, 480).replace("data:image/png;base64", "DATA:image/png;charset=utf-8;BASE64"),
        png(640, 480).rstrip("=") + "AAA",
        url_of(b"GIF87a\x80\x02\xe0\x01\0\0\0", "gif"),
        jpeg(640, 480),
        jpeg(640, 480, frame=0xC2),
        # tables, a restart marker, fill bytes, 60 KB of EXIF, comments before the frame
        jpeg(640, 480, before=b"\xff\xc4\0\x05abc\xff\xd0\xff\xff\xff\xfe\0\x02"),
        jpeg(640, 480, before=(b"\xff\xe1\xff\xff" + bytes(65_533)) * 4),
        url_of(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0", "webp"),
        url_of(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14), "webp"),
        url_of(
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a"
            + struct.pack("<HH", 640, 480 | 1 << 14)
        ),
    ],
)
def test_a_size_is_read_from_each_format(url: str) -> None:
    assert size_of(url) == (640, 480)


def encoded(flags: bytes, between: bytes, name: bytes) -> str:
    """Return a recording of 75 frames that begins with its encoder's notes."""
    notes = b"Xing\0\0\0" + flags + b"\0\0\0\x4b" + between + name + bytes(12) + b"\x24\x02\xfd"
    return b64encode(MP3 + bytes(17) + notes + bytes(9000)).decode()


@pytest.mark.parametrize(
    ("data", "kind", "seconds"),
    [
        (wav(fmt(48_000) + b"data" + struct.pack("<I", 96_000) + bytes(96_000)), "wav", 2.0),
        # written as it was made; with another chunk in between
        (wav(fmt(48_000) + b"data\xff\xff\xff\xff" + bytes(48_000)), "wav", 1.0),
        (wav(fmt(16_000) + b"LIST\x03\0\0\0abc\0data\x80\x3e\0\0" + bytes(16_000)), "wav", 1.0),
        # no header: 24 kHz, 16 bits
        (b64encode(bytes(48_000)).decode(), "wav", 1.0),
        (b64encode(bytes(48_000)).decode(), "pcm16", 1.0),
        (wav(b"data\0\0\0\0" + bytes(47_980)), "wav", 1.0),
        (wav(fmt(0) + b"data\0\0\0\0" + bytes(47_956)), "wav", 1.0),
        # one byte in a second is not believed
        (wav(fmt(2)[:16] + b"\x01\0\0\0" + fmt(2)[20:] + b"data\0\0\1\0" + bytes(956)), "wav", 1.0),
        (b64encode(MP3 + bytes(15_996)).decode(), "mp3", 1.0),
        (b64encode(b"\xff\xf3\x14\xc0" + bytes(996)).decode(), "mp3", 1.0),
        (
            b64encode(b"ID3\x04\0\0\0\0\x01\0" + bytes(128) + MP3 + bytes(15_996)).decode(),
            "mp3",
            1.0,
        ),
        (b64encode(bytes(10) + MP3 + bytes(15_996)).decode(), "mp3", 1.0),
        (
            b64encode(MP3 + bytes(17) + b"Xing\0\0\0\x0f\0\0\0\x4b" + bytes(9000)).decode(),
            "mp3",
            75 * 1152 / 44_100,
        ),
        (b64encode(MP3 + bytes(17) + b"Xing\0\0\0\x0e" + bytes(15_971)).decode(), "mp3", 1.0),
        # 576 samples before the sound, and 765 behind it
        (encoded(b"\x0f", bytes(108), b"LAME3.100"), "mp3", (75 * 1152 - 576 - 765) / 44_100),
        (encoded(b"\x01", b"", b"Lavc60.31"), "mp3", (75 * 1152 - 576 - 765) / 44_100),
        (encoded(b"\x01", b"", b"unknown  "), "mp3", 75 * 1152 / 44_100),
        (b64encode(MP3 + bytes(17) + b"Info\0\0\0\x01" + b"\xff" * 971).decode(), "mp3", 1.0),
        (b64encode(bytes(16_000)).decode(), "mp3", 1.0),
        (b64encode(bytes(8_000)).decode(), "flac", 1.0),
        ("", "wav", 0.0),
        ("", "mp3", 0.0),
    ],
)
def test_a_recording_lasts_as_its_header_says(data: str, kind: str, seconds: float) -> None:
    assert seconds_of(data, kind) == pytest.approx(seconds)


@given(garbage, st.sampled_from(["", "data:", "data:;base64,", "data:image/png;base64,"]))
def test_no_image_is_too_broken_to_read(rest: str, head: str) -> None:
    size = size_of(head + rest)

    assert size is None or min(size) > 0


@given(garbage, st.sampled_from(["wav", "mp3", "pcm16", "opus", "x"]))
def test_no_recording_is_too_broken_to_read(data: str, kind: str) -> None:
    assert 0 <= seconds_of(data, kind) <= len(data)


class Counted(str):
    """Text that counts how many of its characters were taken."""

    taken = 0

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        self.taken += len(part)
        return part


@pytest.mark.parametrize(
    "raw",
    [
        PNG + bytes(3_000_000),
        b"\xff\xd8" + b"\xff" * 3_000_000,
        b"\xff\xd8" + b"\xff\xfe\0\x02" * 750_000,
        b"\xff\xd8" + b"\xff\xd0" * 1_500_000,
    ],
)
def test_little_is_read_of_a_large_image(raw: bytes) -> None:
    url = Counted(url_of(raw))

    size_of(url)

    assert url.taken < 10_000


@pytest.mark.parametrize("kind", ["wav", "mp3", "opus"])
@pytest.mark.parametrize(
    "raw",
    [
        b"RIFF\0\0\0\0WAVE" + bytes(3_000_000),
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 400_000,
        b"\xff" * 3_000_000,
        b"ID3\x04\0\0\0\x10\0\0" + b"\xff\xe2" * 1_500_000,
    ],
)
def test_little_is_read_of_a_large_recording(raw: bytes, kind: str) -> None:
    data = Counted(b64encode(raw).decode())

    assert seconds_of(data, kind) > 0
    assert data.taken < 10_000
