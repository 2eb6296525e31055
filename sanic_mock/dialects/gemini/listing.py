"""The models that there are, and one of them [gemini-2026]."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors, key_errors
from sanic_mock.dialects.gemini.envelope import operation_error
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.layout import WHOLE
from sanic_mock.dialects.gemini.models import listing, publishing
from sanic_mock.dialects.gemini.served_models import GeminiModels
from sanic_mock.dialects.gemini.surface import DEVELOPERS, Surface, surface_of
from sanic_mock.dialects.operation import Call, Operation, State

Json = dict[str, Any]

USUAL_PAGE, MOST_ON_PAGE = 50, 1000


def models(state: State, call: Call) -> Whole:
    """Return a page of the models; raises GeminiProblem where there is no such page."""
    surface, names = _surface(call), state.part(GeminiModels).listed
    start, size = _start(call), _size(call)
    member = "publisherModels" if surface.is_vertex else "models"
    page: Json = {member: [_shown(name, surface) for name in names[start : start + size]]}
    if start + size < len(names):
        page["nextPageToken"] = urlsafe_b64encode(b"%d" % (start + size)).decode()
    return _answer(page, surface, call)


def model(state: State, call: Call) -> Whole:
    """Return one model, be it listed or not; raises GeminiProblem where there is none."""
    surface, name = _surface(call), call.parts["model"]
    if not state.part(GeminiModels).serves(name):
        raise errors.no_model(surface, name, "generateContent")
    return _answer(_shown(name, surface), surface, call)


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


def _start(call: Call) -> int:
    token = call.last("pageToken")
    if not token:
        return 0
    try:
        return max(0, int(urlsafe_b64decode(token)))
    except (Error, ValueError):
        raise errors.wrong_argument("Request contains an invalid argument.") from None


def _size(call: Call) -> int:
    asked = call.last("pageSize") or ""
    size = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    return min(size or USUAL_PAGE, MOST_ON_PAGE)


def _answer(content: Json, surface: Surface, call: Call) -> Whole:
    fields = HEADS[surface.is_vertex].fields("counted", int(call.now_s))
    return Whole(200, fields, WHOLE.printed(content) + b"\n")
