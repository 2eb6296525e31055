"""How long something lasts: a duration, or for ever."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.amounts import DurationKind
from sanic_mock.profile.nodes import ValueNode

EVER = "ever"


@dataclass(frozen=True, slots=True)
class LastingKind(DurationKind):
    """Seconds from `low_s` to `high_s`; infinite for `ever`."""

    low_s: float = 1e-6
    high_s: float = 86_400.0

    def parse(self, node: ValueNode) -> float:
        return math.inf if node.value == EVER else DurationKind.parse(self, node)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": EVER}, DurationKind.json_schema(self)]}

    def describe(self) -> str:
        return f"{DurationKind.describe(self)} or {EVER}"

    def show(self, value: float) -> str:
        return EVER if math.isinf(value) else DurationKind.show(self, value)
