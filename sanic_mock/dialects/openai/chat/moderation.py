"""What a moderation model says of prompt and answer, beside the answer (recorded traffic)."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai.chat.prompts import texts
from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.dialects.openai.moderations.whole import OMNI
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.moderation import judge


def moderation(request: ChatRequest, model: str, reply: Reply) -> dict[str, Any]:
    """Return `moderation`: the verdict on the prompt's texts, and that on the answer's.

    Args:
        request: has the prompt.
        model: the model that judges, as it was asked for.
        reply: the answer.
    """
    said = "\n".join(text for message in request.messages for text in texts(message))
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
        "categories": {one: one in verdict.flagged for one in OMNI.categories},
        "category_scores": {one: verdict.scores[one] for one in OMNI.categories},
        "category_applied_input_types": {one: ["text"] for one in OMNI.categories},
    }
    return {"type": "moderation_results", "model": model, "results": [result]}
