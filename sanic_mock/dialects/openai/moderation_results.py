"""What a moderation model says of prompt and answer, beside the answer [pydantic-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.dialects.openai.verdicts import judge

# In the order of [pydantic-2026].
CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "sexual",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm/intent",
    "self-harm/instructions",
    "self-harm",
    "sexual/minors",
    "violence",
    "violence/graphic",
)


def result(text: str, model: str, members: Sequence[str]) -> dict[str, Any]:
    """Return the verdict on a text.

    Args:
        text: what is judged.
        model: the model that judges, as it was asked for.
        members: all that a verdict has, in the order of the endpoint.
    """
    verdict = judge(text)
    told = {
        "type": "moderation_result",
        "model": model,
        "flagged": bool(verdict.flagged),
        "categories": {one: one in verdict.flagged for one in CATEGORIES},
        "category_scores": {one: verdict.scores[one] for one in CATEGORIES},
        "category_applied_input_types": {one: ["text"] for one in CATEGORIES},
    }
    return {name: told[name] for name in members}
