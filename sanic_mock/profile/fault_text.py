"""Faults in one line, as a header field has them."""

from __future__ import annotations

from functools import lru_cache

from sanic_mock.errors import SettingsError
from sanic_mock.profile.nodes import given_node
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.table import FAULTS

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
    read = FAULTS.read(given_node(text, label, label), problems)
    if problems or read is None:
        raise SettingsError(problems)
    return tuple(one.value for one in read)
