"""Turns the schemas of one document into nodes, each of which makes values of one schema."""

from __future__ import annotations

from typing import Any

from sanic_mock.engine.schema.budget import StepBudget, size
from sanic_mock.engine.schema.combined import Shared, Tested, Union
from sanic_mock.engine.schema.containers import LONGEST, Array, Object
from sanic_mock.engine.schema.enumeration import Enumeration, Flag
from sanic_mock.engine.schema.merge import Flattener
from sanic_mock.engine.schema.node import DEEPEST, Never, Node
from sanic_mock.engine.schema.number import Number
from sanic_mock.engine.schema.patterns import Pattern
from sanic_mock.engine.schema.refs import Path, SchemaError, UnsupportedError, resolve
from sanic_mock.engine.schema.text import Text
from sanic_mock.engine.schema.types import types_of
from sanic_mock.engine.schema.validator import fits

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


class Compiler:
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
        if kind == "null":
            return Enumeration([None])
        if "pattern" in flat:
            self._budget.read(flat["pattern"])
        return Text(flat, name)

    def _object(self, flat: dict[str, Any], path: Path) -> Node:
        named = flat.get("properties", {})
        required = dict.fromkeys(flat.get("required", ()))
        patterns = flat.get("patternProperties", {})
        for pattern in patterns:
            self._budget.read(pattern)
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


def _is_null(node: Node) -> bool:
    return isinstance(node, Enumeration) and node.values == [None]
