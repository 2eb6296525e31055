"""The models that there are, and one of them [gemini-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors, key_errors
from sanic_mock.dialects.gemini.envelope import operation_error
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.models import listing, publishing
from sanic_mock.dialects.gemini.pages import page
from sanic_mock.dialects.gemini.served_models import GeminiModels
from sanic_mock.dialects.gemini.surface import DEVELOPERS, Surface, surface_of
from sanic_mock.dialects.operation import Call, Operation, State

Json = dict[str, Any]


def models(state: State, call: Call) -> Whole:
    """Return a page of the models; raises GeminiProblem where there is no such page."""
    surface, names = _surface(call), state.part(GeminiModels).listed
    member = "publisherModels" if surface.is_vertex else "models"
    content = page(member, names, lambda name: _shown(name, surface), call)
    return answer(content, call, is_vertex=surface.is_vertex)


def model(state: State, call: Call) -> Whole:
    """Return one model, be it listed or not; raises GeminiProblem where there is none."""
    surface, name = _surface(call), call.parts["model"]
    if not state.part(GeminiModels).serves(name):
        raise errors.no_model(surface, name, "generateContent")
    return answer(_shown(name, surface), call, is_vertex=surface.is_vertex)


def _operations(template: str) -> Sequence[Operation]:
    return (
        Operation("GET", template, models, operation_error, key_errors.no_key),
        Operation("GET", f"{template}/<model>", model, operation_error, key_errors.no_key),
    )


OPERATIONS = (*_operations("/models"), *_operations("/<root:path>/models"))


def _surface(call: Call) -> Surface:
    root = call.parts.get("root")
    surface = DEVELOPERS if root is None else surface_of(f"{root}/models")
    if surface is None:
        raise errors.unknown_path()
    return surface


def _shown(name: str, surface: Surface) -> Json:
    return publishing(name) if surface.is_vertex else listing(name)
