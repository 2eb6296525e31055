"""Encrypted reasoning: tokens of Fernet in looks and length, of which nothing can be read.

A token is a version, a time, 16 bytes, blocks of 16 and a hash of 32, in base64. One that is made
here has in its hash how many tokens were thought, so that a thought that is told again bills what
it did, and what frames it: as seven recorded ones of gpt-5.5 and gpt-5.6 do, whose tokens are told
one by one [billed-2026]. Any other is guessed from its length: what is around the thought grew
with the months, and letters a token differ from thought to thought.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import shake_256

from sanic_mock.dialects.openai.hidden_counts import HiddenCount
from sanic_mock.dialects.openai.ids import Naming

# What frames a thought.
_FRAMING_TOKENS = 2
_LETTERS_PER_TOKEN = 6.1
# Letters that are there whatever was thought, and until when, in unix seconds: the middle of 51, 47
# and 65 recorded thoughts [billed-2026].
_AROUND = ((1_775_001_600, 870), (1_786_320_000, 940))  # April, and 10 August 2026
_AROUND_LATER = 1180

_MOST_TOKENS = 16_384  # whose letters take 100 KB
_MOST_LETTERS = 1 << 18
_VERSION = b"\x80"
_TIME, _BLOCK, _HASH = 8, 16, 32
# Both are in the place of the hash.
_COUNTED = HiddenCount(4, _HASH - 4, b"mask", b"hash")
_FRAME = 1 + _TIME + 16 + _HASH
_HEAD_LETTERS = 12  # version and time


def sealed(names: Naming, tokens: int) -> str:
    """Return a thought, encrypted.

    Args:
        names: of its response; another one seals other bytes.
        tokens: of the thought, less than 2**32.
    """
    letters = _AROUND_LATER + round(min(tokens, _MOST_TOKENS) * _LETTERS_PER_TOKEN)
    blocks = max(1, round((letters * 3 // 4 - _FRAME) / _BLOCK))
    drawn = shake_256(names.id("x", 90).encode()).digest(_BLOCK * (1 + blocks))
    body = _VERSION + names.created_s.to_bytes(_TIME) + drawn
    return urlsafe_b64encode(_COUNTED.behind(body, tokens)).decode()


def thought_tokens(text: str) -> int:
    """Return what an encrypted thought is billed where a conversation tells of it."""
    tokens = _sealed_tokens(text)
    return _FRAMING_TOKENS + (_guessed(text) if tokens is None else tokens)


def _sealed_tokens(text: str) -> int | None:
    """Return how many tokens were thought, None where it was not sealed here."""
    if len(text) > _MOST_LETTERS:
        return None
    try:
        raw = urlsafe_b64decode(text)
    except ValueError:
        return None
    return _COUNTED.read(raw)


def _guessed(text: str) -> int:
    return round(max(0, len(text) - _around(text)) / _LETTERS_PER_TOKEN)


def _around(text: str) -> int:
    """Return how many letters are there whatever was thought, by the time that a token tells."""
    try:
        thought_s = int.from_bytes(urlsafe_b64decode(text[:_HEAD_LETTERS])[1:])
    except ValueError:
        return _AROUND_LATER
    return next((letters for until_s, letters in _AROUND if thought_s < until_s), _AROUND_LATER)
