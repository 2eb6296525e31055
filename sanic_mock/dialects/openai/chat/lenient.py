"""Reads a request as far as it can be made out; what does not fit is as if it were not there.

For clients whose requests are not quite OpenAI's: what an answer needs is at least one message.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.dialects.openai.chat.request import (
    CalledFunction,
    ChatRequest,
    ContentPart,
    EarlierCall,
    Message,
    Received,
    Role,
)
from sanic_mock.dialects.openai.fitting import fitted, read_storable
from sanic_mock.dialects.openai.load_tools import LenientStreamOptions, LoadToolParameters
from sanic_mock.dialects.openai.validation import got
from sanic_mock.engine.offload import step

_MESSAGE: dict[str, Any] = get_type_hints(Message, include_extras=True)
_TYPES: dict[str, Any] = get_type_hints(ChatRequest, include_extras=True) | {
    "stream_options": LenientStreamOptions | None
}
_WRAPPED = ("name", "description", "parameters", "strict")


def read(body: bytes, any_model: str) -> Received:
    """Return a request, and its messages as they came where the answer is to be stored.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named.

    Raises:
        Problem: it is not JSON, or has no messages.
        Lengthy: it is too much for the event loop.
    """
    sent = read_storable(body)
    model, messages = sent.pop("model", None), sent.pop("messages", None)
    if messages is None:
        raise errors.missing("messages")
    if isinstance(messages, str | dict):
        messages = [messages]
    if not isinstance(messages, list):
        raise errors.wrong_type("messages", "an array of objects", got(messages))
    if not messages:
        raise size_errors.empty_array("messages")
    step()
    name = model if isinstance(model, str) and model else any_model
    request = ChatRequest(name, [_message(one) for one in messages], **_fitting(sent))
    step()
    kept = messages if request.store else ()
    told = [{"role": "user", **one} for one in kept if isinstance(one, dict)]
    return Received(request, told, fitted(sent, LoadToolParameters))


def _fitting(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that are what they should be, and what of others is."""
    if isinstance(tools := sent.get("tools"), list):
        sent["tools"] = [_nested(one) for one in tools]
    if isinstance(wanted := sent.get("response_format"), dict):
        sent["response_format"] = _with_schema(wanted)
    fits = ((name, fitted(one, _TYPES[name])) for name, one in sent.items() if name in _TYPES)
    return {name: one for name, one in fits if one is not None}


def _nested(tool: Any) -> Any:
    """Return a tool with what it calls one level down, which is beside its type at /responses."""
    if not isinstance(tool, dict) or "name" not in tool or "function" in tool or "custom" in tool:
        return tool
    if tool.get("type", "function") != "function":
        return tool
    return {"function": {name: tool[name] for name in _WRAPPED if name in tool}}


def _with_schema(wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a format with its schema where OpenAI has it; others have it beside the type."""
    inner = wanted.get("json_schema")
    if isinstance(inner, dict):
        named = inner if "schema" in inner or "name" in inner else {"schema": inner}
    elif isinstance(wanted.get("schema"), dict):
        named = {"schema": wanted["schema"]}
    else:
        return wanted
    return {"type": "json_schema", "json_schema": {"name": "schema", **named}}


def _message(value: Any) -> Message:
    if not isinstance(value, dict):
        return Message("user", value if isinstance(value, str) else None)
    found = {name: _member(name, one) for name, one in value.items() if name in _MESSAGE}
    role: Role = found.pop("role", None) or "user"
    return Message(role, **{name: one for name, one in found.items() if one is not None})


def _member(name: str, value: Any) -> Any:
    """Return a member of a message, or what of it can be made out; None for nothing."""
    if name == "function_call":
        made = _call({"function": value})
        return None if made is None else made.function
    entry = {"content": _part, "tool_calls": _call}.get(name)
    if entry is None or isinstance(value, str):
        return fitted(value, _MESSAGE[name])
    parts = value if isinstance(value, list) else [value]
    return [one for one in map(entry, parts) if one is not None] or None


def _part(value: Any) -> ContentPart | None:
    """Return a part, or a text that stands for one; texts of other APIs say so in their type."""
    if isinstance(value, str):
        return ContentPart("text", text=value)
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return ContentPart("text", text=value["text"])
    found: ContentPart | None = fitted(value, ContentPart)
    return None if found is None or getattr(found, found.type) is None else found


def _call(value: Any) -> EarlierCall | None:
    """Return a call, of whatever length its id is, and whatever it gives."""
    if not isinstance(value, dict):
        return None
    name, called = str(value.get("id") or ""), value.get("function") or value.get("custom")
    given = called if isinstance(called, dict) else {}
    sent = given.get("arguments", given.get("input", ""))
    text = sent if isinstance(sent, str) else msgspec.json.encode(sent).decode()
    return EarlierCall(
        name, "function", function=CalledFunction(str(given.get("name") or ""), text)
    )
