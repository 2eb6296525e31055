"""What pads events, so that their lengths tell nothing: the member `p` of every event.

It is the beginning of one alphabet, 2 to 61 letters of it, as many of each [bedrock-2026].
"""

from __future__ import annotations

ALPHABET = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LEAST, MOST = 2, 61
PADDINGS = tuple(ALPHABET[:length] for length in range(LEAST, MOST + 1))


def padding(chance: int) -> bytes:
    """Return a padding that a number decides, 0 or more."""
    return PADDINGS[chance % len(PADDINGS)]
