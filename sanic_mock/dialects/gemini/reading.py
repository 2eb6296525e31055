"""Reads a request as Google's interfaces do: names in camel or snake case, one for a list of one.

What it does not know, or cannot take, is told all at once, with the path at which it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.messages import ENUMS, MESSAGES, VERTEX_SCHEMA, Members
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.offload import step

_SHOWN = 80
MOST_VIOLATIONS = 100  # that an error tells of: to print thousands takes 0.1 s
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_GAP = re.compile(r"(?<=[a-zA-Z0-9])_([a-z0-9])")
_PACKAGES = {
    False: "google.ai.generativelanguage.",
    True: "google.cloud.aiplatform.",
}
_UNUSED = object()
Json = dict[str, Any]


def _whole(value: Any) -> bool:
    if isinstance(value, str):
        return value.lstrip("-").isdigit()
    return not isinstance(value, bool) and isinstance(value, int | float) and value == int(value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_SCALARS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("TYPE_STRING", lambda value: isinstance(value, str)),
    "bool": ("TYPE_BOOL", lambda value: isinstance(value, bool)),
    "int32": ("TYPE_INT32", _whole),
    "int64": ("TYPE_INT64", _whole),
    "float": ("TYPE_FLOAT", _number),
    "double": ("TYPE_DOUBLE", _number),
}


@lru_cache(1024)
def snake(name: str) -> str:
    """Return a member's name as paths have it."""
    return _HUMP.sub(lambda found: f"_{found[1].lower()}", name)


@lru_cache(1024)
def camel(name: str) -> str:
    """Return a member's name as answers have it."""
    return _GAP.sub(lambda found: found[1].upper(), name)


def read(
    body: bytes,
    message: str,
    surface: Surface,
    *,
    is_strict: bool,
    messages: Mapping[str, Members] = MESSAGES,
) -> Json:
    """Return a request with its members as they are known; those that are null are not there.

    Args:
        body: the request's body.
        message: the name of what it is.
        surface: whose it is.
        is_strict: whether to refuse what Gemini refuses; else it is passed over.
        messages: the members of each message.

    Raises:
        GeminiProblem: it is no JSON, or something in it cannot be taken.
    """
    try:
        sent = msgspec.json.decode(body or b"{}")
    except UNREADABLE:
        shown = body[:_SHOWN].decode("utf-8", "replace")
        raise errors.not_json(shown) from None
    step()
    reader = _Reader(surface, messages)
    found = reader.message(sent, message, "")
    if is_strict and reader.violations:
        raise errors.wrong_fields(reader.violations)
    return found if isinstance(found, dict) else {}


class _Reader:
    """Reads one request.

    Args:
        surface: whose it is.
        messages: the members of each message.

    Attributes:
        violations: what it could not take, the first of it.
    """

    def __init__(self, surface: Surface, messages: Mapping[str, Members]) -> None:
        self._surface, self._messages = surface, messages
        self.violations: list[tuple[str, str]] = []

    def message(self, value: Any, name: str, path: str) -> Any:
        """Return a message; nothing where it is none."""
        if not isinstance(value, dict):
            return self._wrong(value, path, self._type(name))
        members, found = self._members(name), {}
        for key, one in value.items():
            known = key if key in members else camel(key)
            if (kind := members.get(known)) is None:
                self._unknown(key, path, "Cannot find field.")
            elif one is not None and (read := self._value(one, kind, path, key)) is not _UNUSED:
                found[known] = read
        return found

    def _members(self, name: str) -> Members:
        is_richer = name == "Schema" and self._surface.is_vertex
        return VERTEX_SCHEMA if is_richer else self._messages[name]

    def _value(self, value: Any, kind: str, path: str, key: str) -> Any:
        """Return the value of a member, which may be a list or a map."""
        at = f"{path}.{snake(key)}" if path else snake(key)
        if kind.endswith("*"):
            items = value if isinstance(value, list) else [value]
            read = [self._one(one, kind[:-1], f"{at}[{n}]") for n, one in enumerate(items)]
            return [one for one in read if one is not _UNUSED]
        if isinstance(value, list) and kind != "any":
            self._unknown(snake(key), path, "Proto field is not repeating, cannot start list.")
            return _UNUSED
        if kind.startswith("{"):
            return self._map(value, kind[1:-1], at)
        return self._one(value, kind, at)

    def _map(self, value: Any, kind: str, at: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong(value, at, self._type(kind))
        read = {
            name: self._one(one, kind, f"{at}[{n}].value")
            for n, (name, one) in enumerate(value.items())
        }
        return {name: one for name, one in read.items() if one is not _UNUSED}

    def _one(self, value: Any, kind: str, at: str) -> Any:
        if kind == "any":
            return value
        if kind == "struct":
            return value if isinstance(value, dict) else self._wrong(value, at, _STRUCT)
        if kind.startswith(":"):
            return self._named(value, kind[1:], at)
        if (scalar := _SCALARS.get(kind)) is None:
            return self.message(value, kind, at)
        shown, is_right = scalar
        if not is_right(value):
            return self._wrong(value, at, shown)
        return int(value) if kind.startswith("int") else value

    def _named(self, value: Any, kind: str, at: str) -> Any:
        """Return a name of an enumeration; it may be given by its number."""
        names = ENUMS[kind]
        if isinstance(value, int) and 0 <= value < len(names):
            return names[value]
        found = value.upper() if isinstance(value, str) and kind == "Type" else value
        return found if found in names else self._wrong(value, at, self._type(kind))

    def _type(self, name: str) -> str:
        package = _PACKAGES[self._surface.is_vertex]
        return f"type.googleapis.com/{package}{self._surface.version}.{name}"

    def _wrong(self, value: Any, at: str, kind: str) -> Any:
        if len(self.violations) < MOST_VIOLATIONS:
            shown = json.dumps(value, ensure_ascii=False)[:_SHOWN]
            self.violations.append((at, f"Invalid value at '{at}' ({kind}), {shown}"))
        return _UNUSED

    def _unknown(self, name: str, path: str, why: str) -> None:
        if len(self.violations) >= MOST_VIOLATIONS:
            return
        where = f" at '{path}'" if path else ""
        told = f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'
        self.violations.append((path, told))


_STRUCT = "type.googleapis.com/google.protobuf.Struct"
