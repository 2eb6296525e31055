"""Validates a schema itself: whether each keyword's value is what JSON Schema allows.

The sentences are those of Python's jsonschema, which clients know. What a vendor forbids beyond
that is its dialect's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sanic_mock.engine.schema.expressions import is_pattern
from sanic_mock.engine.schema.refs import (
    DanglingReferenceError,
    Place,
    SchemaError,
    resolve,
    shown,
    walk,
)
from sanic_mock.engine.schema.types import TYPES, is_of, types_of

# What a keyword's value must be, by JSON's names.
_KINDS: dict[str, str] = {
    **dict.fromkeys(("properties", "$defs", "definitions", "patternProperties"), "object"),
    **dict.fromkeys(("dependentSchemas", "dependentRequired"), "object"),
    **dict.fromkeys(("enum", "required", "anyOf", "allOf", "oneOf", "prefixItems"), "array"),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), "integer"),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), "integer"),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), "number"),
    **dict.fromkeys(("$ref", "pattern", "format"), "string"),
    "uniqueItems": "boolean",
}
_LISTS = ("anyOf", "allOf", "oneOf", "enum")
# Beyond it a number cannot be reckoned with.
_LARGEST = 1e300


def validate_keywords(schema: Any) -> SchemaError | None:
    """Return the first keyword whose value is not what JSON Schema allows, or None."""
    try:
        return next(keyword_errors(schema, walk(schema)), None)
    except SchemaError as error:
        return error


def is_right(key: str, value: Any) -> bool:
    """Return whether a keyword has a value that JSON Schema allows."""
    return next(_messages({key: value}), None) is None


def keyword_errors(root: Any, places: Iterable[Place]) -> Iterator[SchemaError]:
    """Yield what is wrong with the keywords of schemas.

    Args:
        root: the document, in which references lead.
        places: the schemas, as `walk` yields them.
    """
    for path, node in places:
        if isinstance(node, bool):
            continue
        if not isinstance(node, dict):
            yield SchemaError(f"{shown(node)} is not of type 'object', 'boolean'.", path)
            return
        yield from (SchemaError(message, path) for message in _messages(node))
        if "$ref" in node and not _is_there(root, node["$ref"]):
            yield DanglingReferenceError(f"{node['$ref']!r} leads to no schema in here.", path)


def _messages(node: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each value that is wrong."""
    for key, value in node.items():
        if key in _KINDS:
            yield from _value_messages(_KINDS[key], value)
    if not all(isinstance(name, str) for name in node.get("required", ())):
        yield f"{shown(node['required'])} is not of type 'string'."
    if node.get("multipleOf", 1) <= 0:
        yield f"{node['multipleOf']!r} is less than or equal to the minimum of 0."
    if any(kind not in TYPES for kind in types_of(node)):
        yield f"{shown(node['type'])} is not valid under any of the given schemas."
    yield from ("[] should be non-empty." for key in _LISTS if node.get(key, 1) == [])
    for pattern in (node.get("pattern", ""), *node.get("patternProperties", ())):
        if not is_pattern(pattern):
            yield f"{pattern!r} is not a 'regex'."


def _value_messages(kind: str, value: Any) -> Iterator[str]:
    if not is_of(value, kind):
        yield f"{shown(value)} is not of type '{kind}'."
    elif kind == "integer" and value < 0:
        yield f"{shown(value)} is less than the minimum of 0."
    elif kind == "number" and not abs(value) < _LARGEST:
        yield f"{shown(value)} is not a finite number."


def _is_there(root: Any, pointer: str) -> bool:
    try:
        return isinstance(resolve(root, pointer), (dict, bool))
    except KeyError:
        return False
