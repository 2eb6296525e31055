"""A list of mappings in one line, as flags, variables and header fields have it.

    stall;for=2s;after=5tokens, close

Words and values are those of a profile, and so are the problems with them. `none` is an empty list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.nodes import ValueNode, given_node

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

E = TypeVar("E", bound="DataclassInstance")

NONE = "none"
FORM = "TYPE;KEY=VALUE;KEY=VALUE, and further ones behind a comma"


class LineEntriesKind(EntriesKind[E]):
    """The same, which may also be said in a line; each entry begins with its word."""

    def read(self, node: ValueNode, problems: list[str]) -> tuple[ListEntry[E], ...] | None:
        """See EntriesKind."""
        if not node.loose:
            return EntriesKind.read(self, node, problems)
        if node.text.strip() == NONE:
            return ()
        wrong: list[str] = []
        texts = (self.long_form(one.strip()) for one in node.text.split(","))
        entries = [self._line_node(one, node, wrong) for one in texts]
        problems += wrong
        return None if wrong else EntriesKind.read(self, replace(node, value=entries), problems)

    def long_form(self, text: str) -> str:
        """Return an entry as it is written in full, where there is a shorter way."""
        return text

    def _line_node(self, text: str, line: ValueNode, problems: list[str]) -> ValueNode:
        kind, *settings = (part.strip() for part in text.split(";"))
        label = f"{line.label}: {kind}" if kind else line.label
        entries = {self.word: given_node(kind, label, line.origin)}
        for setting in settings:
            word, is_given, value = (part.strip() for part in setting.partition("="))
            if not is_given or not word:
                problems.append(f'{label}: "{setting}" is not understood; want {FORM}')
            elif word in entries:
                problems.append(f"{label}: {word} is given twice")
            else:
                entries[word] = given_node(value, f"{label}: {word}", line.origin)
        return ValueNode(label, line.origin, entries)
