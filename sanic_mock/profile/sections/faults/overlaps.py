"""Faults that do nothing beside another one that each answer has: it leaves them nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.rewriting import (
    ContentLengthFault,
    ContentTypeFault,
    EmptyBodyFault,
    MalformedFault,
)
from sanic_mock.profile.sections.faults.torturing import CHUNK_WAYS, TortureFault

_REWRITING = (MalformedFault, TortureFault, ContentTypeFault, ContentLengthFault, EmptyBodyFault)


def overlaps(entries: Sequence[ListEntry[FaultEntry]]) -> Iterator[str]:
    """Yield each fault that does nothing, at its own line, with the line of the other."""
    for place, one in enumerate(entries):
        for other in (*entries[:place], *entries[place + 1 :]):
            is_later = other in entries[place + 1 :]
            why = _why_idle(one.value, other.value, is_later) if other.value.is_always else ""
            if why:
                yield one.problem(f"does nothing: {other.place} {why}")
                break


def _why_idle(one: FaultEntry, other: FaultEntry, is_later: bool) -> str:
    """Return why a fault does nothing beside another, which may be later in the list, or ""."""
    if is_later and isinstance(one, _REWRITING) and _is_silence(other):
        return "leaves nothing of any answer"
    if isinstance(other, ContentTypeFault):
        return "says another type" if isinstance(one, ContentTypeFault) and is_later else ""
    if one == other and not is_later:
        return ""
    if isinstance(other, EmptyBodyFault) and _is_of_body(one):
        return "leaves no body"
    if isinstance(other, ContentLengthFault) and other.what == "missing" and _is_of_length(one):
        return "leaves neither a length nor chunks"
    return ""


def _is_silence(other: FaultEntry) -> bool:
    """Return whether no answer comes, and no error either."""
    return other.is_whole and not isinstance(other, StatusFault)


def _is_of_body(one: FaultEntry) -> bool:
    """Return whether a fault changes a body, of which there must be something."""
    if isinstance(one, ContentLengthFault):
        return one.what != "missing"
    if isinstance(one, MalformedFault):
        return one.what != "chunk"
    if isinstance(one, TortureFault):
        return not set(CHUNK_WAYS).intersection(one.what)
    return isinstance(one, EmptyBodyFault)


def _is_of_length(one: FaultEntry) -> bool:
    """Return whether a fault changes what is told of lengths."""
    if isinstance(one, MalformedFault):
        return one.what == "chunk"
    if isinstance(one, TortureFault):
        return set(one.what) <= set(CHUNK_WAYS)
    return isinstance(one, ContentLengthFault)
