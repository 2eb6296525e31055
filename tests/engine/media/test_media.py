"""Images and sound count as OpenAI counts them, and no garbage is too much for their readers."""

from __future__ import annotations

import struct
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media.image_size import size_of
from sanic_mock.engine.media.sound import seconds_of
from sanic_mock.engine.media.tariffs import audio_tokens, image_tokens, speech_s, speech_tokens

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x04JF"
MP3 = b"\xff\xfb\x90\xc4"  # MPEG-1, 128 kbit/s, 44.1 kHz, mono
SIGNATURES = [
    b"",
    PNG,
    b"GIF89a",
    b"\xff\xd8",
    JPEG,
    b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a",
    b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
    b"RIFF\0\0\0\0WAVEdata",
    b"ID3\x04\0\0\0\0\0\0",
    b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    MP3,
    MP3 + bytes(17) + b"Xing\0\0\0\x01",
]
MODELS = ["gpt-4o", "gpt-4o-mini", "gpt-4.1-nano", "gpt-5.4", "o3", "no-such"]
garbage = st.one_of(
    st.text(max_size=300),
    st.builds(
        lambda head, rest: b64encode(head + rest).decode(),
        st.sampled_from(SIGNATURES),
        st.binary(max_size=200),
    ),
)


def url_of(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(raw).decode()}"


def png(width: int, height: int) -> str:
    return url_of(PNG + struct.pack(">II", width, height) + b"\x08\x02\0\0\0")


def jpeg(width: int, height: int, frame: int = 0xC0, before: bytes = b"") -> str:
    head = struct.pack(">HBHH", 17, 8, height, width)
    return url_of(b"\xff\xd8" + before + bytes([0xFF, frame]) + head + bytes(10), "jpeg")


def wav(chunks: bytes) -> str:
    return b64encode(b"RIFF\xff\xff\xff\xffWAVE" + chunks).decode()


def fmt(byte_rate: int) -> bytes:
    return b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, byte_rate // 2, byte_rate, 2, 16)


@pytest.mark.parametrize(
    ("model", "detail", "width", "height", "tokens"),
    [
        # the examples of the guide "Images and vision"
        ("gpt-4o", "high", 1024, 1024, 765),
        ("gpt-4o", "high", 2048, 4096, 1105),
        ("gpt-4o", "low", 4096, 8192, 85),
        ("gpt-5.2", "high", 1024, 1024, 1024),
        ("gpt-5.2", "high", 1800, 2400, 1452),
        ("gpt-4.1-mini-2025-04-14", "auto", 1800, 2400, 2353),
        # what clients were billed, less the text beside the image (community.openai.com, threads
        # 1281361, 1230130 and 1262691)
        ("gpt-4.1", "auto", 2049, 513, 1445),
        ("gpt-4.1", "auto", 2050, 513, 765),
        ("gpt-4.1", "auto", 1800, 2400, 765),
        ("gpt-4.1-mini", "auto", 4000, 1474, 2489),
        ("gpt-4.1-mini", "auto", 2400, 1800, 2353),
        ("gpt-4.1-mini", "high", 128, 64, 13),
        ("gpt-4.1-nano", "low", 128, 64, 20),
        ("gpt-4o-2024-08-06", "high", 128, 64, 255),
        ("gpt-4o-mini-2024-07-18", "high", 128, 64, 8500),
        ("gpt-4o-mini-2024-07-18", "low", 128, 64, 2833),
        ("o3-2025-04-16", "high", 128, 64, 225),
        ("o3-2025-04-16", "low", 128, 64, 75),
        # by the guide's tables
        ("gpt-5-2025-08-07", "high", 1024, 1024, 630),
        ("gpt-5-chat-latest", "low", 1024, 1024, 70),
        ("gpt-5-mini", "high", 1024, 1024, 1659),
        ("gpt-5-nano", "high", 1024, 1024, 2520),
        ("o4-mini", "high", 1024, 1024, 1762),
        ("computer-use-preview", "high", 1024, 768, 581),
        ("gpt-5.4", "auto", 2048, 2048, 2500),
        ("gpt-5.4", "original", 2048, 2048, 4096),
        ("gpt-5.4-mini", "original", 1024, 1024, 1659),
        ("gpt-5.5", "auto", 6000, 6000, 10000),
        ("gpt-5.5", "high", 6000, 6000, 2500),
        ("gpt-5.5", "low", 6000, 6000, 256),
        # no such model; a gateway's name; a fine-tuned one
        ("llama-3", "auto", 512, 512, 255),
        ("openai/gpt-4o-mini", "low", 512, 512, 2833),
        ("ft:gpt-4.1-nano-2025-04-14:org::id", "auto", 32, 32, 3),
        # no side is shorter than a pixel
        ("gpt-4o", "high", 1, 1, 255),
        ("gpt-4o", "high", 1_000_000, 1, 765),
        ("gpt-5-mini", "high", 1_000_000, 1, 104),
    ],
)
def test_an_image_costs_what_its_size_does(
    model: str, detail: str, width: int, height: int, tokens: int
) -> None:
    assert image_tokens(png(width, height), detail, model) == tokens


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
def test_an_image_whose_size_is_unknown_counts_as_1024_square(url: str) -> None:
    assert size_of(url) is None
    assert image_tokens(url, "high", "gpt-4o") == 765


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
        (b64encode(MP3 + bytes(17) + b"Info\0\0\0\x01" + b"\xff" * 971).decode(), "mp3", 1.0),
        (b64encode(bytes(16_000)).decode(), "mp3", 1.0),
        (b64encode(bytes(8_000)).decode(), "flac", 1.0),
        ("", "wav", 0.0),
        ("", "mp3", 0.0),
    ],
)
def test_a_recording_lasts_as_its_header_says(data: str, kind: str, seconds: float) -> None:
    assert seconds_of(data, kind) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("milliseconds", "tokens"), [(0, 0), (1, 1), (100, 1), (101, 2), (700, 7), (60_000, 600)]
)
def test_a_recording_costs_a_token_for_each_tenth_of_a_second(
    milliseconds: int, tokens: int
) -> None:
    sound = wav(fmt(48_000) + b"data\xff\xff\xff\xff" + bytes(48 * milliseconds))

    assert audio_tokens(sound, "wav") == tokens


def test_speech_costs_twenty_tokens_a_second() -> None:
    for tokens in (0, 1, 9, 1000):
        assert speech_tokens(tokens) == round(20 * speech_s(tokens))


@given(garbage, st.sampled_from(["", "data:", "data:;base64,", "data:image/png;base64,"]))
def test_no_image_is_too_broken_to_count(rest: str, head: str) -> None:
    for model in MODELS:
        for detail in ("low", "high", "original", rest):
            assert image_tokens(head + rest, detail, model) > 0
    assert image_tokens(head + rest, "auto", rest) > 0


@given(garbage, st.sampled_from(["wav", "mp3", "pcm16", "opus", "x"]))
def test_no_recording_is_too_broken_to_count(data: str, kind: str) -> None:
    assert 0 <= audio_tokens(data, kind) <= len(data)


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
