"""Names of answers: in each of 660 recorded ones stand its seconds and microseconds [gemini-2026].

base64url, without padding, of the seconds as a little-endian uint32, and three varints: the
microseconds, and two numbers of 32 bits, of which the first is at least 0xf6000000.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_base64
from functools import lru_cache
from hashlib import shake_128

from msgspec import Struct

from sanic_mock.dialects.ids import unique
from sanic_mock.engine.draws import more
from sanic_mock.units import utc_second

ID_LETTERS = 23
SIGNING = 63  # the byte of a request's chance that chooses a signature

_DRAWN = slice(24, 37)
_DRAWN_BYTES = 13
_URL = bytes.maketrans(b"+/", b"-_")
# What chance may set in the three varints, and what is set in any case: the marks of further bytes,
# and no last byte that is 0. The second one ends in 0xf, for its highest four bits.
_FREE = b"\x7f\x7f\x3f\x7f\x7f\x7f\x7f\x00\x7f\x7f\x7f\x7f\x0f"
_SET = b"\x80\x80\x01\x80\x80\x80\xc0\x0f\x80\x80\x80\x80\x01"
_MASK, _MARKS = (int.from_bytes(one, "little") for one in (_FREE, _SET))
# The highest bits of a million microseconds, the lowest of which is always set.
_HIGH_AT, _HIGHEST, _TOO_HIGH = 16, 60, 0x20
_HIGH_BYTE = _HIGH_AT // 8
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_CALL_ID = bytes(_LETTERS[value % 36] for value in range(256))


class AnswerName(Struct, gc=False):
    """What names one answer.

    Attributes:
        id: unique to one request; bytes 24 to 37 of its chance decide it.
        time: the instant that stands in it; nothing where it is not told.
    """

    id: bytes
    time: bytes = b""


def answer_name(digest: bytes, now_s: int, *, is_timed: bool) -> AnswerName:
    """Return the name of an answer that is made in some second."""
    name, drawn = named(digest, id_second(now_s))
    return AnswerName(name, instant(drawn, printed_second(now_s)) if is_timed else b"")


def id_second(now_s: int) -> bytes:
    """Return what all names of a second begin with, before they are printed."""
    return now_s.to_bytes(4, "little")


def named(digest: bytes, second: bytes) -> tuple[bytes, int]:
    """Return a name of some second, and its varints, of which the first are its microseconds."""
    chance = unique(digest[_DRAWN])
    drawn = int.from_bytes(chance, "little") & _MASK | _MARKS
    if chance[_HIGH_BYTE] & 0x3F >= _HIGHEST:
        drawn ^= _TOO_HIGH << _HIGH_AT
    name = b2a_base64(second + drawn.to_bytes(_DRAWN_BYTES, "little"))
    return name[:ID_LETTERS].translate(_URL), drawn


def instant(drawn: int, second: bytes) -> bytes:
    """Return the instant that stands in a name, of its varints and its second, printed."""
    return b"%b.%06dZ" % (second, drawn & 0x7F | drawn >> 1 & 0x3F80 | drawn >> 2 & 0xFC000)


@lru_cache(2)
def printed_second(now_s: int) -> bytes:
    """Return what all instants of a second begin with."""
    return utc_second(now_s).encode()


def resource_id(digest: bytes, letters: int) -> str:
    """Return what something that is kept is called: so many of [a-z0-9]."""
    return unique(more(digest, b"resource")[:letters]).translate(_CALL_ID).decode()


def resource_number(digest: bytes) -> str:
    """Return the same where names are numbers, of 19 digits."""
    drawn = int.from_bytes(unique(more(digest, b"resource")[:8]), "little")
    return str(10**18 + drawn % (9 * 10**18))


def call_id(digest: bytes, candidate: int, number: int) -> str:
    """Return the id of one call: eight of [a-z0-9]."""
    chance = more(digest, b"call %d.%d" % (candidate, number))
    return unique(chance[:8]).translate(_CALL_ID).decode()


SIGNATURES = tuple(
    b64encode(b"\x0a" + shake_128(b"signature %d" % number).digest(599)) for number in range(16)
)


def signature(digest: bytes) -> bytes:
    """Return what stands for the thought behind a part; one of a few, of 800 letters each."""
    return SIGNATURES[digest[SIGNING] % len(SIGNATURES)]
