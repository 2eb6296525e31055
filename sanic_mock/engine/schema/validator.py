"""Validates values against a schema, in a bounded number of steps.

Used where construction alone does not guarantee it (oneOf, not, if, ...), and to sift the values of
an enum. Formats are annotations here, as in draft 2020-12. What cannot be told within the budget
counts as not valid; a pattern that is costly to try is believed, as values are made for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic_mock.engine.schema.assertions import ASSERTIONS
from sanic_mock.engine.schema.budget import StepBudget, size
from sanic_mock.engine.schema.equality import same
from sanic_mock.engine.schema.matching import matches, matching_steps
from sanic_mock.engine.schema.refs import resolve
from sanic_mock.engine.schema.types import is_of, types_of

STEPS = 20_000
_DEEPEST = 100


def fits(value: Any, schema: Any, root: Any, budget: StepBudget) -> bool:
    """Return whether a value is valid for a schema that is part of `root`."""
    return Validator(root, budget).decide(value, schema)


class _UndecidedError(Exception):
    """The steps are used up."""


class Validator:
    """Validates against one document.

    Args:
        root: the document.
        budget: what the document may cost.

    Attributes:
        left: how many steps may still be taken, of `STEPS`.
    """

    def __init__(self, root: Any, budget: StepBudget) -> None:
        self.left = STEPS
        self._root = root
        self._budget = budget
        self._depth = 0

    def decide(self, value: Any, schema: Any) -> bool:
        """Return whether a value is valid, and can be told to be.

        Raises:
            OverBudgetError: the document's steps are used up.
        """
        try:
            return self.fits(value, schema)
        except _UndecidedError:
            return False

    def fits(self, value: Any, schema: Any) -> bool:
        """Return whether a value is valid.

        Raises:
            _UndecidedError: that takes too long to tell.
        """
        if isinstance(schema, bool):
            return schema
        self.left -= 1
        self._budget.spend(2)
        self._depth += 1
        try:
            if self.left < 0 or self._depth > _DEEPEST:
                raise _UndecidedError
            rules = ((_RULES[key], wanted) for key, wanted in schema.items() if key in _RULES)
            return all(rule(self, value, wanted, schema) for rule, wanted in rules)
        finally:
            self._depth -= 1

    def is_among(self, value: Any, wanted: list[Any]) -> bool:
        """Return whether a value is one of a list's; costs a step for each."""
        self.left -= len(wanted)
        self.pay(value, 1 + len(wanted) // 2)
        own = same(value)
        return any(own == same(one) for one in wanted if self._may_equal(value, one))

    def pay(self, value: Any, steps: int = 1) -> None:
        """Pay for reading all of a value, and for more steps."""
        if isinstance(value, (dict, list)):
            steps += size(value, self._budget)
        elif isinstance(value, str):
            steps += len(value) // 256
        self._budget.spend(steps)

    def _may_equal(self, one: Any, other: Any) -> bool:
        if not isinstance(one, (dict, list)):
            return not isinstance(other, (dict, list))
        if type(one) is not type(other) or len(one) != len(other):
            return False
        self.pay(other)
        return True

    def is_equal(self, one: Any, other: Any) -> bool:
        """Return whether two values are equal, as JSON Schema means it."""
        if not self._may_equal(one, other):
            return False
        self.pay(one)
        return same(one) == same(other)

    def has_all(self, value: dict[str, Any], names: list[str]) -> bool:
        """Return whether an object has all keys of a list."""
        self._budget.spend(len(names) // 8)
        return all(name in value for name in names)

    def is_unique(self, values: list[Any]) -> bool:
        """Return whether no value is twice in a list."""
        self.pay(values)
        return len(set(map(same, values))) == len(values)

    def matches(self, pattern: str, text: str) -> bool:
        """Return whether a text matches a stranger's pattern; costly ones are believed to."""
        self._budget.read(pattern)
        self._budget.spend(matching_steps(pattern, text))
        return matches(pattern, text) is not False

    def count(self, value: Any, schemas: list[Any]) -> int:
        """Return for how many schemas a value is valid."""
        return sum(self.fits(value, one) for one in schemas)

    def refers(self, value: Any, pointer: str) -> bool:
        """Return whether a value is valid for what a reference points at."""
        self._budget.spend(3 + len(pointer) // 16)
        return self.fits(value, resolve(self._root, pointer))


Rule = Callable[[Validator, Any, Any, dict[str, Any]], bool]


def _asserted(test: Callable[[Any, Any], bool]) -> Rule:
    return lambda check, value, wanted, schema: test(value, wanted)


def _extra(check: Validator, value: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    patterns = schema.get("patternProperties", {})
    named = schema.get("properties", {})
    free = [key for key in value if key not in named]
    return [key for key in free if not any(check.matches(one, key) for one in patterns)]


def _properties(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    check.pay(None, len(wanted) // 8)
    shared = [key for key in wanted if key in value]
    return all(check.fits(value[key], wanted[key]) for key in shared)


def _pattern_properties(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    keys = value if isinstance(value, dict) else ()
    tries = ((key, pattern, one) for key in keys for pattern, one in wanted.items())
    pairs = ((key, one) for key, pattern, one in tries if check.matches(pattern, key))
    return all(check.fits(value[key], one) for key, one in pairs)


def _additional(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if wanted is True or not isinstance(value, dict):
        return True
    return all(check.fits(value[key], wanted) for key in _extra(check, value, schema))


def _items(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, list):
        return True
    return all(check.fits(one, wanted) for one in value[len(schema.get("prefixItems", ())) :])


def _prefix(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    pairs = zip(value, wanted, strict=False) if isinstance(value, list) else ()
    return all(check.fits(one, inside) for one, inside in pairs)


def _contains(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, list):
        return True
    found = sum(check.fits(one, wanted) for one in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    return bool(least <= found <= most)


def _if(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    return check.fits(value, schema.get("then" if check.fits(value, wanted) else "else", True))


def _names(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    return not isinstance(value, dict) or all(check.fits(key, wanted) for key in value)


def _dependent(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    asked = [names for key, names in wanted.items() if key in value]
    check.pay(None, (len(wanted) + sum(map(len, asked))) // 8)
    return all(set(names) <= value.keys() for names in asked)


def _dependent_schemas(check: Validator, value: Any, wanted: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    return all(check.fits(value, one) for key, one in wanted.items() if key in value)


_RULES: dict[str, Rule] = {
    **{keyword: _asserted(test) for keyword, test in ASSERTIONS.items()},
    "type": lambda check, value, wanted, schema: any(is_of(value, k) for k in types_of(schema)),
    "enum": lambda check, value, wanted, schema: check.is_among(value, wanted),
    "const": lambda check, value, wanted, schema: check.is_equal(value, wanted),
    "pattern": lambda check, value, wanted, schema: (
        not isinstance(value, str) or check.matches(wanted, value)
    ),
    "uniqueItems": lambda check, value, wanted, schema: (
        not wanted or not isinstance(value, list) or check.is_unique(value)
    ),
    "required": lambda check, value, wanted, schema: (
        not isinstance(value, dict) or check.has_all(value, wanted)
    ),
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "dependentRequired": _dependent,
    "dependentSchemas": _dependent_schemas,
    "items": _items,
    "prefixItems": _prefix,
    "contains": _contains,
    "allOf": lambda check, value, wanted, schema: all(check.fits(value, one) for one in wanted),
    "anyOf": lambda check, value, wanted, schema: any(check.fits(value, one) for one in wanted),
    "oneOf": lambda check, value, wanted, schema: check.count(value, wanted) == 1,
    "not": lambda check, value, wanted, schema: not check.fits(value, wanted),
    "if": _if,
    "$ref": lambda check, value, wanted, schema: check.refers(value, wanted),
}
