"""How long a recording lasts, from its header or, where that says nothing, its size."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sanic_mock.engine.media.encoded import Encoded

# Bytes in a second where no header tells: 24 kHz, 16 bits, mono for what is not compressed
# ([openapi-2026] RealtimeAudioFormats), 8 kHz for G.711; else an estimate of 64 kbit/s.
_BYTES_PER_S = {"wav": 48_000, "pcm16": 48_000, "pcm": 48_000, "mp3": 16_000}
_BYTES_PER_S_ELSE = 8_000
# No kind is smaller than 8 kbit/s: what says that it is lasts as long as its bytes do at that.
_LEAST_BYTES_PER_S = 1_000

_MOST_CHUNKS = 64
_MOST_NOISE = 1024
# A first frame of an encoder's notes: how far in its name may be, and all that is read of it.
_LAST_NAME, _LONGEST_TOLD = 64, 256
_ENCODERS = (b"LAME", b"Lavc", b"Lavf")

# ISO 11172-3, 2.4.2.3 (MPEG-1) and ISO 13818-3, 2.4.2.3 (MPEG-2), layer III, in kbit/s
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_HZ_1 = (44_100, 48_000, 32_000)


def seconds_of(data: str, kind: str) -> float:
    """Return how long a recording lasts.

    Args:
        data: base64; anything else lasts as its length would.
        kind: "wav" is read from its header, "mp3" from the number of frames in a Xing header,
            without what its encoder has added, or, as an estimate, the first frame's bitrate; all
            else is an estimate by size.
    """
    sound = Encoded(data)
    seconds = None
    try:
        if kind == "wav":
            seconds = _wav(sound)
        elif kind == "mp3":
            seconds = _mp3(sound)
    except (struct.error, IndexError, ZeroDivisionError):
        pass
    if seconds is None:
        seconds = sound.size / _BYTES_PER_S.get(kind, _BYTES_PER_S_ELSE)
    return min(seconds, sound.size / _LEAST_BYTES_PER_S)


def _wav(sound: Encoded) -> float | None:
    """Divide the data chunk's bytes by the format chunk's bytes in a second.

    A recording that was written while it was made says 0xFFFFFFFF; it has the
    bytes that are there.
    """
    byte_rate = 0
    for name, offset, size in _chunks(sound):
        if name == b"fmt ":
            (byte_rate,) = struct.unpack_from("<I", sound.at(offset + 8, 4))
        elif name == b"data":
            return min(size, sound.size - offset) / byte_rate
    return None


def _chunks(sound: Encoded) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, first byte and size of a RIFF file's chunks."""
    head = sound.at(0, 12)
    offset = 12 if head[:4] == b"RIFF" and head[8:] == b"WAVE" else sound.size
    for _ in range(_MOST_CHUNKS):
        if offset >= sound.size:
            return
        name, size = struct.unpack("<4sI", sound.at(offset, 8))
        yield name, offset + 8, size
        offset += 8 + size + size % 2


def _mp3(sound: Encoded) -> float | None:
    offset = _tag_bytes(sound)
    opening = sound.at(offset, _MOST_NOISE)
    found = _frame(opening)
    if found is None:
        return None
    place, is_first, hertz, bytes_per_s = found
    noted = _encoder_notes(opening[place : place + _LONGEST_TOLD])
    if noted is not None:
        frames, silent = noted
        return max(0, frames * (1152 if is_first else 576) - silent) / hertz
    return (sound.size - offset - place) / bytes_per_s


def _tag_bytes(sound: Encoded) -> int:
    """Return the length of the tag before the sound, 0 where there is none: ID3v2.4.0, 3.1."""
    head = sound.at(0, 10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])


def _frame(opening: bytes) -> tuple[int, bool, int, int] | None:
    """Find the first frame of layer III.

    Returns:
        Its offset, whether it is MPEG-1, samples in a second, bytes in a second.
    """
    place = opening.find(b"\xff")
    while 0 <= place < len(opening) - 3:
        version, bits = opening[place + 1], opening[place + 2]
        rate, kbps = bits >> 2 & 3, (_KBPS_1 if version & 8 else _KBPS_2)[bits >> 4]
        # eleven ones, layer III, a version that exists (01 is reserved), a bitrate, a rate
        if version & 0xE6 == 0xE2 and version >> 3 & 3 != 1 and kbps and rate < 3:
            halves = {3: 0, 2: 1, 0: 2}[version >> 3 & 3]
            return place, not halves, _HZ_1[rate] >> halves, kbps * 125
        place = opening.find(b"\xff", place + 1)
    return None


def _encoder_notes(frame: bytes) -> tuple[int, int] | None:
    """Return what a first frame of an encoder's notes tells, if it is one that tells it.

    Returns:
        The number of frames, and of samples that the encoder has put before and after the sound,
        which those leave out who decode it.
    """
    for name in (b"Xing", b"Info"):
        place = frame.find(name, 0, _LAST_NAME)
        if place >= 0 and frame[place + 7] & 1:
            frames = int.from_bytes(frame[place + 8 : place + 12], "big")
            return (frames, _added(frame, place)) if frames else None
    return None


def _added(frame: bytes, place: int) -> int:
    """Return how many samples an encoder has added: twice 12 bits, if the frame has its name.

    Bytes, a table of contents and a quality stand before it where their flag says so: "The Xing
    VBR header" and "LAME tag", as encoders write them.
    """
    flags = frame[place + 7]
    start = place + 12 + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
    if frame[start : start + 4] not in _ENCODERS or len(frame) < start + 24:
        return 0
    both = int.from_bytes(frame[start + 21 : start + 24], "big")
    return (both >> 12) + (both & 0xFFF)
