"""What a moderation model says of prompt and answer, beside the answer [pydantic-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import moderation_results
from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Reply

# In the order of [pydantic-2026].
_MEMBERS = (
    "type",
    "model",
    "flagged",
    "categories",
    "category_scores",
    "category_applied_input_types",
)


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
    results = [moderation_results.result(text, model, _MEMBERS)]
    return {"type": "moderation_results", "model": model, "results": results}
