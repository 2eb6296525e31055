"""How answers of a model differ in the Responses API, from those of other models."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sanic_mock.dialects.openai.models import traits

_MINOR = re.compile(r"gpt-5\.(\d+)")
# Beginning of a model's name to how many tokens it takes; the first that fits (models page).
_WINDOWS = (
    ("gpt-5", 400_000),
    ("gpt-4.1", 1_047_576),
    ("gpt-4o", 128_000),
    ("gpt-4-turbo", 128_000),
    ("gpt-4", 8_192),
    ("gpt-3.5", 16_385),
    ("o1", 200_000),
    ("o3", 200_000),
    ("o4", 200_000),
)


class Manner(NamedTuple):
    """What a model decides about its responses.

    Attributes:
        answers_as: the model name in the answer.
        bills_role: whether the role counts as a prompt token.
        effort: how much it reasons unless asked; None does not.
        is_recent: whether it is gpt-5.4 or later, whose responses tell more (recorded traffic).
        top_p: unless asked; 0.98 for recent models (recorded traffic).
        retention: of cached prompts, unless asked (recorded traffic).
        window: tokens it takes; None where nobody knows.
    """

    answers_as: str
    bills_role: bool
    effort: str | None
    is_recent: bool
    top_p: float
    retention: str
    window: int | None


@lru_cache(256)
def manner(asked: str) -> Manner:
    """Return how the model asked for answers; any name is served."""
    model = traits(asked)
    found = _MINOR.match(model.answers_as)
    minor = int(found[1]) if found else 0
    is_recent = minor >= 4
    effort = ("none" if 1 <= minor <= 4 else "medium") if model.is_reasoning else None
    return Manner(
        model.answers_as,
        model.bills_role,
        effort,
        is_recent,
        0.98 if is_recent else 1.0,
        "24h" if minor >= 5 else "in_memory",
        next((size for start, size in _WINDOWS if model.answers_as.startswith(start)), None),
    )
