"""Faults in one line, as a header or a flag has them: `stall;for=2s;after=5tokens, close`.

The words and values are those of a profile's `faults`.
"""

from __future__ import annotations

from functools import lru_cache

from sanic_mock.errors import SettingsError
from sanic_mock.profile.nodes import ValueNode, given_node
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.table import FAULTS

FORM = "TYPE;KEY=VALUE;KEY=VALUE, and further ones behind a comma"
KNOWN = 256


@lru_cache(KNOWN)
def read_faults(text: str, label: str) -> tuple[FaultEntry, ...]:
    """Return the faults that a line asks for.

    Args:
        text: the line.
        label: what opens a message about it.

    Raises:
        SettingsError: with all that is wrong in it.
    """
    problems: list[str] = []
    nodes = [_entry_node(one.strip(), label, problems) for one in text.split(",")]
    read = FAULTS.read(ValueNode(label, label, nodes), problems) if not problems else None
    if problems or read is None:
        raise SettingsError(problems)
    return tuple(one.value for one in read)


def _entry_node(text: str, label: str, problems: list[str]) -> ValueNode:
    kind, *settings = (part.strip() for part in text.split(";"))
    own = f"{label}: {kind}" if kind else label
    entries = {"type": given_node(kind, own, label)}
    for setting in settings:
        word, is_given, value = (part.strip() for part in setting.partition("="))
        if not is_given or not word:
            problems.append(f'{own}: "{setting}" is not understood; want {FORM}')
        elif word in entries:
            problems.append(f"{own}: {word} is given twice")
        else:
            entries[word] = given_node(value, f"{own}: {word}", label)
    return ValueNode(own, label, entries)
