"""Faults in an answer's content that leave nothing of each other: an answer ends in one way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.sections.faults.content import (
    BadCallFault,
    CutTextFault,
    EmptyFault,
    RefusalFault,
)
from sanic_mock.profile.sections.faults.entry import FaultEntry

_SILENT = (RefusalFault, EmptyFault)


def outcomes(entries: Iterable[ListEntry[FaultEntry]]) -> Iterator[str]:
    """Yield what does nothing behind a fault that every answer has."""
    first: ListEntry[FaultEntry] | None = None
    for one in entries:
        if first is not None:
            yield from _beside(one, first)
        elif one.value.is_always and isinstance(one.value, (CutTextFault, *_SILENT)):
            first = one


def _beside(one: ListEntry[FaultEntry], first: ListEntry[FaultEntry]) -> Iterator[str]:
    place = first.place
    if isinstance(one.value, (CutTextFault, *_SILENT)):
        yield one.problem(f"cannot be beside {place}: an answer ends in one way")
    if isinstance(one.value, BadCallFault) and isinstance(first.value, _SILENT):
        yield one.problem(f"can never come: {place} leaves no call of a tool")
