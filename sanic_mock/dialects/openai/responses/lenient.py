"""Reads a request as far as it can be made out; what does not fit is as if it were not there.

Items and tools that are those of chat completions are read as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

from sanic_mock.dialects.openai.fitting import fitted, read_storable
from sanic_mock.dialects.openai.load_tools import LoadToolParameters
from sanic_mock.dialects.openai.responses.item_validation import ROLES, TYPES, check_item
from sanic_mock.dialects.openai.responses.members import PARTS
from sanic_mock.dialects.openai.responses.request import (
    Item,
    LenientResponsesRequest,
    ResponsesRequest,
)
from sanic_mock.dialects.schemas import ANY_OBJECT

_NO_LOAD = LoadToolParameters()
_RESULTS = ("function_call_output", "custom_tool_call_output")
_CALLS = {"function_call": ("arguments", "{}"), "custom_tool_call": ("input", "")}
_TOOL_MEMBERS = {"description": str, "parameters": dict}
_STRINGS = ("id", "name", "status", "call_id", "encrypted_content")


class _Limits(msgspec.Struct):
    """The names of a limit at chat completions."""

    max_completion_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    max_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None

    @property
    def least(self) -> int | None:
        """The limit that is given; None for none."""
        return self.max_completion_tokens or self.max_tokens


def read(body: bytes) -> ResponsesRequest:
    """Return what can be used of a body that the typed reading refused.

    Raises:
        Problem: it is no JSON object.
        Lengthy: it is too much for the event loop.
    """
    sent = read_storable(body)
    given = sent.pop("input", None) or sent.get("messages")
    sent.pop("load", None)  # which is no parameter
    request: LenientResponsesRequest = fitted(sent, LenientResponsesRequest)
    load = fitted(sent, LoadToolParameters)
    request.load = None if load == _NO_LOAD else load
    if request.max_output_tokens is None:  # as the other endpoints name it
        request.max_output_tokens = fitted(sent, _Limits).least
    request.input = given if isinstance(given, str) else items(_as_list(given))
    return request


def items(given: Iterable[Any]) -> list[Item]:
    """Return what of an input can be items."""
    found = (_item(one) for one in given)
    return [one for one in found if one is not None and check_item("input", one) is None]


def completed(request: ResponsesRequest) -> ResponsesRequest:
    """Put tools into the form of this endpoint, and a schema where one is said to be, in place.

    A text without a letter is a message, as it is at chat completions.
    """
    if request.input == "":
        request.input = [{"role": "user", "content": ""}]
    if request.tools is not None:
        request.tools = [_tool(one) for one in request.tools]
    if isinstance(request.tool_choice, dict):
        request.tool_choice = _flat(request.tool_choice)
    wanted = None if request.text is None else request.text.format
    if wanted is not None and wanted.type == "json_schema":
        wanted.name = wanted.name or "schema"
        wanted.schema = wanted.schema if len(wanted.schema) else msgspec.Raw(ANY_OBJECT)
    return request


def _as_list(given: Any) -> list[Any]:
    if isinstance(given, list):
        return given
    return [given] if isinstance(given, dict) else []


def _item(given: Any) -> Item | None:
    if isinstance(given, str):
        return {"role": "user", "content": given}
    if not isinstance(given, dict):
        return None
    wrong = [name for name in _STRINGS if not isinstance(given.get(name, ""), str)]
    item = {name: one for name, one in given.items() if one is not None and name not in wrong}
    type_ = str(item.get("type"))
    if item.get("role") == "tool":
        return {
            "type": "function_call_output",
            "call_id": str(item.get("tool_call_id")),
            "output": _text(item.get("content")),
        }
    if type_ in _RESULTS:
        called = {"call_id": "", "output": _result(item.pop("output", ""))}
        return called | item | {"output": called["output"]}
    if type_ in _CALLS:
        member, empty = _CALLS[type_]
        return {"call_id": item.get("id", "")} | item | {member: _text(item.get(member, empty))}
    if type_ == "reasoning":
        return item | {"summary": _dicts(item.get("summary"))}
    if type_ == "message" or type_ not in TYPES:
        return _message(item)
    return item


def _message(item: Item) -> Item | None:
    """Return a message of whoever says it, with what of its content can be read."""
    if "content" not in item and "role" not in item:
        return None
    role = item["role"] if item.get("role") in ROLES else "user"
    kept = {name: one for name, one in item.items() if name != "type"}
    content = _content(item.get("content"), role)
    return {"type": "message", **kept, "role": role, "content": content}


def _content(content: Any, role: str) -> Any:
    if isinstance(content, list | dict):
        parts = (_part(one, role) for one in _as_list(content))
        return [one for one in parts if one is not None]
    return _text(content)


def _result(output: Any) -> Any:
    if isinstance(output, list):
        parts = (_part(one, "user") for one in output)
        return [one for one in parts if one is not None] or _text(output)
    return _text(output)


def _part(part: Any, role: str) -> Item | None:
    """Return a part of a message: a text, wherever it comes from, an image or a file."""
    if isinstance(part, str):
        part = {"text": part}
    if not isinstance(part, dict):
        return None
    if part.get("type") == "image_url":
        part = part | {"type": "input_image"}
    if isinstance(inner := part.get("image_url"), dict):
        part = part | {"image_url": inner.get("url")}
    known = PARTS.get(part["type"]) if isinstance(part.get("type"), str) else None
    if known is not None and not isinstance(part.get("text"), str):
        return _with_strings(part) if "text" not in known else None
    if not isinstance(part.get("text"), str):
        return None
    return {"type": "output_text" if role == "assistant" else "input_text", "text": part["text"]}


def _with_strings(part: Item) -> Item:
    return {name: one for name, one in part.items() if isinstance(one, str)}


def _text(value: Any) -> str:
    """Return a text, or what else stands for one, as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _dicts(value: Any) -> list[Item]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _tool(spec: Item) -> Item:
    found = {name: one for name, one in _flat(spec).items() if one is not None}
    for name, kind in _TOOL_MEMBERS.items():
        if not isinstance(found.get(name, kind()), kind):
            del found[name]
    return found if "type" in found or "name" not in found else {"type": "function", **found}


def _flat(given: Item) -> Item:
    """Return something with the members that it has one level down, under its type's name."""
    inner = given.get("function", given.get("custom"))
    if not isinstance(inner, dict):
        return given
    kind = "function" if "function" in given else "custom"
    outer = {name: one for name, one in given.items() if name != kind}
    return outer | inner | {"type": kind}
