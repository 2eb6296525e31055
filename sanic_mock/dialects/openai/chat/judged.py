"""What a moderation model says of prompt and answer, beside the answer (recorded traffic)."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai.chat.prompts import texts
from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.moderation import CATEGORIES, judge

# In another order than in answers of the moderations endpoint (recorded traffic).
_ORDER = (
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
assert set(_ORDER) == set(CATEGORIES)


def moderation(asked: ChatRequest, model: str, reply: Reply) -> dict[str, Any]:
    """Return `moderation`: the verdict on the prompt's texts, and that on the answer's.

    Args:
        asked: has the prompt.
        model: the model that judges, as it was asked for.
        reply: the answer.
    """
    said = "\n".join(text for message in asked.messages for text in texts(message))
    answered = "\n".join(
        "".join(map(unescaped, one.body.pieces)) for one in reply.choices if not one.calls
    )
    return {"input": _results(said, model), "output": _results(answered, model)}


def _results(text: str, model: str) -> dict[str, Any]:
    verdict = judge(text)
    result = {
        "type": "moderation_result",
        "model": model,
        "flagged": bool(verdict.flagged),
        "categories": {one: one in verdict.flagged for one in _ORDER},
        "category_scores": {one: verdict.scores[one] for one in _ORDER},
        "category_applied_input_types": {one: ["text"] for one in _ORDER},
    }
    return {"type": "moderation_results", "model": model, "results": [result]}
