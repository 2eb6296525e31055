"""What breaks a text that is right: JSON and UTF-8."""

from __future__ import annotations

import re

# The first half of a character of four bytes.
HALF_CHARACTER = b"\xf0\x9f"

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


def half(text: bytes) -> bytes:
    """Return the first half of a text."""
    return text[: len(text) // 2]


def with_half_character(content: bytes, size: int = 0) -> bytes:
    """Return JSON with a string behind `size` that ends in the midst of a character.

    It is one of several words, if there is any: not a key, and not an id.
    """
    place = size
    for found in _STRING.finditer(content):
        if found.end() - 1 > size:
            place = found.end() - 1
            if b" " in found[0]:
                break
    return content[:place] + HALF_CHARACTER + content[place:]
