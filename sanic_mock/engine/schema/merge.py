"""Makes one schema of several that must all hold: allOf, and what stands beside a reference.

A merge may be wider than its parts (two patterns keep the first), never narrower by much; whoever
makes a value of it tries the value against the parts. What is only said about a schema (titles,
examples) is dropped here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

from sanic_mock.engine.schema.budget import StepBudget, size
from sanic_mock.engine.schema.equality import same
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


def _is_equal(one: Any, other: Any, budget: StepBudget) -> bool:
    if one is other:
        return True
    if type(one) is type(other) and isinstance(one, (dict, list)) and len(one) == len(other):
        size(one, budget)
    return bool(one == other)


def both(one: Any, other: Any, budget: StepBudget) -> Any:
    """Return a schema that holds where both do."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one if _is_equal(one, other, budget) else {"allOf": [one, other]}


def merge(one: dict[str, Any], other: dict[str, Any], budget: StepBudget) -> dict[str, Any]:
    """Return one schema for two; neither has `$ref` or `allOf`.

    Raises:
        OverBudgetError: that takes more steps than are left.
    """
    out = dict(one)
    for key, value in other.items():
        if key in out and not _is_equal(out[key], value, budget):
            budget.spend(_width(out[key]) + _width(value))
            out[key] = _RULES.get(key, _first)(out[key], value, budget)
        else:
            out[key] = value
    if "properties" in out:
        out["properties"] = _properties(one, other, budget)
    for key in ("anyOf", "oneOf"):
        if key in one and key in other and not _is_equal(one[key], other[key], budget):
            budget.spend(len(one[key]))
            out[key] = [{"allOf": [branch, {key: other[key]}]} for branch in one[key]]
    return out


def _width(value: Any) -> int:
    return 1 + len(value) // 4 if isinstance(value, (dict, list)) else 1


def _properties(one: dict[str, Any], other: dict[str, Any], budget: StepBudget) -> dict[str, Any]:
    """Return what two schemas say of properties, by name or by what they say of others."""
    left, right = one.get("properties", {}), other.get("properties", {})
    rest_left, rest_right = _unnamed(one), _unnamed(other)
    names = {**left, **right}
    budget.spend(len(names) // 16)
    shared = names if (rest_left, rest_right) != (True, True) else left.keys() & right.keys()
    budget.spend(len(shared))
    for key in shared:
        names[key] = both(left.get(key, rest_left), right.get(key, rest_right), budget)
    return names


def _unnamed(schema: dict[str, Any]) -> Any:
    """Return what a schema says of properties that it does not name."""
    return True if "patternProperties" in schema else schema.get("additionalProperties", True)


def _first(one: Any, other: Any, budget: StepBudget) -> Any:
    return one


def _common(one: list[Any], other: list[Any], budget: StepBudget) -> list[Any]:
    """Return the values of a list that are in another, too."""
    scalars = {value for value in other if not isinstance(value, (dict, list))}
    budget.spend(size(one, budget) + size(other, budget))
    others = {same(value) for value in other if isinstance(value, (dict, list))}

    def is_common(value: Any) -> bool:
        return same(value) in others if isinstance(value, (dict, list)) else value in scalars

    return [value for value in one if is_common(value)]


def _united(one: list[str], other: list[str], budget: StepBudget) -> list[str]:
    known = set(one)
    return [*one, *(name for name in other if name not in known)]


def _types(one: Any, other: Any) -> list[str]:
    left, right = types_of({"type": one}), types_of({"type": other})
    wide = {"number", "integer"}
    kept = [kind for kind in left if kind in right or (kind == "integer" and "number" in right)]
    narrow = "integer" in right and "number" in left and not wide & set(kept)
    return [*kept, "integer"] if narrow else kept


def _step(one: Any, other: Any) -> Any:
    are_whole = isinstance(one, int) and isinstance(other, int)
    return lcm(one, other) if are_whole else max(one, other)


def _plain(rule: Callable[[Any, Any], Any]) -> Rule:
    """Make a rule of one that costs nothing."""
    return lambda one, other, budget: rule(one, other)


Rule = Callable[[Any, Any, StepBudget], Any]
_UNITED = _plain(lambda one, other: {**one, **other})
_RULES: dict[str, Rule] = {
    "type": _plain(_types),
    "enum": _common,
    "required": _united,
    **dict.fromkeys(("properties", "patternProperties", "dependentRequired"), _UNITED),
    "multipleOf": _plain(_step),
    "uniqueItems": _plain(lambda one, other: one or other),
    "not": _plain(lambda one, other: {"anyOf": [one, other]}),
    **dict.fromkeys(("items", "additionalProperties", "contains"), both),
    **dict.fromkeys(("minLength", "minItems", "minProperties", "minContains"), _plain(max)),
    **dict.fromkeys(("minimum", "exclusiveMinimum"), _plain(max)),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maxContains"), _plain(min)),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), _plain(min)),
}


class Flattener:
    """Takes allOf and mixed references out of the schemas of one document, within `BUDGET`."""

    def __init__(self, root: Any, budget: StepBudget) -> None:
        self.root = root
        self.left = BUDGET
        self.budget = budget

    def flat(self, schema: Any, level: int = 0) -> Any:
        """Return a schema without allOf; with `$ref` only where it says nothing else.

        Raises:
            SchemaError: reading it takes more than the budget, or leads in a circle.
        """
        if isinstance(schema, bool):
            return schema
        self.left -= 1
        self.budget.spend(2)
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
        return merge(said, other, self.budget)
