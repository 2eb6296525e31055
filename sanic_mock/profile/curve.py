"""The kind of value that is a measured curve: {1: 1.0, 25: 1.7, 50: 2.05}."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sanic_mock.profile.amounts import NumberKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

Points = tuple[tuple[int, float], ...]

_FACTOR = NumberKind(0, 1e6, above=True)
_MOST = 1_000_000


class CurveKind(Kind[Points]):
    """Factors by a whole number, straight between the points and level beyond them."""

    def parse(self, node: ValueNode) -> Points:
        if node.loose or not isinstance(node.value, dict) or not node.value:
            raise self.wrong(node, "a curve")
        points = tuple(
            (self._place(word, node), _FACTOR.parse(one)) for word, one in node.value.items()
        )
        if any(later[0] <= earlier[0] for earlier, later in pairwise(points)):
            raise ValueError("its points do not rise; want each number larger than the one before")
        return points

    def _place(self, word: str, node: ValueNode) -> int:
        if not word.isdecimal() or not 1 <= int(word) <= _MOST:
            raise ValueError(f"{word} is out of range; want whole numbers from 1 to {_MOST}")
        return int(word)

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {"^[1-9][0-9]*$": _FACTOR.json_schema()},
            "additionalProperties": False,
        }

    def describe(self) -> str:
        return "a curve such as {1: 1.0, 50: 2.05}"

    def show(self, value: Points) -> str:
        return ", ".join(f"{place}: {factor:g}" for place, factor in value)
