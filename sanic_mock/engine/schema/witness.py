"""Finds any one value of a schema that is too costly to compile.

A search in depth: what is asked of one value is a pile of schemas. They are taken off one by one
and what they say is merged; choices (anyOf, oneOf, if) wait until nothing else is left, then one
is tried branch by branch. Where nothing waits, short values are made and tried against the schema.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from sanic_mock.engine.schema.budget import OverBudgetError, StepBudget, size
from sanic_mock.engine.schema.equality import same
from sanic_mock.engine.schema.hints import NO_HINTS, Supply
from sanic_mock.engine.schema.merge import KEYWORDS, merge
from sanic_mock.engine.schema.names import POOLS
from sanic_mock.engine.schema.node import Run, StuckError
from sanic_mock.engine.schema.number import Number
from sanic_mock.engine.schema.refs import resolve
from sanic_mock.engine.schema.text import Text
from sanic_mock.engine.schema.types import types_of
from sanic_mock.engine.schema.validator import fits

_DEEPEST = 20  # values inside each other
_UNIONS = ("anyOf", "oneOf", "if")
_PLAIN = KEYWORDS - {*_UNIONS, "then", "else", "allOf", "$ref", "const"}
_CHEAP = ("null", "boolean", "integer", "number", "string", "array", "object")


def find_witness(schema: Any, budget: StepBudget) -> Any:
    """Return a valid value.

    Raises:
        OverBudgetError: none was found within the budget.
    """
    try:
        return _Search(schema, budget).value(schema, "", 0)
    except StuckError:
        raise OverBudgetError from None


class _Pile(NamedTuple):
    """Schemas that wait; a list that many branches share."""

    top: Any
    rest: _Pile | None


class _State(NamedTuple):
    """A way that is tried: what is merged, and the schemas and choices that wait."""

    merged: dict[str, Any]
    pile: _Pile | None
    choices: _Pile | None


class _Search:
    """Looks for values within one document."""

    def __init__(self, root: Any, budget: StepBudget) -> None:
        self._root = root
        self._budget = budget

    def value(self, schema: Any, name: str, depth: int) -> Any:
        """Return a valid value, for a property of that name.

        Raises:
            StuckError: none was found.
        """
        if depth > _DEEPEST:
            raise StuckError
        ways = [_State({}, _Pile(schema, None), None)]
        while ways:
            self._budget.spend(4)
            way = ways.pop()
            if way.pile is not None:
                ways += self._read(way, way.pile)
            elif way.choices is not None:
                ways += self._choose(way, way.choices)
            else:
                for one in self._values(way.merged, name, depth):
                    if fits(one, schema, self._root, self._budget):
                        return one
        raise StuckError

    def _read(self, way: _State, pile: _Pile) -> list[_State]:
        """Take a schema off the pile; a way that is closed goes no further."""
        schema, rest, choices = *pile, way.choices
        if isinstance(schema, bool):
            return [way._replace(pile=rest)] if schema else []
        plain = {key: one for key, one in schema.items() if key in _PLAIN}
        for key in _UNIONS:
            enum = self._constants(schema, key) if key != "if" else None
            if enum is not None:
                plain = merge(plain, {"enum": enum}, self._budget)
            elif key in schema:
                choices = _Pile((key, schema), choices)
        if "const" in schema:
            plain = merge(plain, {"enum": [schema["const"]]}, self._budget)
        merged = merge(way.merged, plain, self._budget)
        if merged.get("enum") == [] or merged.get("type") == []:
            return []
        if "$ref" in schema:
            rest = _Pile(resolve(self._root, schema["$ref"]), rest)
        for part in schema.get("allOf", ()):
            rest = _Pile(part, rest)
        return [_State(merged, rest, choices)]

    def _choose(self, way: _State, choices: _Pile) -> list[_State]:
        """Return a way for each branch, the first branch last."""
        (key, schema), rest = choices
        if key == "if":
            holds = {"allOf": [schema["if"], schema.get("then", True)]}
            branches = [holds, {"not": schema["if"], "allOf": [schema.get("else", True)]}]
        else:
            branches = schema[key]
        self._budget.spend(len(branches))
        return [_State(way.merged, _Pile(one, None), rest) for one in reversed(branches)]

    def _constants(self, schema: dict[str, Any], key: str) -> list[Any] | None:
        """Return the values of a choice that has nothing but constants, or None."""
        branches = schema.get(key)
        if branches is None:
            return None
        self._budget.spend(len(branches))
        values: list[Any] = []
        for one in branches:
            said = KEYWORDS & one.keys() if isinstance(one, dict) else KEYWORDS
            if len(said) != 1 or not said <= {"const", "enum"}:
                return None
            values += [one["const"]] if "const" in one else one["enum"]
        return self._valid_once(values) if key == "oneOf" else values

    def _valid_once(self, values: list[Any]) -> list[Any]:
        self._budget.spend(size(values, self._budget))
        times = Counter(map(same, values))
        return [value for value in values if times[same(value)] == 1]

    def _values(self, said: dict[str, Any], name: str, depth: int) -> Iterator[Any]:
        """Yield short values of what is merged."""
        if "enum" in said:
            for one in said["enum"]:
                self._print(one)
                yield one
            return
        asked = types_of(said) or (["object"] if "properties" in said else ["string", *_CHEAP])
        for kind in sorted(asked, key=_CHEAP.index) if "type" in said else asked:
            try:
                yield from self._values_of(kind, said, name, depth)
            except StuckError:
                continue

    def _values_of(self, kind: str, said: dict[str, Any], name: str, depth: int) -> Iterator[Any]:
        if kind == "null":
            yield None
        elif kind == "boolean":
            yield from (False, True)
        elif kind in ("integer", "number"):
            safe = Number(said, name, self._budget, is_whole=kind == "integer").safe
            yield from () if safe is None else (safe,)
        elif kind == "string":
            if "pattern" in said:
                self._budget.read(said["pattern"])
            run = Run(Random(0), Supply(NO_HINTS), POOLS, self._budget)
            run.expect(said.get("minLength", 0) // 8)
            yield Text(said, name).make(run, 1)
        else:
            yield (self._array if kind == "array" else self._object)(said, name, depth)

    def _array(self, said: dict[str, Any], name: str, depth: int) -> list[Any]:
        held = said.get("minContains", 1) if "contains" in said else 0
        many = max(said.get("minItems", 0), held)
        self._budget.spend(many)
        heads, tail = said.get("prefixItems", [])[: many - held], said.get("items", True)
        rest = many - held - len(heads)
        last = {"allOf": [tail, said.get("contains", True)]}
        return [
            *(self.value(one, name, depth + 1) for one in heads),
            *self._repeated(tail, rest, name, depth),
            *self._repeated(last, held, name, depth),
        ]

    def _repeated(self, schema: Any, times: int, name: str, depth: int) -> list[Any]:
        if not times:
            return []
        value = self.value(schema, name, depth + 1)
        self._print(value, times)
        return [value] * times

    def _print(self, value: Any, times: int = 1) -> None:
        """Pay for the length of what will be sent."""
        self._budget.spend(times * len(json.dumps(value)) // 8)

    def _object(self, said: dict[str, Any], name: str, depth: int) -> dict[str, Any]:
        named, free = said.get("properties", {}), said.get("additionalProperties", True)
        lack = said.get("minProperties", 0)
        self._budget.spend(len(named) + lack)
        keys = dict.fromkeys(said.get("required", ()))
        for key in list(keys):
            keys |= dict.fromkeys(said.get("dependentRequired", {}).get(key, ()))
        keys |= dict.fromkeys([*named][: max(0, lack - len(keys))])
        keys |= dict.fromkeys(f"key{n}" for n in range(lack - len(keys)))
        self._budget.spend(sum(map(len, keys)) // 8)
        ordered = [key for key in named if key in keys] + [key for key in keys if key not in named]
        return {key: self.value(named.get(key, free), key, depth + 1) for key in ordered}
