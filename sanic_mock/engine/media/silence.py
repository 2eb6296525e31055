"""Silence in the formats in which voices answer, for clients that decode and play it.

24 kHz, 16 bits, mono. What compresses is one silent frame, over and over. Making is
cheaper than keeping: a minute of PCM is 2.9 MB of zeros, and takes less time than sending it.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from functools import cache

HZ = 24_000
#: No recording is longer, whatever is asked for.
LONGEST_S = 60.0


def silence(seconds: float, kind: str) -> bytes:
    """Return a silent recording.

    Args:
        seconds: 0 to LONGEST_S, and cut to that; rounded up to whole frames where there are any.
        kind: one of KINDS.

    Raises:
        KeyError: no such kind.
    """
    return _MAKERS[kind](round(min(max(seconds, 0.0), LONGEST_S) * HZ))


def silence_base64(seconds: float, kind: str) -> bytes:
    """Return a silent recording in base64; PCM, whose bytes are all 0, is not encoded twice."""
    if kind not in ("pcm", "pcm16"):
        return b64encode(silence(seconds, kind))
    triples, rest = divmod(len(silence(seconds, kind)), 3)
    return b"A" * (4 * triples) + b64encode(bytes(rest))


def _pcm(samples: int) -> bytes:
    return bytes(2 * samples)


def _wav(samples: int) -> bytes:
    size = 2 * samples
    # PCM, one channel, samples and bytes in a second, bytes and bits in a sample
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, HZ, 2 * HZ, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE") + form
    return head + struct.pack("<4sI", b"data", size) + _pcm(samples)


def _mp3(samples: int) -> bytes:
    """MPEG-2, layer III, 8 kbit/s: 24 bytes for 576 samples, all of them 0 after the header.

    A frame whose side information is 0 has no coefficients: ISO 13818-3, 2.4.1.7.
    """
    return -(-samples // 576) * (b"\xff\xf3\x14\xc0" + bytes(20))


def _aac(samples: int) -> bytes:
    """ADTS, AAC-LC: ISO 13818-7, 6.2 and 6.3.

    A raw block of one single channel element without a scale factor band, then the end.
    """
    return -(-samples // 1024) * b"\xff\xf1\x58\x40\x01\x7f\xfc\x00\x00\x00\x07"


_FLAC_BLOCK = 1152


def _flac(samples: int) -> bytes:
    """Constant subframes of 0: RFC 9639, sections 8 and 9."""
    blocks = -(-samples // _FLAC_BLOCK)
    # rate: 20 bits, channels - 1: 3, bits - 1: 5, samples: 36; no sizes, no checksum
    stream = HZ << 44 | 15 << 36 | blocks * _FLAC_BLOCK
    about = struct.pack(">HH6xQ16x", _FLAC_BLOCK, _FLAC_BLOCK, stream)
    return b"fLaC\x80\x00\x00\x22" + about + b"".join(map(_flac_frame, range(blocks)))


def _flac_frame(number: int) -> bytes:
    # fixed blocks; 1152 samples, 24 kHz; mono, 16 bits; the number is coded as UTF-8 codes text
    head = b"\xff\xf8\x37\x08" + chr(number).encode()
    frame = head + _check(head, 0x07, 8).to_bytes(1, "big") + bytes(3)
    return frame + _check(frame, 0x8005, 16).to_bytes(2, "big")


_OPUS_FRAMES_PER_PAGE = 50
_OPUS_SKIP = 312


def _opus(samples: int) -> bytes:
    """Ogg pages of 20 ms frames of full band CELT: RFC 3533, section 6, and RFC 7845, 5."""
    head = struct.pack("<8sBBHIHB", b"OpusHead", 1, 1, _OPUS_SKIP, HZ, 0, 0)
    tags = struct.pack("<8sI4sI", b"OpusTags", 4, b"mock", 0)
    end = _OPUS_SKIP + 2 * samples  # positions count 48 kHz
    return b"".join((_page([head], 0, 0, 2), _page([tags], 0, 1, 0), *_opus_pages(end)))


def _opus_pages(end: int) -> Iterator[bytes]:
    frames = -(-end // 960)
    for number, first in enumerate(range(0, frames, _OPUS_FRAMES_PER_PAGE), start=2):
        last = min(frames, first + _OPUS_FRAMES_PER_PAGE)
        flags = 4 if last == frames else 0
        packets = [b"\xf8\xff\xfe"] * (last - first)
        yield _page(packets, min(end, 960 * last), number, flags)


def _page(packets: Sequence[bytes], position: int, number: int, flags: int) -> bytes:
    """Return one page; flags: 2 is the first of a stream, 4 the last."""
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 1, number, 0)
    page = head + bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    return page[:22] + _check(page, 0x04C11DB7, 32).to_bytes(4, "little") + page[26:]


def _check(raw: bytes, polynomial: int, bits: int) -> int:
    """Return a cyclic check, highest bit first, from 0."""
    table, mask, down = _check_table(polynomial, bits), (1 << bits) - 1, bits - 8
    check = 0
    for byte in raw:
        check = (check << 8 & mask) ^ table[check >> down ^ byte]
    return check


@cache
def _check_table(polynomial: int, bits: int) -> tuple[int, ...]:
    mask, highest = (1 << bits) - 1, 1 << bits - 1
    table = []
    for byte in range(256):
        check = byte << bits - 8
        for _ in range(8):
            check = (check << 1 & mask) ^ (polynomial if check & highest else 0)
        table.append(check)
    return tuple(table)


_MAKERS: dict[str, Callable[[int], bytes]] = {
    "wav": _wav,
    "pcm16": _pcm,
    "pcm": _pcm,
    "mp3": _mp3,
    "aac": _aac,
    "flac": _flac,
    "opus": _opus,
}
#: The formats of `audio` in a chat and of `response_format` in speech ([openapi-2026]
#: CreateChatCompletionRequest, CreateSpeechRequest).
KINDS = tuple(_MAKERS)
