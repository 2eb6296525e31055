"""The models endpoint: all that are listed, and one of them."""

from __future__ import annotations

import json
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.listed_names import listed_names
from sanic_mock.dialects.openai import envelope, gateway_errors
from sanic_mock.dialects.openai.http import JSON, modelless_fields
from sanic_mock.dialects.openai.models import RETIRED, listed_models, listing_of, row_of
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


def models(state: State, call: Call) -> Whole:
    """Return the list of models."""
    names = served(state.settings)
    return _answer({"object": "list", "data": [_shown(name) for name in names]}, call)


def model(state: State, call: Call) -> Whole:
    """Return one model, be it listed or not.

    Raises:
        Problem: there is no such model.
    """
    name = call.parts["model"]
    check_served(name, state.settings)
    if call.is_strict and name in RETIRED and not state.settings.models:
        raise gateway_errors.no_such_model(name)
    return _answer(_shown(name), call)


def delete(state: State, call: Call) -> Whole:
    """Say that a model is gone, which it is not; OpenAI's own are not deleted.

    Raises:
        Problem: there is no such model, or it is one of OpenAI's.
    """
    name = call.parts["model"]
    if state.settings.models and name not in served(state.settings):
        raise gateway_errors.no_model_to_delete(name)
    if call.is_strict and row_of(name).created_s:
        raise gateway_errors.not_yours()
    return _answer({"id": name, "object": "model", "deleted": True}, call)


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render a problem; a missing key is told by a newer gateway than the rest."""
    layout = envelope.LISTING if problem.status == 401 else envelope.CHAT
    return envelope.error(problem, digest, now_s, layout)


OPERATIONS = (
    Operation("GET", "/models", models, error, gateway_errors.no_bearer, is_public=True),
    Operation(
        "GET", "/models/<model:path>", model, error, gateway_errors.no_bearer, is_public=True
    ),
    Operation("DELETE", "/models/<model:path>", delete, error, gateway_errors.no_bearer),
)


def check_served(name: str, settings: Settings) -> None:
    """Check that a name is answered: any is, unless some are listed; raises Problem."""
    if settings.models and name not in served(settings):
        raise gateway_errors.no_such_model(name)


def served(settings: Settings) -> tuple[str, ...]:
    """Return the names that are listed: the profile's own first."""
    return listed_names(settings, listed_models())


def _shown(name: str) -> dict[str, Any]:
    created, owner = listing_of(name)
    return {"id": name, "object": "model", "created": created, "owned_by": owner}


def _answer(content: dict[str, Any], call: Call) -> Whole:
    text = json.dumps(content, indent=2)  # without a newline behind it [cassettes-2026]
    fields = modelless_fields(JSON, int(call.now_s), call.digest)
    return Whole(200, fields, text.encode())
