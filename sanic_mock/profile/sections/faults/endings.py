"""Faults whose place no answer reaches, as another one has ended each of them before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.sections.faults.ending import TruncateFault
from sanic_mock.profile.sections.faults.entry import FaultEntry, PlacedEntry
from sanic_mock.profile.sections.faults.retiming import StallFault


def unreached(entries: Sequence[ListEntry[FaultEntry]]) -> Iterator[str]:
    """Yield each fault behind the place of one that ends every answer, at its own line."""
    for at, one in enumerate(entries):
        for other_at, other in enumerate(entries):
            if other_at != at and _is_behind(one.value, other.value, is_later=other_at < at):
                yield one.problem(f"can never come: {other.place} ends each answer before")
                break


def _is_behind(one: FaultEntry, other: FaultEntry, *, is_later: bool) -> bool:
    """Return whether a fault's place is behind that of another, with which every answer ends."""
    end = _end(other)
    if end is None or not isinstance(one, (PlacedEntry, TruncateFault)):
        return False
    if one.after is None:
        return one.at == "end"
    amounts = one.after.amount, end.amount
    is_behind = amounts[0] > amounts[1] or (is_later and amounts[0] == amounts[1])
    return one.after.unit == end.unit and is_behind


def _end(entry: FaultEntry) -> AnswerPlace | None:
    """Return behind how much each answer ends; None where it does not, or not there."""
    if not isinstance(entry, (PlacedEntry, TruncateFault)) or not entry.is_always:
        return None
    is_passing = isinstance(entry, StallFault) and not math.isinf(entry.lasts_s)
    return None if is_passing else entry.after
