"""What can never come to be in a list of faults, each of them right by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.sections.faults.endings import unreached
from sanic_mock.profile.sections.faults.entry import FaultEntry, is_beyond_all
from sanic_mock.profile.sections.faults.outcomes import outcomes
from sanic_mock.profile.sections.faults.overlaps import overlaps


def inconsistent(entries: tuple[ListEntry[FaultEntry], ...]) -> Iterator[str]:
    """Yield what can never come to be, at the line of the entry that it is said by."""
    yield from _beyond_all(entries)
    yield from overlaps(entries)
    yield from outcomes(entries)
    yield from unreached(entries)
    blocking: ListEntry[FaultEntry] | None = None
    for one in entries:
        if blocking is not None:
            why = f"can never come: {blocking.place} leaves nothing of any answer"
            yield one.problem(why)
        elif one.value.is_always and one.value.is_whole:
            blocking = one
        if one.value.per != "server" and not one.value.is_counted:
            yield one.problem("per does nothing without first, every or after_requests")
        yield from _never_counted(one)


def _beyond_all(entries: Iterable[ListEntry[FaultEntry]]) -> Iterator[str]:
    total = 0.0
    for one in entries:
        if one.value.p < 1:
            total += one.value.p
            if is_beyond_all(total):
                yield one.problem(f"p of alternatives comes to {total:.12g} here; want at most 1")
                return


def _never_counted(one: ListEntry[FaultEntry]) -> Iterator[str]:
    first, every = one.value.first, one.value.every
    if first is not None and every is not None and first < every:
        yield one.problem(f"can never come: first {first} ends before the request of every {every}")
