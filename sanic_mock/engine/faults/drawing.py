"""Which faults a request gets: a function of its chance and of how many came before it.

Of the entries with a `p` below 1 a request gets at most one, by one number that is drawn for it: so
each has exactly its share, and the same request has the same fault whoever answers it and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sanic_mock.engine.draws import unit_for
from sanic_mock.engine.faults.table import Fault, fault_of
from sanic_mock.profile.sections.faults.entry import CountedBy, FaultEntry

# Counts a request of the whole server, of its key or of its case; returns its number, from 1.
Count = Callable[[CountedBy], int]


class FaultDrawer:
    """The faults of a profile.

    Args:
        entries: in the order in which they were written.
        name: for whom they are counted apart from others.

    Attributes:
        name: likewise.
        counted_by: in which ways requests are counted, each once.
        factor: multiplies each `p` below 1; with 0 none of these faults comes.
        error: a further alternative and its share, from outside the list; None for none.
        is_simple: whether one number alone decides, which `choose` draws.
    """

    def __init__(self, entries: Sequence[FaultEntry], name: bytes = b"") -> None:
        self.name = name
        faults = [fault_of(entry, number) for number, entry in enumerate(entries)]
        self._faults = faults
        self._alternatives = [((fault,), fault.entry.p) for fault in faults if fault.entry.p < 1]
        self.counted_by = tuple({entry.per: None for entry in entries if entry.is_counted})
        self.is_simple = not self.counted_by and len(self._alternatives) == len(faults)
        self.factor = 1.0
        self.error: tuple[float, Fault] | None = None

    def draw(self, digest: bytes, count: Count) -> tuple[Fault, ...]:
        """Return the faults of one request, in order; often none.

        Args:
            digest: the request's chance.
            count: counts it; asked once for each way of counting that any entry has.
        """
        chosen = self.choose(digest) if self._alternatives or self.error else ()
        if self.is_simple:
            return chosen
        one = chosen[0] if chosen else None
        further = chosen if one and self.error and one is self.error[1] else ()
        if not self.factor:
            return further
        numbers = {by: count(by) for by in self.counted_by}
        return further + tuple(
            fault
            for fault in self._faults
            if (fault is one or fault.entry.p == 1) and _is_counted_in(fault.entry, numbers)
        )

    def choose(self, digest: bytes) -> tuple[Fault, ...]:
        """Return the one fault of those that one number decides on, or none."""
        left, factor = unit_for(digest, b"fault"), self.factor
        if self.error is not None:
            left -= self.error[0]
            if left < 0:
                return (self.error[1],)
        for chosen, p in self._alternatives:
            left -= p * factor
            if left < 0:
                return chosen
        return ()


def drawer_of(entries: Sequence[FaultEntry]) -> FaultDrawer | None:
    """Return the faults that requests ask for themselves, None for none.

    Requests that ask for the same are counted together.
    """
    return FaultDrawer(entries, repr(entries).encode()) if entries else None


def _is_counted_in(entry: FaultEntry, numbers: Mapping[CountedBy, int]) -> bool:
    """Return whether a request of these numbers, from 1, gets a fault."""
    if not entry.is_counted:
        return True
    number = numbers[entry.per] - (entry.after_requests or 0)
    if number < 1 or (entry.first is not None and number > entry.first):
        return False
    return entry.every is None or number % entry.every == 0
