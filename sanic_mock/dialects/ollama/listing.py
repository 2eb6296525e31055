"""What is listed of models, and which Ollama this is [ollama-2026]."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.ollama.model_card import CONTEXT, MODIFIED, capabilities, card, details
from sanic_mock.dialects.ollama.served_models import OllamaModels, served, tagged, width_of
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.unreadable import UNREADABLE

VERSION = "0.12.6"
JSON = b"Content-Type: application/json; charset=utf-8\r\n"
NDJSON = b"Content-Type: application/x-ndjson\r\n"

_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n"
_SIZE = 2_019_393_189


class _Shown(msgspec.Struct):
    """Which model is to be shown; `name` is its older name."""

    model: str = ""
    name: str = ""


class _Pulled(_Shown):
    """Which model is to be fetched, and whether that is told step by step."""

    stream: bool | None = None


N = TypeVar("N", bound=_Shown)


def tags(state: State, call: Call) -> Whole:
    """Return the models that are there."""
    return _answer({"models": list(map(_tag, served(state.settings)))}, call)


def running(state: State, call: Call) -> Whole:
    """Return the models that are loaded: all."""
    further = {"expires_at": "2318-01-01T00:00:00Z", "size_vram": _SIZE, "context_length": 4096}
    models = [
        {name: value for name, value in _row(one).items() if name != "modified_at"} | further
        for one in served(state.settings)
    ]
    return _answer({"models": models}, call)


def show(state: State, call: Call) -> Whole:
    """Return what is known of one model; raises Problem where it is not there."""
    asked = _asked(call, _Shown)
    name = asked.model or asked.name
    OllamaModels(state.settings).check(name)
    return _answer(card(name), call)


def pull(state: State, call: Call) -> Whole:
    """Tell how a model is fetched, which all that are served have been; raises Problem."""
    asked = _asked(call, _Pulled)
    name = asked.model or asked.name
    OllamaModels(state.settings).check(name)
    told = [{"status": "success"}] if asked.stream is False else _pulling(name)
    lines = b"\n".join(map(msgspec.json.encode, told))
    if asked.stream is False:
        return Whole(200, date_field(int(call.now_s)) + JSON, lines)
    return Whole(200, date_field(int(call.now_s)) + NDJSON, lines + b"\n")


def _pulling(name: str) -> list[dict[str, Any]]:
    digest = _row(name)["digest"]
    layer = {"digest": f"sha256:{digest}", "total": _SIZE, "completed": _SIZE}
    return [
        {"status": "pulling manifest"},
        {"status": f"pulling {digest[:12]}"} | layer,
        {"status": "verifying sha256 digest"},
        {"status": "writing manifest"},
        {"status": "success"},
    ]


def version(state: State, call: Call) -> Whole:
    """Return which Ollama this is."""
    return _answer({"version": VERSION}, call)


def greeting(state: State, call: Call) -> Whole:
    """Return that there is an Ollama, as clients ask for before all else."""
    return Whole(200, date_field(int(call.now_s)) + _PLAIN, b"Ollama is running")


def _asked(call: Call, kind: type[N]) -> N:
    """Return what names a model; raises Problem where nothing does."""
    try:
        asked = msgspec.json.decode(call.body, type=kind)
    except UNREADABLE as error:
        raise errors.unreadable(str(error)) from None
    if not (asked.model or asked.name):
        raise errors.no_name()
    return asked


def _tag(name: str) -> dict[str, Any]:
    sizes = {"context_length": CONTEXT, "embedding_length": width_of(name)}
    return _row(name) | {"details": details(name) | sizes, "capabilities": capabilities(name)}


def _row(name: str) -> dict[str, Any]:
    full = tagged(name)
    return {
        "name": full,
        "model": full,
        "modified_at": MODIFIED,
        "size": _SIZE,
        "digest": sha256(full.encode()).hexdigest(),
        "details": details(name),
    }


def _answer(content: dict[str, Any], call: Call) -> Whole:
    return Whole(200, date_field(int(call.now_s)) + JSON, msgspec.json.encode(content))


GREETING = Operation("GET", "", greeting, errors.rendered, errors.no_key)
OPERATIONS = tuple(
    Operation(method, path, made, errors.rendered, errors.no_key)
    for method, path, made in (
        ("GET", "/api/tags", tags),
        ("GET", "/api/ps", running),
        ("POST", "/api/show", show),
        ("POST", "/api/pull", pull),
        ("GET", "/api/version", version),
    )
)
