"""Everybody's eye on the ledger: sums over all processes, and the last records."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nlargest
from operator import attrgetter
from typing import NamedTuple

from sanic_mock.ledger.caller import CallerRecord, KeptContent, unpacked_caller
from sanic_mock.ledger.counting import Totals, add_to
from sanic_mock.ledger.heads import HEAD_BYTES
from sanic_mock.ledger.record import AnswerRecord, unpacked
from sanic_mock.ledger.series import Series, decoded
from sanic_mock.shared.ledger import SharedLedger


class Entry(NamedTuple):
    """One answer, and what it is counted under.

    Attributes:
        row: the process that answered.
        record: the answer.
        series: what it is counted under.
    """

    row: int
    record: AnswerRecord
    series: Series

    @property
    def time_s(self) -> float:
        """When its request had been read, unix seconds."""
        return self.record.time_s


class LedgerReader:
    """Reads what all processes have recorded.

    Args:
        ledger: theirs.

    Attributes:
        rows: how many processes record.
    """

    def __init__(self, ledger: SharedLedger) -> None:
        self._ledger = ledger
        self._series: list[list[Series]] = [[] for _ in range(ledger.rows)]
        self.rows = ledger.rows

    def totals(self) -> dict[Series, Totals]:
        """Return the sums of each series, over all processes, of all requests so far."""
        found: dict[Series, Totals] = {}
        for row in range(self._ledger.rows):
            for entry, totals in self._row_totals(row).items():
                found.setdefault(self._named(row)[entry], Totals()).join(totals)
        return found

    def recent(self, most: int) -> list[Entry]:
        """Return the newest answers of all processes, the newest first."""
        entries = (one for row in range(self._ledger.rows) for one in self._last(row, most))
        return nlargest(most, entries, key=attrgetter("time_s"))

    def caller(self, entry: Entry) -> CallerRecord | None:
        """Return who asked for an answer, None where that is not known any more, or never was."""
        found = self._ledger.annexes[entry.row].record(entry.record.number)
        if found is None:
            return None
        caller = unpacked_caller(found)
        length = min(caller.head_bytes, HEAD_BYTES)
        head = self._ledger.shared[entry.row].read(caller.head_start, length) or b""
        return caller._replace(head=head)

    def content(self, row: int, kept: KeptContent) -> bytes | None:
        """Return a content that was kept, None where nothing is kept, or not any more."""
        return self._ledger.contents[row].read(*kept) if kept.length else None

    def newest(self) -> list[int]:
        """Return the number of each process's newest record."""
        return [ring.newest() for ring in self._ledger.records.rings]

    def since(self, numbers: list[int]) -> list[Entry]:
        """Return the answers after those of `newest`, the oldest first; what is lost is left out.

        Args:
            numbers: of each process, raised to the newest.
        """
        found: list[Entry] = []
        for row, number in enumerate(numbers):
            entries, _ = self.after(row, number)
            if entries:
                numbers[row] = entries[-1].record.number
            found += entries
        return sorted(found, key=attrgetter("time_s"))

    def after(self, row: int, number: int) -> tuple[list[Entry], int]:
        """Return one process's answers after a number, in order, and how many of them are lost."""
        ring = self._ledger.records.rings[row]
        most = (ring.newest() - number) // ring.size
        found = [*self._last(row, most)] if most > 0 else []
        return found, max(0, most - len(found))

    def _row_totals(self, row: int) -> dict[int, Totals]:
        ring = self._ledger.records.rings[row]
        recent = [unpacked(one) for one in ring.since(ring.counted)]  # before what is counted
        sums, spans = self._ledger.sums.row(row), self._ledger.spans.row(row)
        found, upto = {}, {}
        for entry in range(len(self._named(row))):
            *counted, of_sums = sums.get(entry)
            *times, of_spans = spans.get(entry)
            found[entry] = Totals(counted, times if of_spans else [])
            upto[entry] = of_sums, of_spans
        for one in recent:
            of_sums, of_spans = upto[one.series]
            if one.number > of_sums:
                add_to(found[one.series].sums, one)
            if one.number > of_spans:
                found[one.series].add_times(one)
        return {entry: totals for entry, totals in found.items() if totals.sums[0]}

    def _last(self, row: int, most: int) -> Iterator[Entry]:
        records = [unpacked(one) for one in self._ledger.records.rings[row].last(most)]
        names = self._named(row)
        return (Entry(row, one, names[one.series]) for one in records)

    def _named(self, row: int) -> list[Series]:
        """Return the series of a process so far; a name that is there never changes."""
        known, names = self._series[row], self._ledger.names.row(row)
        known += (decoded(names[entry]) for entry in range(len(known), len(names)))
        return known
