"""Makes one schema of several that must all hold: allOf, and what stands beside a reference.

A merge may be wider than its parts (two patterns keep the first), never narrower by much; whoever
makes a value of it tries the value against the parts. What is only said about a schema (titles,
examples) is dropped here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

from sanic_mock.engine.schema.refs import SchemaError, resolve
from sanic_mock.engine.schema.types import types_of

KEYWORDS = frozenset((
    "type", "enum", "const", "anyOf", "oneOf", "allOf", "not", "if", "then", "else", "$ref",
    "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "items", "prefixItems", "minItems", "maxItems", "uniqueItems",
    "contains", "minContains", "maxContains", "properties", "required", "additionalProperties",
    "patternProperties", "propertyNames", "minProperties", "maxProperties", "dependentRequired",
    "dependentSchemas",
))  # fmt: skip
BUDGET = 30_000  # schemas read for one document, references followed again counted again
_DEEPEST = 64


def both(one: Any, other: Any) -> Any:
    """Return a schema that holds where both do."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one if one == other else {"allOf": [one, other]}


def merge(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return one schema for two; neither has `$ref` or `allOf`."""
    out = dict(one)
    for key, value in other.items():
        if key in out and out[key] != value:
            out[key] = _RULES.get(key, _first)(out[key], value)
        else:
            out[key] = value
    if "properties" in out:
        out["properties"] = {key: _property(key, one, other) for key in out["properties"]}
    for key in ("anyOf", "oneOf"):
        if key in one and key in other and one[key] != other[key]:
            out[key] = [{"allOf": [branch, {key: other[key]}]} for branch in one[key]]
    return out


def _property(key: str, one: dict[str, Any], other: dict[str, Any]) -> Any:
    return both(_named(key, one), _named(key, other))


def _named(key: str, schema: dict[str, Any]) -> Any:
    """Return what a schema says about one property, be it by name or by what it says of others."""
    if key in schema.get("properties", ()):
        return schema["properties"][key]
    return True if "patternProperties" in schema else schema.get("additionalProperties", True)


def _first(one: Any, other: Any) -> Any:
    return one


def _types(one: Any, other: Any) -> list[str]:
    left, right = types_of({"type": one}), types_of({"type": other})
    wide = {"number", "integer"}
    kept = [kind for kind in left if kind in right or (kind == "integer" and "number" in right)]
    narrow = "integer" in right and "number" in left and not wide & set(kept)
    return [*kept, "integer"] if narrow else kept


def _step(one: Any, other: Any) -> Any:
    are_whole = isinstance(one, int) and isinstance(other, int)
    return lcm(one, other) if are_whole else max(one, other)


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": lambda one, other: [value for value in one if value in other],
    "required": lambda one, other: [*one, *(name for name in other if name not in one)],
    "properties": lambda one, other: {**one, **other},
    "patternProperties": lambda one, other: {**one, **other},
    "dependentRequired": lambda one, other: {**one, **other},
    "multipleOf": _step,
    "uniqueItems": lambda one, other: one or other,
    "not": lambda one, other: {"anyOf": [one, other]},
    **dict.fromkeys(("items", "additionalProperties", "contains"), both),
    **dict.fromkeys(("minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("minimum", "exclusiveMinimum"), max),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maxContains"), min),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), min),
}


class Flattener:
    """Takes allOf and mixed references out of the schemas of one document, within `BUDGET`."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.left = BUDGET

    def flat(self, schema: Any, level: int = 0) -> Any:
        """Return a schema without allOf; with `$ref` only where it says nothing else.

        Raises:
            SchemaError: reading it takes more than the budget, or leads in a circle.
        """
        if isinstance(schema, bool):
            return schema
        self.left -= 1
        if self.left < 0 or level > _DEEPEST:
            raise SchemaError("The schema is too large to make a value for it.")
        said = {key: value for key, value in schema.items() if key in KEYWORDS}
        parts = said.pop("allOf", [])
        if "$ref" in said and (parts or len(said) > 1):
            parts = [{"$ref": said.pop("$ref")}, *parts]
        if len(parts) == 1 and not said:
            return self.flat(parts[0], level + 1)
        for part in parts:
            said = self._join(said, part, level)
            if isinstance(said, bool):
                return said
        return said

    def _join(self, said: dict[str, Any], part: Any, level: int) -> Any:
        other = self.flat(part, level + 1)
        hops = 0
        while isinstance(other, dict) and "$ref" in other and hops < _DEEPEST:
            other = self.flat(resolve(self.root, other["$ref"]), level + 1)
            hops += 1
        if isinstance(other, bool):
            return said if other else False
        return merge(said, other)
