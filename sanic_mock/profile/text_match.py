"""Conditions of answers: what a text is like, whether there is a tool's result, which numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind
from sanic_mock.units import quoted

MatchBy = Literal["exact", "contains", "regex"]
_WORDS: dict[str, MatchBy] = {"contains": "contains", "regex": "regex"}
_RANGE = re.compile(r"([0-9]{1,9})(?:(-)([0-9]{1,9})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What a text is to be, to contain, or the regular expression to be found in it."""

    by: MatchBy
    text: str

    @property
    def groups(self) -> frozenset[str]:
        """Numbers and names of what the expression captures."""
        if self.by != "regex":
            return frozenset()
        compiled = re.compile(self.text)
        return frozenset((*map(str, range(compiled.groups + 1)), *compiled.groupindex))

    def __str__(self) -> str:
        if self.by == "exact":
            return quoted(self.text)
        return f"{self.by} {quoted(self.text)}"


class TextMatchKind(Kind[TextMatch]):
    """A text, {contains: TEXT} or {regex: EXPRESSION}."""

    def parse(self, node: ValueNode) -> TextMatch:
        if not isinstance(node.value, dict):
            return TextMatch("exact", self._text(node))
        if len(node.value) != 1:
            raise self.wrong(node, "one of contains and regex")
        ((word, inner),) = node.value.items()
        if word not in _WORDS:
            raise ValueError(f"{word}: unknown key; {suggestion(word, _WORDS)}")
        found = TextMatch(_WORDS[word], self._text(inner))
        if word == "regex":
            _check(found.text)
        elif not found.text:
            raise ValueError("contains is empty; leave it out where any text will do")
        return found

    def _text(self, node: ValueNode) -> str:
        if node.written is None:
            raise self.wrong(node, "text")
        return node.written

    def json_schema(self) -> dict[str, Any]:
        text = {"type": ["string", "number"]}
        words = [
            {
                "type": "object",
                "required": [word],
                "additionalProperties": False,
                "properties": {word: text},
            }
            for word in _WORDS
        ]
        return {"anyOf": [text, *words]}

    def describe(self) -> str:
        return "TEXT, {contains: TEXT} or {regex: EXPRESSION}"


class ResultMatchKind(TextMatchKind):
    """The same of a tool's result, or whether there is one at all."""

    def parse(self, node: ValueNode) -> Any:
        return node.value if isinstance(node.value, bool) else super().parse(node)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, super().json_schema()]}

    def describe(self) -> str:
        return f"true, false, {super().describe()}"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from the first to the last, both included; None is without end."""

    first: int
    last: int | None

    def __contains__(self, number: int) -> bool:
        return self.first <= number and (self.last is None or number <= self.last)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first}-{'' if self.last is None else self.last}"


class RangeKind(Kind[NumberRange]):
    """A number from 1, or several: "2-4", "3-"."""

    def parse(self, node: ValueNode) -> NumberRange:
        found = _RANGE.fullmatch(node.written or "")
        if found is None:
            raise self.wrong(node, "a number or several")
        first, many, last = found.groups()
        numbers = NumberRange(int(first), int(last or first) if last or not many else None)
        if numbers.first < 1 or (numbers.last is not None and numbers.last < numbers.first):
            raise self.out_of_range(node)
        return numbers

    def json_schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": 1}
        return {"anyOf": [number, {"type": "string", "pattern": f"^(?:{_RANGE.pattern})$"}]}

    def describe(self) -> str:
        return "a number from 1, or several: 2-4, 3-"


def _check(expression: str) -> None:
    try:
        re.compile(expression)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{quoted(expression)} is no regular expression: {error}") from None
