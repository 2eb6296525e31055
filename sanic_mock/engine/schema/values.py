"""Makes values that are valid for a JSON schema, from its keywords alone.

A schema comes from a stranger: nothing in it is evaluated, opened or fetched, and time, depth and
size are bounded (`schema.node`, `schema.merge.BUDGET`). `compile_schema` reads it once and makes
one value as proof; a `Maker` never fails afterwards. A value is a function of draws, hints, pools.

Keys come in the schema's order; required ones always, others every second time or where the prompt
has a value for them. Beyond draft 2020-12's assertions formats are kept where length allows.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec

from sanic_mock.engine.schema.budget import (
    MAKING,
    WITNESS,
    OverBudgetError,
    StepBudget,
    compiling,
    size,
)
from sanic_mock.engine.schema.containers import LONGEST, Array, Object
from sanic_mock.engine.schema.hints import NO_HINTS, Hints, Supply
from sanic_mock.engine.schema.keywords import validate_keywords
from sanic_mock.engine.schema.merge import Flattener
from sanic_mock.engine.schema.names import POOLS, Pools
from sanic_mock.engine.schema.node import (
    DEEPEST,
    ROOM,
    SOFT,
    Never,
    Node,
    Run,
    Shared,
    StuckError,
    Tested,
    Union,
)
from sanic_mock.engine.schema.patterns import Pattern
from sanic_mock.engine.schema.refs import Path, SchemaError, UnsupportedError, resolve
from sanic_mock.engine.schema.text import Enumeration, Flag, Number, Text
from sanic_mock.engine.schema.types import types_of
from sanic_mock.engine.schema.validator import fits
from sanic_mock.engine.schema.witness import find_witness

_TESTED = frozenset((
    "allOf", "oneOf", "not", "if", "dependentRequired", "dependentSchemas", "propertyNames",
    "patternProperties", "contains",
))  # fmt: skip
_MAPS = ("properties", "required", "additionalProperties", "patternProperties", "minProperties",
         "maxProperties", "propertyNames", "dependentRequired")  # fmt: skip
_ROWS = ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")
_SPANS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TYPE_OF = {
    **dict.fromkeys(_MAPS, "object"),
    **dict.fromkeys(_ROWS, "array"),
    **dict.fromkeys(_SPANS, "number"),
}


class Maker:
    """Makes values for one schema; compile it once, ask it for each answer."""

    def __init__(self, node: Node, proof: Any) -> None:
        self._node = node
        self._proof = json.dumps(proof)

    def make(
        self,
        draws: Random,
        hints: Hints = NO_HINTS,
        pools: Pools = POOLS,
        budget: StepBudget | None = None,
    ) -> Any:
        """Return a valid value: decoded JSON, keys in the schema's order.

        Args:
            draws: chance.
            hints: what the prompt offers.
            pools: words and names.
            budget: what the value may cost; a short one is made of what costs more.

        Raises:
            Lengthy: a thread is to make the value.
        """
        run = Run(draws, Supply(hints), pools, budget or StepBudget(MAKING))
        try:
            return self._node.make(run, max(ROOM, self._node.least))
        except (StuckError, OverBudgetError, RecursionError):
            return json.loads(self._proof)


def make_value(schema: Any, draws: Random, hints: Hints = NO_HINTS, pools: Pools = POOLS) -> Any:
    """Return a value that is valid for a schema.

    Raises:
        SchemaError: as `compile_schema`.
    """
    return compile_schema(schema).make(draws, hints, pools)


def compile_schema(schema: Any, *, is_brief: bool = False) -> Maker:
    """Read a schema; one that is over its budget has one value, if one is found soon.

    Raises:
        SchemaError: it is malformed, no value is valid for it, or only very large ones are.
        Lengthy: the event loop waits (`is_brief`), and a thread is to read it.
    """
    error = validate_keywords(schema)
    if error:
        raise error
    try:
        return _compile(schema, is_brief=is_brief)
    except RecursionError:
        raise SchemaError("The schema is nested too deeply.") from None


def _compile(schema: Any, *, is_brief: bool) -> Maker:
    budget = compiling(len(msgspec.json.encode(schema)), is_brief=is_brief)
    try:
        node = _Compiler(schema, budget).compile()
        return Maker(node, _proof(node, budget))
    except OverBudgetError:
        value = find_witness(schema, StepBudget(WITNESS))
        node = Enumeration([value])
        node.least = 1
        return Maker(node, value)


def _proof(node: Node, budget: StepBudget) -> Any:
    """Return a short value; tries, as a schema may need chance (oneOf, not)."""
    for attempt in range(8):
        run = Run(Random(attempt), Supply(NO_HINTS), POOLS, budget)
        run.spent = SOFT + 1 if attempt < 4 else 0
        try:
            return node.make(run, node.least if attempt < 4 else max(node.least, ROOM))
        except StuckError:
            continue
    raise SchemaError("No value of a reasonable size was found that is valid for the schema.")


def _is_null(node: Node) -> bool:
    return isinstance(node, Enumeration) and node.values == [None]


class _Compiler:
    """Turns the schemas of one document into nodes."""

    def __init__(self, root: Any, budget: StepBudget) -> None:
        self._root = root
        self._budget = budget
        self._flattener = Flattener(root, budget)
        self._shared: dict[tuple[str, str], Shared] = {}
        self._nodes: list[Node] = []

    def compile(self) -> Node:
        """Return the root's node, every node below it settled."""
        root = self.node(self._root, (), "")
        self._settle()
        if root.least > DEEPEST:
            raise SchemaError("No value of a reasonable depth is valid for the schema.")
        return root

    def _settle(self) -> None:
        """Give every node its `least`: level by level, each level one pass over what is left."""
        pending = self._nodes
        for level in range(1, DEEPEST + 1):
            self._budget.spend(sum(one.width for one in pending))
            reached = [(one, one.reach()) for one in pending]
            for one, reach in reached:
                if reach == level:
                    one.least = reach
            pending = [one for one, reach in reached if reach != level]
            if len(pending) == len(reached):
                return

    def node(self, schema: Any, path: Path, name: str) -> Node:
        """Return the node of a schema; `name` is that of the property it is for, or ""."""
        flat = self._flattener.flat(schema)
        made = self._register(self._node_of(flat, path, name))
        is_mixed = isinstance(schema, dict) and "$ref" in schema and "$ref" not in (flat or ())
        if isinstance(schema, dict) and (_TESTED & schema.keys() or is_mixed):
            return self._register(Tested(made, schema, self._root))
        return made

    def _register(self, node: Node) -> Node:
        self._nodes.append(node)
        return node

    def _node_of(self, flat: Any, path: Path, name: str) -> Node:
        if flat is False:
            return Never()
        if flat is True or not flat:
            return Text({}, name)
        if "$ref" in flat:
            return self._reference(flat["$ref"], name)
        if "const" in flat or "enum" in flat:
            key = "const" if "const" in flat else "enum"
            values = [flat[key]] if key == "const" else flat[key]
            rest = {one: value for one, value in flat.items() if one != key}
            self._budget.spend(size(values, self._budget))
            kept = [one for one in values if fits(one, rest, self._root, self._budget)]
            return Enumeration(kept)
        for key in ("anyOf", "oneOf"):
            if key in flat:
                return self._union(flat, key, path, name)
        if "if" in flat:
            return self._conditional(flat, path, name)
        return self._typed(flat, path, name)

    def _reference(self, pointer: str, name: str) -> Shared:
        target = resolve(self._root, pointer)
        is_plain = isinstance(target, dict) and types_of(target) == ["string"]
        key = (pointer, name if is_plain else "")
        if key not in self._shared:
            shared = self._shared[key] = Shared()
            path = tuple(pointer.split("/")[1:])
            shared.target = self.node(target, path, name or (path or ("",))[-1])
            self._register(shared)
        return self._shared[key]

    def _union(self, flat: dict[str, Any], key: str, path: Path, name: str) -> Node:
        base = {one: value for one, value in flat.items() if one != key}
        self._budget.spend(len(flat[key]))
        branches = [{"allOf": [base, one]} if base else one for one in flat[key]]
        made = [self.node(one, (*path, key, str(at)), name) for at, one in enumerate(branches)]
        return self._union_of(made)

    def _union_of(self, nodes: list[Node]) -> Node:
        nulls = [one for one in nodes if _is_null(one)]
        return Union([one for one in nodes if not _is_null(one)], nulls)

    def _conditional(self, flat: dict[str, Any], path: Path, name: str) -> Node:
        base = {key: one for key, one in flat.items() if key not in ("if", "then", "else")}
        holds = {"allOf": [base, flat["if"], flat.get("then", True)]}
        fails = {"allOf": [base, flat.get("else", True), {"not": flat["if"]}]}
        return Union([self.node(one, path, name) for one in (holds, fails)])

    def _typed(self, flat: dict[str, Any], path: Path, name: str) -> Node:
        kinds = types_of(flat) or [next((_TYPE_OF[k] for k in flat if k in _TYPE_OF), "string")]
        if "type" in flat and not kinds:
            return Never()
        nodes = [self._register(self._node_of_type(kind, flat, path, name)) for kind in kinds]
        return nodes[0] if len(nodes) == 1 else self._union_of(nodes)

    def _node_of_type(self, kind: str, flat: dict[str, Any], path: Path, name: str) -> Node:
        for key in ("minLength", "minItems", "minProperties"):
            if flat.get(key, 0) > LONGEST:
                message = f"'{key}' is too large: at most {LONGEST} is supported."
                raise UnsupportedError(message, path)
        if kind == "object":
            return self._object(flat, path)
        if kind == "array":
            return self._array(flat, path, name)
        if kind in ("integer", "number"):
            return Number(flat, name, self._budget, is_whole=kind == "integer")
        if kind == "boolean":
            return Flag(name)
        return Enumeration([None]) if kind == "null" else Text(flat, name)

    def _object(self, flat: dict[str, Any], path: Path) -> Node:
        named = flat.get("properties", {})
        required = dict.fromkeys(flat.get("required", ()))
        patterns = flat.get("patternProperties", {})
        others = flat.get("additionalProperties", True)
        unnamed = {key: others for key in required if key not in named}
        fields = [
            (key, self.node(one, (*path, "properties", key), key), key in required)
            for key, one in {**named, **unnamed}.items()
        ]
        spare = [
            (Pattern(one), self.node(inside, (*path, "patternProperties", one), ""))
            for one, inside in patterns.items()
        ]
        free = self.node(others, (*path, "additionalProperties"), "")
        return Object(fields, spare, free, flat, is_open=bool(patterns) or isinstance(others, dict))

    def _array(self, flat: dict[str, Any], path: Path, name: str) -> Node:
        rest = flat.get("items", True)
        heads = [
            self.node(one, (*path, "prefixItems", str(at)), name)
            for at, one in enumerate(flat.get("prefixItems", ()))
        ]
        tail = self.node(rest, (*path, "items"), name)
        wanted = {"allOf": [rest, flat["contains"]]} if "contains" in flat else None
        held = self.node(wanted, (*path, "contains"), name) if wanted else None
        return Array(heads, tail, held, flat)
