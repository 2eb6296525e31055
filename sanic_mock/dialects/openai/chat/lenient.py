"""Reads a request as far as it can be made out; what does not fit is as if it were not there.

For clients whose requests are not quite OpenAI's: what an answer needs is the model's name and at
least one message.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    ContentPart,
    Message,
    Received,
    Role,
)
from sanic_mock.dialects.openai.chat.tools import FunctionSpec, ToolSpec
from sanic_mock.dialects.openai.parameters import LooseStreamOptions
from sanic_mock.dialects.openai.validation import got, read_object

_RAW = ("metadata", "tool_choice", "function_call")
_LISTS = {"tools": ToolSpec, "functions": FunctionSpec}
_TYPES: dict[str, Any] = get_type_hints(ChatRequest, include_extras=True) | {
    "stop": str | list[str] | None,
    "stream_options": LooseStreamOptions | None,
}


def read(body: bytes) -> Received:
    """Return a request, and its messages as they came where the answer is to be stored.

    Raises:
        Problem: it is not JSON, or has no model or no messages.
    """
    sent = _writable(read_object(body))
    model, messages = sent.get("model"), sent.get("messages")
    if model is None:
        raise errors.no_model()
    if not isinstance(model, str):
        raise errors.wrong_type("model", "a string", got(model))
    if "messages" not in sent:
        raise errors.missing("messages")
    if not isinstance(messages, list):
        raise errors.wrong_type("messages", "an array of objects", got(messages))
    if not messages:
        raise errors.empty_array("messages")
    request = ChatRequest(model, [_message(one) for one in messages], **_fitting(sent))
    if not request.store:
        return Received(request)
    return Received(request, [{"role": "user", **one} for one in messages if isinstance(one, dict)])


def _fitting(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that are what they should be."""
    found: dict[str, Any] = {}
    for name, value in sent.items():
        if name in _LISTS and isinstance(value, list):
            found[name] = [one for one in map(_converter(name), value) if one is not None] or None
        elif name in _RAW:
            found[name] = msgspec.Raw(msgspec.json.encode(value))
        elif name in _TYPES and name not in ("model", "messages"):
            found[name] = _converted(value, _TYPES[name])
    return found


def _converter(name: str) -> Any:
    return lambda value: _converted(_with_raw(value), _LISTS[name])


def _with_raw(value: Any) -> Any:
    """Return a tool with its schema as bytes, as a typed reading would have left it."""
    if not isinstance(value, dict):
        return value
    found = dict(value)
    if isinstance(found.get("function"), dict):
        found["function"] = _with_raw(found["function"])
    if "parameters" in found:
        found["parameters"] = msgspec.Raw(msgspec.json.encode(found["parameters"]))
    return found


def _message(value: Any) -> Message:
    found = _converted(value, Message)
    if isinstance(found, Message):
        return found
    if not isinstance(value, dict):
        return Message("user", value if isinstance(value, str) else None)
    content = value.get("content")
    if isinstance(content, list):
        parts = [_converted(one, ContentPart) for one in content]
        content = [part for part in parts if part is not None] or None
    elif not isinstance(content, str):
        content = None
    role: Role = _converted(value.get("role"), Role) or "user"
    return Message(role, content)


def _converted(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return None


def _writable(sent: dict[str, Any]) -> dict[str, Any]:
    """Take out of JSON the lone surrogates that no answer can be written with, in place.

    Not by recursion: a value may be nested as deeply as Python's decoder goes.
    """
    stack: list[Any] = [sent]
    while stack:
        one = stack.pop()
        pairs = list(one.items()) if isinstance(one, dict) else list(enumerate(one))
        if isinstance(one, dict):
            one.clear()
        for key, value in pairs:
            one[_text(key)] = _text(value)
            if isinstance(value, (dict, list)):
                stack.append(value)
    return sent


def _text(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
