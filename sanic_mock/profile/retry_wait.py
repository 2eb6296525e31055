"""How long a client is told to wait before it tries again: a duration that says its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.amounts import DurationKind
from sanic_mock.profile.nodes import ValueNode

LONGEST_RETRY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class RetryWaitKind(DurationKind):
    """Seconds from `low_s` to `high_s`; a number other than 0 needs a unit.

    A bare one would be milliseconds, as everywhere in a profile, where the field that tells it,
    `Retry-After`, has seconds.
    """

    high_s: float = LONGEST_RETRY_S

    def parse(self, node: ValueNode) -> float:
        wait_s = DurationKind.parse(self, node)
        if wait_s and _is_bare(node.value):
            number = str(node.value).strip()
            raise ValueError(f"{node.shown} has no unit; want {number}s or {number}ms")
        return wait_s

    def json_schema(self) -> dict[str, Any]:
        # letters behind the number, or a number that is 0
        text = {"type": "string", "pattern": r"[a-zµ]\s*$|^\s*\+?0*(\.0*)?([eE][-+]?[0-9]+)?\s*$"}
        return {"allOf": [DurationKind.json_schema(self), {"anyOf": [{"const": 0}, text]}]}

    def describe(self) -> str:
        return f"{DurationKind.describe(self)}, with a unit"


def _is_bare(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True
