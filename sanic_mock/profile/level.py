"""The kind of value that is a level, or two between which it moves: 3, or [1, 4]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.amounts import NumberKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

#: One number, or the two between which it moves.
Level = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LevelKind(Kind[Level]):
    """A number, or a list of two."""

    number: NumberKind

    def parse(self, node: ValueNode) -> Level:
        if not isinstance(node.value, list):
            return (self.number.parse(node),)
        if len(node.value) != 2:
            raise ValueError(f"{len(node.value)} values; want {self.describe()}")
        return tuple(self.number.parse(one) for one in node.value)

    def json_schema(self) -> dict[str, Any]:
        number = self.number.json_schema()
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}

    def describe(self) -> str:
        return f"{self.number.describe()}, or [from, to]"

    def show(self, value: Level) -> str:
        return " to ".join(map(self.number.show, value))
