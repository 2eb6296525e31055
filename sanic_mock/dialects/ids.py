"""Identifiers that are unique in this process and across workers, in forms that many have."""

from __future__ import annotations

import os
import secrets
import struct
from binascii import hexlify

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


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


RANDOM_LETTERS = 24
# Bytes 24 to 48, and 48 to 64, of a request's chance.
_cut = struct.Struct("24x24s16s").unpack


def random_part(digest: bytes) -> bytes:
    """Return 24 of [0-9A-Za-z], unique to one request; bytes 24 to 48 of its chance."""
    return digest[24:48].translate(_ALPHANUMERIC)


def request_id(digest: bytes) -> bytes:
    """Return 32 hex digits, unique to one request; bytes 48 to 64 of its chance."""
    return hexlify(digest[48:64].translate(_ORDER))


def names(digest: bytes) -> tuple[bytes, bytes]:
    """Return `request_id` and `random_part`, in a call less."""
    random, named = _cut(digest)
    return hexlify(named.translate(_ORDER)), random.translate(_ALPHANUMERIC)


def trace_id(digest: bytes) -> bytes:
    """Return 32 hex digits, unique to one request; bytes 32 to 48 of its chance."""
    return hexlify(digest[32:48].translate(_ORDER))


UUID_LETTERS = 36
# `translate` lays out a UUID in one call, from 32 hex digits and what follows them here: each of
# its letters is the place of one in the table that they are.
_UUID_FIXED = b"-4a".ljust(256 - 32)
_UUID_PLACES = bytes(
    (*range(8), 32, *range(8, 12), 32, 33, *range(13, 16), 32, 34, *range(17, 20), 32)
) + bytes(range(20, 32))


def uuid(digest: bytes) -> bytes:
    """Return a UUID of version 4, unique to one request; bytes 32 to 48 of its chance."""
    return _UUID_PLACES.translate(hexlify(digest[32:48].translate(_ORDER)) + _UUID_FIXED)


def unique(chance: bytes) -> bytes:
    """Return as many bytes, which no other process makes of the same chance."""
    return chance.translate(_ORDER)


def alphanumeric(chance: bytes) -> bytes:
    """Return as many of [0-9A-Za-z], likewise."""
    return chance.translate(_ALPHANUMERIC)
