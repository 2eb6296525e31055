"""Checks of a chat request's messages, in OpenAI's words [adapter-2026]; see `validation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat.request import AUTHOR, LONGEST_CALL_ID, LONGEST_KEY, MOST_CALLS
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    got,
    lacking,
    name_string,
    one_of,
    optional,
    short,
    sized_string,
    typed,
)
from sanic_mock.errors import Problem

_INPUTS = {"function": "arguments", "custom": "input"}
ROLES = ("system", "assistant", "user", "function", "tool", "developer")
PARTS = ("text", "image_url", "input_audio", "refusal", "audio", "file")


def message(path: str, value: Any) -> Problem | None:
    """Check one message: its role, its content and what it says of calls."""
    if problem := lacking(path, value, "role"):
        return problem
    text = optional(typed(str))
    return (
        one_of(*ROLES)(f"{path}.role", value["role"])
        or _content(f"{path}.content", value.get("content"))
        or optional(sized_string(LONGEST_KEY, AUTHOR))(f"{path}.name", value.get("name"))
        or _CALLS(f"{path}.tool_calls", value.get("tool_calls"))
        or optional(_called)(f"{path}.function_call", value.get("function_call"))
        or optional(short(LONGEST_CALL_ID))(f"{path}.tool_call_id", value.get("tool_call_id"))
        or text(f"{path}.refusal", value.get("refusal"))
    )


def _call(path: str, value: Any) -> Problem | None:
    """Check a call that an earlier answer made."""
    if problem := lacking(path, value, "id", "type"):
        return problem
    kind = value["type"]
    if problem := short(LONGEST_CALL_ID)(f"{path}.id", value["id"]) or one_of(*_INPUTS)(
        f"{path}.type", kind
    ):
        return problem
    if kind not in value:
        return errors.missing(f"{path}.{kind}")
    return _called(f"{path}.{kind}", value[kind], _INPUTS[kind])


def _called(path: str, value: Any, given: str = "arguments") -> Problem | None:
    """Check what a call names and gives, which is text, be it JSON or not."""
    members = {"name": (name_string, True), given: (typed(str), True)}
    return _medium(path, value, members)


def _content(path: str, value: Any) -> Problem | None:
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(path, "one of a string or array of objects", got(value))
    return each("objects", _part, least=1)(path, value)


def _part(path: str, value: Any) -> Problem | None:
    if problem := lacking(path, value, "type"):
        return problem
    kind = value["type"]
    if problem := one_of(*PARTS)(f"{path}.type", kind):
        return problem
    if kind not in value:
        return errors.missing(f"{path}.{kind}")
    if kind in ("text", "refusal"):
        return typed(str)(f"{path}.{kind}", value[kind])
    return _medium(f"{path}.{kind}", value[kind], _MEDIA.get(kind, {}))


def _medium(path: str, value: Any, members: Mapping[str, tuple[Check, bool]]) -> Problem | None:
    """Check an object with these members, some of them required."""
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    for name, (check, is_required) in members.items():
        if name not in value:
            if is_required:
                return errors.missing(f"{path}.{name}")
        elif problem := check(f"{path}.{name}", value[name]):
            return problem
    return None


_MEDIA: Mapping[str, Mapping[str, tuple[Check, bool]]] = {
    "image_url": {
        "url": (typed(str), True),
        "detail": (optional(one_of("low", "high", "auto")), False),
    },
    "input_audio": {"data": (typed(str), True), "format": (one_of("wav", "mp3"), True)},
    "file": {
        "filename": (optional(typed(str)), False),
        "file_data": (optional(typed(str)), False),
        "file_id": (optional(typed(str)), False),
    },
}
_CALLS = optional(each("objects", _call, least=1, most=MOST_CALLS))
