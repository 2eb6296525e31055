"""What counts tokens, and how many are billed for what nobody reads: reasoning."""

from __future__ import annotations

from collections.abc import Callable

Count = Callable[[str], int]

# Reasoning tokens that an effort costs on average, where the profile says nothing of them: the
# order of what was billed [pydantic-2026].
MEAN_THOUGHT = {"low": 64, "medium": 192, "high": 640, "xhigh": 1600, "max": 3200}
# Letters of a thought that is told again encrypted, for each of its tokens. An estimate: 14
# thoughts of 13 to 1,362 tokens were billed within 25 of it [billed-2026].
_SEALED_LETTERS = 6.1
# What frames a thought.
_THOUGHT_FRAMING = 2


def thought_tokens(sealed: str, framing: int) -> int:
    """Return what a thought is billed that is told again, as it came: encrypted.

    Args:
        sealed: the thought.
        framing: letters of it that are there whatever was thought.
    """
    letters = max(0, len(sealed) - framing)
    return _THOUGHT_FRAMING + round(letters / _SEALED_LETTERS)
