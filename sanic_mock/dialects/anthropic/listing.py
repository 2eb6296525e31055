"""The models endpoint: pages of all that are listed, and one of them [sdk-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors
from sanic_mock.dialects.anthropic.http import NEW, VERSION
from sanic_mock.dialects.anthropic.json_answer import answer
from sanic_mock.dialects.anthropic.models import EFFORTS, ModelRow, model_of
from sanic_mock.dialects.anthropic.pages import page
from sanic_mock.dialects.anthropic.served_models import ServedModels, served
from sanic_mock.dialects.operation import Call, Operation, State

_LINES = ("haiku", "sonnet", "opus", "fable", "mythos")
_THINKING = ("adaptive", "between_tools", "disabled", "enabled")
_CAPABILITIES = ("batch", "citations", "code_execution")
_EDITS = ("clear_thinking_20251015", "clear_tool_uses_20250919", "compact_20260112")


def models(state: State, call: Call) -> Whole:
    """Return a page of models, the newest first."""
    shown = [model_object(name, call) for name in served(state.settings)]
    return answer(page(shown, call), call)


def model(state: State, call: Call) -> Whole:
    """Return one model; an alias is resolved."""
    name = call.parts["model"]
    ServedModels(state.settings)[name]
    return answer(model_object(name, call), call)


def model_object(name: str, call: Call) -> dict[str, Any]:
    """Return what is told of a model."""
    row = model_of(name)
    found: dict[str, Any] = {
        "type": "model",
        "id": row.name,
        "display_name": row.title or row.name,
        "created_at": f"{row.created}T00:00:00Z",
        "max_input_tokens": row.generation.context or None,
        "max_tokens": row.generation.most_output or None,
        "capabilities": _capabilities(name),
    }
    if call.head.field(VERSION) == NEW:
        found |= {
            "lifecycle": "active",
            "line": _line(row),
            "deprecated_at": None,
            "retires_at": None,
        }
    return found


def _line(row: ModelRow) -> str | None:
    """Return which of Anthropic's lines a model is of, as its title has it."""
    words = row.title.lower().split()
    return next((one for one in words if one in _LINES), None)


def _capabilities(name: str) -> dict[str, Any]:
    generation = model_of(name).generation
    efforts = {one: _supported(one in generation.efforts) for one in EFFORTS}
    thinking = {one: _supported(one in generation.thinking) for one in _THINKING}
    return {
        **{one: _supported(True) for one in _CAPABILITIES},
        "context_management": {**_supported(True), **{one: _supported(True) for one in _EDITS}},
        "effort": {**_supported(bool(generation.efforts)), **efforts},
        **{one: _supported(True) for one in ("image_input", "pdf_input")},
        "server_tools": {**_supported(True), **_tools()},
        "structured_outputs": _supported(True),
        "thinking": {**_supported(True), "types": thinking},
    }


def _tools() -> dict[str, Any]:
    return {"code_execution": _supported(False), "web_search": _supported(True)}


def _supported(is_so: bool) -> dict[str, Any]:
    return {"supported": is_so}


OPERATIONS = (
    Operation("GET", "/v1/models", models, envelope.error, errors.no_key, is_public=True),
    Operation("GET", "/v1/models/<model:path>", model, envelope.error, errors.no_key),
)
