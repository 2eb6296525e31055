"""Identifiers in OpenAI's forms, unique in this process and across workers."""

from __future__ import annotations

import os
import secrets
from binascii import hexlify

from sanic_mock.engine.draws import more

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_EPOCH_S = 1_576_800_000


def time_prefix(created_s: int) -> bytes:
    """Return the first five characters of a `chatcmpl-` id.

    base62(created - 1576800000): exact on 29 of 29 recorded ids (recorded traffic).
    """
    left = created_s - _EPOCH_S
    digits = bytearray(5)
    for place in range(4, -1, -1):
        left, digit = divmod(left, 62)
        digits[place] = BASE62[digit]
    return bytes(digits)


def _shuffled_bytes() -> bytes:
    order = list(range(256))
    secrets.SystemRandom().shuffle(order)
    return bytes(order)


# Two workers with one seed draw the same digest for the same request; through an order of the
# byte values that each process draws for itself, their identifiers differ all the same.
_ORDER = _ALPHANUMERIC = b""


def reorder() -> None:
    """Draw this process's own order; identifiers made before and after have nothing in common."""
    global _ORDER, _ALPHANUMERIC
    _ORDER = _shuffled_bytes()
    _ALPHANUMERIC = bytes(BASE62[value % 62] for value in _ORDER)


reorder()
os.register_at_fork(after_in_child=reorder)  # workers are forked after this module is loaded


def random_part(digest: bytes) -> bytes:
    """Return 24 of [0-9A-Za-z], unique to one request; bytes 24 to 48 of its chance."""
    return digest[24:48].translate(_ALPHANUMERIC)


def request_id(digest: bytes) -> bytes:
    """Return 32 hex digits, unique to one request; bytes 48 to 64 of its chance."""
    return hexlify(digest[48:64].translate(_ORDER))


def trace_id(digest: bytes) -> bytes:
    """Return 32 hex digits, unique to one request; bytes 32 to 48 of its chance."""
    return hexlify(digest[32:48].translate(_ORDER))


def call_id(digest: bytes, choice: int, number: int) -> str:
    """Return the id of one call of a tool: `call_` and 24 of [0-9A-Za-z] (recorded traffic)."""
    place = b"%d.%d" % (choice, number)
    return "call_" + more(digest, place)[:24].translate(_ALPHANUMERIC).decode()


def root(digest: bytes) -> str:
    """Return the 16 hex digits that a response, or a conversation, shares with its items."""
    return "0" + _hex(digest, b"root", 8)[1:]


def rooted(prefix: str, root: str, created_s: int, digest: bytes, number: int = 0) -> str:
    """Return an id of a response or an item: prefix, root, seconds, chance (recorded traffic)."""
    return f"{prefix}_{root}00{created_s:08x}{_chance(digest, number)}"


def conversation_id(root: str, created_s: int, digest: bytes) -> str:
    """Return an id of a conversation: seconds, chance, root (recorded traffic)."""
    return f"conv_{created_s:08x}{_chance(digest, 0)}{root}"


def _chance(digest: bytes, number: int) -> str:
    """Return 24 hex digits, `xxxx81` and `9x` or `ax`, and 16 more (recorded traffic)."""
    drawn = _hex(digest, b"item.%d" % number, 12)
    return f"{drawn[:4]}81{'9a'[int(drawn[6], 16) & 1]}{drawn[7:]}"


def _hex(digest: bytes, purpose: bytes, size: int) -> str:
    return hexlify(more(digest, purpose)[:size].translate(_ORDER)).decode()
