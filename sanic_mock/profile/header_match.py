"""Header fields that rules name: in a condition of what they are, or in a place that they fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.nodes import ValueNode, shown
from sanic_mock.profile.table import Kind

# RFC 9110, section 5.6.2: a field's name is a token.
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
# What says how bytes are sent, and nothing of who sends them.
OF_CONNECTION = frozenset(
    (
        *("connection", "content-length", "expect", "keep-alive", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    )
)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Fields that a request has to have.

    Args:
        fields: each name in lower case, and what it is to be, with * for any part.
    """

    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names alone."""
        return tuple(name for name, _ in self.fields)

    def __str__(self) -> str:
        return ", ".join(f"{name}: {glob}" for name, glob in self.fields)


class HeaderMatchKind(Kind[HeaderMatch]):
    """A mapping of fields' names to what they are to be."""

    def read(self, node: ValueNode, problems: list[str]) -> HeaderMatch | None:
        """See Kind; each problem is at its own line."""
        if not isinstance(node.value, dict):
            problems.append(node.problem(str(self.wrong(node, "a mapping"))))
            return None
        if not node.value:
            problems.append(node.problem(f"names no field; want {self.describe()}"))
            return None
        wrong = [*_wrong(node.value)]
        problems += wrong
        if wrong:
            return None
        return HeaderMatch(
            tuple((name.lower(), one.written or "") for name, one in node.value.items())
        )

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{_NAME.pattern}$"},
            "additionalProperties": {"type": ["string", "number"]},
        }

    def describe(self) -> str:
        return "{NAME: VALUE, …}, with * for any part of a value"


def check_name(name: str) -> None:
    """Refuse what no rule can name; raises ValueError."""
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{shown(name)} is no name of a header field")
    if name.lower() in OF_CONNECTION:
        raise ValueError(f"{name} says how a request is sent, and is not looked at")


def _wrong(fields: dict[str, ValueNode]) -> Iterator[str]:
    seen: set[str] = set()
    for name, node in fields.items():
        try:
            check_name(name)
            if name.lower() in seen:
                raise ValueError("given twice; upper and lower case are the same")
            if node.written is None:
                raise ValueError(f"{node.shown} is not text; want a value, with * for any part")
        except ValueError as error:
            yield node.problem(str(error))
        seen.add(name.lower())
