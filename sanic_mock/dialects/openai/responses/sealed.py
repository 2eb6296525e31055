"""Encrypted reasoning: tokens of Fernet in looks and length, of which nothing can be read.

A token is a version, a time, 16 bytes, blocks of 16 and a hash of 32, in base64. How many blocks
there are follows from how much was thought [replay-2026], so that a thought that is told again
bills what it did.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import shake_256

from sanic_mock.dialects.openai.billing import sealed_letters
from sanic_mock.dialects.openai.ids import Naming

_MOST_TOKENS = 16_384  # whose letters take 100 KB
_VERSION = b"\x80\0\0\0\0\x6a"  # and the first bytes of the time: this decade's
_FRAME, _BLOCK = 1 + 8 + 16 + 32, 16


def sealed(names: Naming, tokens: int, framing: int) -> str:
    """Return a thought, encrypted.

    Args:
        names: of its response; another one seals other bytes.
        tokens: of the thought.
        framing: letters that are there whatever was thought.
    """
    wanted = sealed_letters(min(tokens, _MOST_TOKENS), framing) * 3 // 4 - _FRAME
    size = _FRAME + _BLOCK * max(1, round(wanted / _BLOCK)) - len(_VERSION)
    drawn = shake_256(names.id("x", 90).encode()).digest(size)
    return urlsafe_b64encode(_VERSION + drawn).decode()
