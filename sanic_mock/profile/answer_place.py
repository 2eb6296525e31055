"""A place in an answer where something happens: behind so many tokens, bytes or milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

PlaceUnit = Literal["tokens", "bytes", "ms"]
_MOST = {"tokens": 1_000_000, "bytes": 2**30, "ms": 600_000}
_TEXT = re.compile(r"([0-9]{1,10}) ?(tokens?|bytes?|ms)", re.ASCII)


class AnswerPlace(NamedTuple):
    """Behind so much of an answer, at least 1.

    Attributes:
        amount: how much.
        unit: of what; tokens and bytes of its content, ms since its request had arrived.
    """

    amount: int
    unit: PlaceUnit


@dataclass(frozen=True, slots=True)
class PlaceKind(Kind[AnswerPlace]):
    """`{tokens: 5}`, `{bytes: 2000}` or `{ms: 300}`; in one word, `5tokens`."""

    def parse(self, node: ValueNode) -> AnswerPlace:
        if isinstance(node.value, str) and (found := _TEXT.fullmatch(node.value)):
            unit = found[2] if found[2] == "ms" else found[2].rstrip("s") + "s"
            return self._place(node, int(found[1]), unit)
        if node.loose:
            raise ValueError(f"{node.shown} is not a place; want Ntokens, Nbytes or Nms")
        if not isinstance(node.value, dict) or len(node.value) != 1:
            raise self.wrong(node, "a place")
        ((unit, amount),) = node.value.items()
        if unit not in _MOST:
            raise ValueError(f"{unit} is no unit; want {', '.join(_MOST)}")
        if not isinstance(amount.value, int) or isinstance(amount.value, bool):
            raise ValueError(f"{amount.shown} is not a whole number; want {self._range(unit)}")
        return self._place(amount, amount.value, unit)

    def _place(self, node: ValueNode, amount: int, unit: str) -> AnswerPlace:
        if not 1 <= amount <= _MOST[unit]:
            raise ValueError(f"{node.shown} is out of range; want {self._range(unit)}")
        known: dict[str, PlaceUnit] = {one: one for one in get_args(PlaceUnit)}
        return AnswerPlace(amount, known[unit])

    def _range(self, unit: str) -> str:
        return f"1 to {_MOST[unit]} {unit}"

    def json_schema(self) -> dict[str, Any]:
        forms = [
            {
                "type": "object",
                "required": [unit],
                "additionalProperties": False,
                "properties": {unit: {"type": "integer", "minimum": 1, "maximum": most}},
            }
            for unit, most in _MOST.items()
        ]
        return {"anyOf": [*forms, {"type": "string", "pattern": f"^{_TEXT.pattern}$"}]}

    def describe(self) -> str:
        return "{tokens: N}, {bytes: N} or {ms: N}"

    def show(self, value: AnswerPlace) -> str:
        return f"{value.amount}{value.unit}"
