"""How answers of a model differ in the Responses API, from those of other models."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sanic_mock.dialects.openai.models import KNOWN_MODELS, traits
from sanic_mock.dialects.openai.responses.request import Request

_MINOR = re.compile(r"gpt-5\.(\d+)")
# Reasoning tokens that an effort costs on average, where the profile says nothing of them: the
# order of recorded bills.
_MEAN_THOUGHT = {"low": 64, "medium": 192, "high": 640, "xhigh": 1600, "max": 3200}


class Manner(NamedTuple):
    """What a model decides about its responses.

    Attributes:
        answers_as: the model name in the answer.
        bills_role: whether the role counts as a prompt token.
        efforts: how much it may be asked to reason; nothing for one that does not.
        effort: how much it reasons unless asked; None does not.
        is_recent: whether it is gpt-5.4 or later, whose responses tell more (recorded traffic).
        top_p: unless asked; 0.98 for recent models (recorded traffic).
        retention: of cached prompts, unless asked (recorded traffic).
        most_prompt: most tokens that a prompt may have.
    """

    answers_as: str
    bills_role: bool
    efforts: tuple[str, ...]
    effort: str | None
    is_recent: bool
    top_p: float
    retention: str
    most_prompt: int

    def asked_effort(self, request: Request) -> str | None:
        """Return how much is reasoned for a request; None for a model that does not."""
        wanted = request.reasoning.effort if request.reasoning is not None else None
        return wanted or self.effort if self.efforts else None

    def reasons(self, request: Request) -> bool:
        """Return whether the model reasons before it answers."""
        return self.asked_effort(request) not in (None, "none")

    def thought(self, request: Request) -> int:
        """Return how many reasoning tokens are billed on average."""
        return _MEAN_THOUGHT.get(self.asked_effort(request) or "", 0)


@lru_cache(KNOWN_MODELS)
def manner(asked: str) -> Manner:
    """Return how the model asked for answers; any name is served."""
    model = traits(asked)
    family = model.family
    found = _MINOR.match(model.answers_as)
    minor = int(found[1]) if found else 0
    is_recent = minor >= 4 or model.answers_as.startswith("gpt-6")
    return Manner(
        model.answers_as,
        model.bills_role,
        family.efforts,
        family.effort if family.efforts else None,
        is_recent,
        0.98 if is_recent else 1.0,
        "24h" if is_recent and minor != 4 else "in_memory",
        model.most_prompt,
    )
