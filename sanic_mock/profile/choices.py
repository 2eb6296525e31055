"""The kind of value that is some of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

BETWEEN = "+"


@dataclass(frozen=True, slots=True)
class ChoicesKind(Kind[tuple[str, ...]]):
    """A list of words, none of them twice; in one word, `crlf+comments`."""

    words: tuple[str, ...]

    def parse(self, node: ValueNode) -> tuple[str, ...]:
        if isinstance(node.value, str):
            items = [ValueNode(node.label, node.origin, one) for one in node.value.split(BETWEEN)]
        elif isinstance(node.value, list):
            items = node.value
        else:
            raise self.wrong(node, "a list")
        words = [ChoiceKind(self.words).parse(one) for one in items]
        if not words:
            raise ValueError(f"the list is empty; want {self.describe()}")
        for place, word in enumerate(words):
            if word in words[:place]:
                raise ValueError(f"{word} is given twice")
        return tuple(words)

    def json_schema(self) -> dict[str, Any]:
        word = "|".join(self.words)
        several = {"type": "array", "minItems": 1, "uniqueItems": True}
        return {
            "anyOf": [
                {**several, "items": {"enum": [*self.words]}},
                {"type": "string", "pattern": f"^(?:{word})(?:[{BETWEEN}](?:{word}))*$"},
            ]
        }

    def describe(self) -> str:
        return f"some of {', '.join(self.words)}"

    def show(self, value: tuple[str, ...]) -> str:
        return BETWEEN.join(value)
