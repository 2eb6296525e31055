"""What counts tokens, and how many are billed for what nobody reads: reasoning."""

from __future__ import annotations

from collections.abc import Callable

Count = Callable[[str], int]

# Reasoning tokens that an effort costs on average, where the profile says nothing of them: the
# order of what was billed [pydantic-2026].
_MEAN_THOUGHT = {"low": 64, "medium": 192, "high": 640, "xhigh": 1600, "max": 3200}
# The same from gpt-5.2 on, which think of hard questions alone: of 38 easy ones, 17 had 9 to 200
# tokens, most of them at "high", and none at "low" [replay-2026].
_MEAN_LATER_THOUGHT = {"low": 35, "medium": 70, "high": 200, "xhigh": 500, "max": 1000}


def mean_thought(effort: str, *, thinks_in_steps: bool) -> int:
    """Return how many reasoning tokens an effort costs on average, before what is left out."""
    means = _MEAN_THOUGHT if thinks_in_steps else _MEAN_LATER_THOUGHT
    return means.get(effort, 0)
