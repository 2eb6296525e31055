"""Identifiers in Anthropic's forms, unique across workers [messages-2026].

Each is a prefix, `01` and a number of 128 bits in 22 digits of base 58. Those of requests and
messages are UUIDs of version 7, whose time is the answer's; those of calls are random.
"""

from __future__ import annotations

from binascii import hexlify
from functools import lru_cache
from random import Random

from sanic_mock.dialects.ids import unique
from sanic_mock.engine.draws import more

ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DIGITS = 22
_VERSION = b"01"
# The last digits are drawn; what is before them is the same for all ids of a millisecond.
_DRAWN = 10
_STEP = 58**_DRAWN
STARTS = 32  # of one second
_ROOM = 2**62 - 2 * _STEP

TO_DIGIT = bytes(ALPHABET[value % 58] for value in range(256))
# Of 22 digits the first is below 32 where they are a number of 128 bits.
_TO_FIRST = bytes(ALPHABET[value % 31] for value in range(256))
LETTERS = len("msg_01") + DIGITS


def base58(number: int, digits: int = DIGITS) -> bytes:
    """Print a number, padded left with the digit of zero."""
    found = bytearray(digits)
    for place in range(digits - 1, -1, -1):
        number, digit = divmod(number, 58)
        found[place] = ALPHABET[digit]
    return bytes(found)


@lru_cache(4)
def _starts(now_s: int) -> tuple[bytes, ...]:
    """Return what UUIDs of a second begin with, whatever the last digits are."""
    chance = Random(now_s)
    return tuple(
        _VERSION + base58(_least(now_s, place, chance) // _STEP + 1, DIGITS - _DRAWN)
        for place in range(STARTS)
    )


def _least(now_s: int, place: int, chance: Random) -> int:
    """Return a UUID of version 7 that has as many of the same beginning behind it as are drawn."""
    now_ms = now_s * 1000 + place * 1000 // STARTS
    drawn = chance.getrandbits(12) << 64 | 0b10 << 62 | chance.randrange(_ROOM)
    return now_ms << 80 | 7 << 76 | drawn


@lru_cache(4)
def id_starts(now_s: int) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Return what ids of messages and of requests begin with in a second."""
    starts = _starts(now_s)
    return tuple(b"msg_" + one for one in starts), tuple(b"req_" + one for one in starts)


def answer_ids(digest: bytes, now_s: int) -> tuple[bytes, bytes, bytes]:
    """Return the ids of a message and of its request, and 64 hex digits; bytes 24 to 64."""
    messages, requests = id_starts(now_s)
    drawn = unique(digest[24:])
    digits = drawn.translate(TO_DIGIT)
    message = messages[digest[34] % STARTS] + digits[:10]
    return message, requests[digest[45] % STARTS] + digits[11:21], hexlify(drawn[8:])


def message_id(digest: bytes, now_s: int) -> bytes:
    """Return the id of a message."""
    return answer_ids(digest, now_s)[0]


def request_id(digest: bytes, now_s: int) -> bytes:
    """Return the id of a request."""
    return answer_ids(digest, now_s)[1]


def random_id(prefix: bytes, digest: bytes, number: int = 0) -> bytes:
    """Return a random id; two of one request need different numbers or prefixes."""
    drawn = unique(more(digest, b"%b%d" % (prefix[:12], number))[:DIGITS])
    return prefix + _VERSION + drawn[:1].translate(_TO_FIRST) + drawn[1:].translate(TO_DIGIT)


def timed_id(prefix: bytes, digest: bytes, now_s: int) -> bytes:
    """Return the id of what is kept: a UUID of version 7, as files have it."""
    chance = unique(more(digest, prefix[:16]))
    number = int.from_bytes(chance[:10], "big") & ~(0xF << 76) & ~(0b11 << 62)
    ms = now_s * 1000 + chance[10] * 3
    return prefix + _VERSION + base58(ms << 80 | number | 7 << 76 | 0b10 << 62)


def uuid4_id(prefix: bytes, digest: bytes) -> bytes:
    """Return the id of a batch: a UUID of version 4."""
    number = int.from_bytes(unique(more(digest, prefix[:16]))[:16], "big")
    number = number & ~(0xF << 76) & ~(0b11 << 62)
    return prefix + _VERSION + base58(number | 4 << 76 | 0b10 << 62)
