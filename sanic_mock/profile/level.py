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
    """A number from `low` to `high`, or a list of two; `low` itself is left out when `above`."""

    low: float
    high: float
    above: bool = False

    def parse(self, node: ValueNode) -> Level:
        if not isinstance(node.value, list):
            return (self._number.parse(node),)
        if len(node.value) != 2:
            raise ValueError(f"{len(node.value)} values; want {self.describe()}")
        return tuple(self._number.parse(one) for one in node.value)

    @property
    def _number(self) -> NumberKind:
        return NumberKind(self.low, self.high, self.above)

    def json_schema(self) -> dict[str, Any]:
        number = self._number.json_schema()
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}

    def describe(self) -> str:
        return f"{self._number.describe()}, or [from, to]"

    def show(self, value: Level) -> str:
        return " to ".join(map(self._number.show, value))
