"""Silence is sound that a client can decode: right sizes, right checksums, nothing but zeros."""

from __future__ import annotations

import io
import wave
from base64 import b64decode, b64encode
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.media.silence import HZ, KINDS, LONGEST_S, silence, silence_base64
from sanic_mock.engine.media.sound import seconds_of

SECONDS = [0.0, 0.001, 0.3, 2.7, 30.0]


def check_of(raw: bytes, polynomial: int, bits: int) -> int:
    """Return a cyclic check bit by bit, as its definition says."""
    rest = 0
    for byte in raw + bytes(bits // 8):
        for place in range(7, -1, -1):
            rest = rest << 1 | byte >> place & 1
            if rest >> bits:
                rest ^= polynomial | 1 << bits
    return rest


def pages(raw: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield an Ogg stream's pages: header and packets."""
    while raw:
        count = raw[26]
        sizes, body = raw[27 : 27 + count], raw[27 + count :]
        ends = [sum(sizes[: place + 1]) for place in range(count)]
        yield raw[:27], [body[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        zeroed = raw[:22] + bytes(4) + raw[26 : 27 + count] + body[: sum(sizes)]
        assert int.from_bytes(raw[22:26], "little") == check_of(zeroed, 0x04C11DB7, 32)
        raw = body[sum(sizes) :]


@pytest.mark.parametrize("seconds", SECONDS)
def test_a_wav_is_one_that_the_standard_library_reads(seconds: float) -> None:
    with wave.open(io.BytesIO(silence(seconds, "wav"))) as sound:
        assert sound.getparams()[:3] == (1, 2, HZ)
        assert sound.getnframes() == round(seconds * HZ)
        assert not any(sound.readframes(HZ * 60))


@pytest.mark.parametrize("seconds", SECONDS)
@pytest.mark.parametrize("kind", ["wav", "pcm16", "mp3"])
def test_silence_lasts_as_long_as_was_asked_for(kind: str, seconds: float) -> None:
    sound = silence_base64(seconds, kind).decode()

    assert seconds <= seconds_of(sound, kind) + 1 / HZ <= seconds + 0.025


@given(st.floats(0, 2), st.sampled_from(KINDS))
def test_base64_is_that_of_the_same_bytes(seconds: float, kind: str) -> None:
    assert silence_base64(seconds, kind) == b64encode(silence(seconds, kind))


@given(st.integers(1, 200))
def test_a_streams_pieces_join_to_whole_samples(samples: int) -> None:
    """A client of a stream decodes each piece by itself."""
    assert len(b64decode(silence_base64(samples / HZ, "pcm16"))) == 2 * samples


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [LONGEST_S * 2, 1e300, float("inf")])
def test_no_silence_is_longer_than_a_minute(kind: str, seconds: float) -> None:
    assert silence(seconds, kind) == silence(LONGEST_S, kind)
    assert len(silence(seconds, kind)) <= LONGEST_S * HZ * 2 + 44
    assert silence(-1.0, kind) == silence(0.0, kind)


def test_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        silence(1.0, "midi")


@pytest.mark.parametrize("seconds", SECONDS)
def test_aac_frames_say_their_length(seconds: float) -> None:
    sound = silence(seconds, "aac")
    frames = 0
    while sound:
        assert sound[:2] == b"\xff\xf1"
        sound = sound[(sound[3] & 3) << 11 | sound[4] << 3 | sound[5] >> 5 :]
        frames += 1

    assert 0 <= frames * 1024 / HZ - seconds < 1024 / HZ


@pytest.mark.parametrize("seconds", SECONDS)
def test_flac_frames_have_right_checks_and_numbers(seconds: float) -> None:
    sound = silence(seconds, "flac")
    total = int.from_bytes(sound[21:26], "big") & (1 << 36) - 1
    rest, number = sound[42:], 0

    assert (sound[:8], int.from_bytes(sound[18:21], "big") >> 4) == (b"fLaC\x80\0\0\x22", HZ)
    while rest:
        coded = chr(number).encode()
        end = 4 + len(coded)
        assert rest[4:end] == coded
        assert rest[end] == check_of(rest[:end], 0x07, 8)
        assert rest[end + 1 : end + 4] == bytes(3)
        assert rest[end + 4 : end + 6] == check_of(rest[: end + 4], 0x8005, 16).to_bytes(2, "big")
        rest, number = rest[end + 6 :], number + 1
    assert number * 1152 == total
    assert 0 <= total / HZ - seconds < 1152 / HZ


@pytest.mark.parametrize("seconds", SECONDS)
def test_opus_pages_are_in_order_and_end_with_the_sound(seconds: float) -> None:
    heads, packets = zip(*pages(silence(seconds, "opus")), strict=True)

    assert [packets[0][0][:8], packets[1][0][:8]] == [b"OpusHead", b"OpusTags"]
    assert [int.from_bytes(head[18:22], "little") for head in heads] == list(range(len(heads)))
    assert [head[5] for head in heads] == [2, *[0] * (len(heads) - 2), 4]
    end = int.from_bytes(heads[-1][6:14], "little") - int.from_bytes(packets[0][0][10:12], "little")
    assert end == 2 * round(seconds * HZ)
    assert 960 * sum(map(len, packets[2:])) >= end
