"""Names of answers: in each of 660 recorded ones stand its seconds and microseconds [gemini-2026].

base64url, without padding, of the seconds as a little-endian uint32, and three varints: the
microseconds, and two numbers of 32 bits, of which the first is at least 0xf6000000.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_base64
from functools import cache
from hashlib import shake_128
from struct import Struct

from sanic_mock.dialects.ids import unique
from sanic_mock.engine.draws import more
from sanic_mock.units import utc_second

ID_LETTERS = 23
SIGNATURES = 16

_DRAWN = slice(24, 36)
_URL = bytes.maketrans(b"+/", b"-_")
_seconds = Struct("<I").pack
# A varint's last byte is not 0: the highest of three that are less than a million microseconds.
_HIGHEST = bytes(1 + value % 60 for value in range(256))
_MORE = int.from_bytes(b"\x80\x80" + b"\x80\x80\x80\xc0" + b"\x80\x80\x80\x80", "little")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_CALL_ID = bytes(_LETTERS[value % 36] for value in range(256))


def _drawn(digest: bytes) -> tuple[bytes, bytes]:
    """Return the microseconds as a varint, and the two numbers behind them."""
    chance = unique(digest[_DRAWN])
    masked = (int.from_bytes(chance[:10], "little") | _MORE).to_bytes(10, "little")
    last = bytes((1 + chance[11] % 15,))
    return (
        masked[:2] + chance[10:11].translate(_HIGHEST),
        masked[2:6] + b"\x0f" + masked[6:] + last,
    )


def response_id(digest: bytes, now_s: int) -> bytes:
    """Return the name of an answer, unique to one request; bytes 24 to 36 of its chance."""
    micros, rest = _drawn(digest)
    return b2a_base64(_seconds(now_s) + micros + rest)[:ID_LETTERS].translate(_URL)


def create_time(digest: bytes, now_s: int) -> str:
    """Return the instant that stands in an answer's name."""
    low, middle, high = _drawn(digest)[0]
    micros = low & 0x7F | (middle & 0x7F) << 7 | high << 14
    return f"{utc_second(now_s)}.{micros:06d}Z"


def call_id(digest: bytes, candidate: int, number: int) -> str:
    """Return the id of one call: eight of [a-z0-9]."""
    chance = more(digest, b"call %d.%d" % (candidate, number))
    return unique(chance[:8]).translate(_CALL_ID).decode()


@cache
def _signature(number: int) -> str:
    return b64encode(b"\x0a" + shake_128(b"signature %d" % number).digest(599)).decode()


def signature(digest: bytes) -> str:
    """Return what stands for the thought behind a part; one of a few, of 800 letters each."""
    return _signature(digest[63] % SIGNATURES)
