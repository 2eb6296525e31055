"""The models that there are, in OpenAI's shape, but by Gemini's names [compatible-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import envelope, errors, key_errors
from sanic_mock.dialects.gemini.compatible.answers import printed
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.layout import ARRAY
from sanic_mock.dialects.gemini.models import listing
from sanic_mock.dialects.gemini.served_models import GeminiModels
from sanic_mock.dialects.gemini.surface import DEVELOPERS
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.errors import Problem

Json = dict[str, Any]


def models(state: State, call: Call) -> Whole:
    """Return all models."""
    data = list(map(_shown, state.part(GeminiModels).listed))
    return _answer({"data": data, "object": "list"}, call)


def model(state: State, call: Call) -> Whole:
    """Return one model, be it listed or not; raises GeminiProblem where there is none."""
    name = call.parts["model"].removeprefix("models/")
    if not state.part(GeminiModels).serves(name):
        raise errors.no_model(DEVELOPERS, name, "generateContent")
    return _answer(_shown(name), call)


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render an error."""
    return envelope.error(problem, now_s, layout=ARRAY)


_PATH = "/<root:path>/openai/models"
OPERATIONS = (
    Operation("GET", _PATH, models, error, key_errors.no_bearer),
    Operation("GET", f"{_PATH}/<model:path>", model, error, key_errors.no_bearer),
)


def _shown(name: str) -> Json:
    told = listing(name)
    return {
        "display_name": told["displayName"],
        "id": told["name"],
        "object": "model",
        "owned_by": "google",
    }


def _answer(content: Json, call: Call) -> Whole:
    return Whole(200, HEADS[False].fields("openai", int(call.now_s)), printed(content))
