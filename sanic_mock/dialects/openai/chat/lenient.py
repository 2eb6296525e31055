"""Reads a request as far as it can be made out; what does not fit is as if it were not there.

For clients whose requests are not quite OpenAI's: what an answer needs is the model's name and at
least one message.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat.request import (
    CalledFunction,
    ChatRequest,
    ContentPart,
    EarlierCall,
    Message,
    Received,
    Role,
)
from sanic_mock.dialects.openai.chat.tools import FunctionSpec, ToolSpec
from sanic_mock.dialects.openai.parameters import LooseStreamOptions
from sanic_mock.dialects.openai.pruning import converted
from sanic_mock.dialects.openai.validation import got, read_object
from sanic_mock.engine.offload import step, takes

# What each item that is no message, part or tool takes, measured on one machine and rounded up.
_ITEM_US = 4

_RAW = ("metadata", "tool_choice", "function_call")
_LISTS = {"tools": ToolSpec, "functions": FunctionSpec}
_MESSAGE: dict[str, Any] = get_type_hints(Message, include_extras=True)
_TYPES: dict[str, Any] = get_type_hints(ChatRequest, include_extras=True) | {
    "stop": str | list[str] | None,
    "stream_options": LooseStreamOptions | None,
}


def read(body: bytes) -> Received:
    """Return a request, and its messages as they came where the answer is to be stored.

    Raises:
        Problem: it is not JSON, or has no model or no messages.
        Lengthy: it is too much for the event loop.
    """
    takes(body.count(b",") * _ITEM_US)
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
    step()
    request = ChatRequest(model, [_message(one) for one in messages], **_fitting(sent))
    step()
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
            found[name] = converted(value, _TYPES[name])
    return found


def _converter(name: str) -> Any:
    return lambda value: converted(_with_raw(value), _LISTS[name])


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
    if not isinstance(value, dict):
        return Message("user", value if isinstance(value, str) else None)
    found = {name: _member(name, one) for name, one in value.items() if name in _MESSAGE}
    role: Role = found.pop("role", None) or "user"
    return Message(role, **{name: one for name, one in found.items() if one is not None})


def _member(name: str, value: Any) -> Any:
    """Return a member of a message, or what of it can be made out; None for nothing."""
    whole = converted(value, _MESSAGE[name])
    if whole is not None or not isinstance(value, list):
        return whole
    entry = {"content": _part, "tool_calls": _call}.get(name, _nothing)
    return [one for one in map(entry, value) if one is not None] or None


def _part(value: Any) -> ContentPart | None:
    found: ContentPart | None = converted(value, ContentPart)
    return found


def _call(value: Any) -> EarlierCall | None:
    """Return a call, of whatever length its id is, and whatever it gives."""
    if not isinstance(value, dict):
        return None
    name, called = str(value.get("id") or ""), value.get("function") or value.get("custom")
    given = called if isinstance(called, dict) else {}
    sent = given.get("arguments", given.get("input", ""))
    text = sent if isinstance(sent, str) else msgspec.json.encode(sent).decode()
    return EarlierCall(name, "function", CalledFunction(str(given.get("name") or ""), text))


def _nothing(value: Any) -> None:
    """Return nothing: of other lists, no part can stand alone."""


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
