"""The kind of value that is a file of texts, one in each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.kinds import FileKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

MOST_FILE_BYTES = 16 * 2**20
_FILE = FileKind(MOST_FILE_BYTES)


@dataclass(frozen=True, slots=True)
class LinesKind(Kind[tuple[str, ...]]):
    """The lines of a file that are not empty."""

    def parse(self, node: ValueNode) -> tuple[str, ...]:
        try:
            text = _FILE.parse(node).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f"{node.shown} is not UTF-8") from None
        except OSError as error:
            raise ValueError(f"{node.shown}: {error.strerror}") from None
        lines = tuple(line for line in text.splitlines() if line.strip())
        if not lines:
            raise ValueError(f"{node.shown} has no line that is not empty")
        return lines

    def json_schema(self) -> dict[str, Any]:
        return _FILE.json_schema()

    def describe(self) -> str:
        return "a file beside this one, a text in each line"

    def show(self, value: tuple[str, ...]) -> str:
        return f"{len(value)} texts"
