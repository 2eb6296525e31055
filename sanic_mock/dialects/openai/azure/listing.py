"""The models of a resource, as Azure lists them [issues-2026]."""

from __future__ import annotations

import json
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai.azure import errors, head
from sanic_mock.dialects.openai.azure.grok import is_groks
from sanic_mock.dialects.openai.endpoint import ANY_MODEL
from sanic_mock.dialects.openai.listing import served
from sanic_mock.dialects.openai.models import is_embedding, listing_of
from sanic_mock.dialects.operation import Call, Operation, State

_FOUR_YEARS_S = 4 * 365 * 86_400


def models(state: State, call: Call) -> Whole:
    """Return the list of models."""
    names = served(state.settings)
    return _answer({"data": [_shown(name) for name in names], "object": "list"}, call)


def model(state: State, call: Call) -> Whole:
    """Return one model.

    Raises:
        Problem: there is no such model.
    """
    name = call.parts["model"]
    if state.settings.models and name not in served(state.settings):
        raise errors.not_found()
    return _answer(_shown(name), call)


def info(state: State, call: Call) -> Whole:
    """Return what a model is that a body need not name [inference-2026]."""
    name = state.settings.model or next(iter(state.settings.models), ANY_MODEL)
    kind = "embeddings" if is_embedding(name) else "chat-completions"
    provider = "xAI" if is_groks(name) else "OpenAI"
    told = {"model_name": name, "model_type": kind, "model_provider_name": provider}
    return _answer(told, call)


INFO = "/models/info"
MODEL_INFO = (Operation("GET", INFO, info, errors.rendered, errors.bad_token),)
OPERATIONS = (
    Operation("GET", "/openai/models", models, errors.rendered, errors.bad_token, is_public=True),
    Operation(
        "GET",
        "/openai/models/<model:path>",
        model,
        errors.rendered,
        errors.bad_token,
        is_public=True,
    ),
)


def _shown(name: str) -> dict[str, Any]:
    created, _ = listing_of(name)
    embeds = is_embedding(name)
    return {
        "status": "succeeded",
        "capabilities": {
            "fine_tune": False,
            "inference": True,
            "completion": False,
            "chat_completion": not embeds,
            "embeddings": embeds,
        },
        "lifecycle_status": "generally-available",
        "deprecation": {"inference": created + _FOUR_YEARS_S},
        "id": name,
        "created_at": created,
        "object": "model",
    }


def _answer(content: dict[str, Any], call: Call) -> Whole:
    fields = head.bare(int(call.now_s), call.digest)
    return Whole(200, fields, json.dumps(content, separators=(",", ":")).encode())
