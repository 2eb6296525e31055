"""The types of JSON Schema: which a schema names, and whether a value is of one."""

from __future__ import annotations

from typing import Any

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_CLASSES = {"string": str, "boolean": bool, "object": dict, "array": list}


def types_of(node: dict[str, Any]) -> list[Any]:
    """Return the types a schema names, as a list; empty where it names none."""
    kinds = node.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def is_of(value: Any, kind: str) -> bool:
    """Return whether a decoded JSON value is of a JSON Schema type; 1.0 is an integer."""
    if kind == "integer":
        return is_of(value, "number") and (isinstance(value, int) or value.is_integer())
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "null":
        return value is None
    return isinstance(value, _CLASSES[kind])
