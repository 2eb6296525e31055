"""The kind of value that a mixture is made of: distributions, each with its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic_mock.distributions import Distribution
from sanic_mock.profile.amounts import NumberKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

WEIGHT = NumberKind(0, 1, above=True)
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class PartsKind(Kind[list[tuple[float, Distribution]]]):
    """The parts of a mixture, each with its weight `w`; none of them is a mixture itself.

    Args:
        part: reads a part, with or without its weight, as a distribution.
    """

    part: Kind[Distribution]

    def read(self, node: ValueNode, problems: list[str]) -> list[tuple[float, Distribution]] | None:
        """Return weights and distributions; each part's problem is at its own line."""
        if not isinstance(node.value, list) or not 1 <= len(node.value) <= _MOST_PARTS:
            wanted = f"want a list of 1 to {_MOST_PARTS} distributions, each with a weight w"
            problems.append(node.problem(f"{node.shown} is not understood; {wanted}"))
            return None
        parts = [self._part(item, problems) for item in node.value]
        return [part for part in parts if part]

    def json_schema(self) -> dict[str, Any]:
        items = self.part.json_schema()
        return {"type": "array", "minItems": 1, "maxItems": _MOST_PARTS, "items": items}

    def _part(self, node: ValueNode, problems: list[str]) -> tuple[float, Distribution] | None:
        if not isinstance(node.value, dict) or "w" not in node.value:
            problems.append(node.problem("want {w: a weight, dist: …}; the weights sum to 1"))
            return None
        weight = WEIGHT.read(node.value["w"], problems)
        dist = self.part.read(node, problems)
        return None if weight is None or dist is None else (weight, dist)
