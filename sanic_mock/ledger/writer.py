"""One process's hand in the ledger."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterable
from time import time

from sanic_mock.ledger.caller import NOTHING_KEPT, KeptContent
from sanic_mock.ledger.counting import add_to, count_quarter, each
from sanic_mock.ledger.heads import HeadsWriter
from sanic_mock.ledger.record import AT_ONCE, WHOLE, AnswerRecord
from sanic_mock.ledger.series import Series, SeriesTable
from sanic_mock.ledger.spans import observe_answer
from sanic_mock.shared.ledger import SharedLedger
from sanic_mock.shared.tallies import TallyWriter

log = logging.getLogger("sanic_mock")


class LedgerWriter:
    """Packs records, and counts them a quarter of the ring at a time.

    Who has no time to lose packs its records itself, at `next(places) % bytes` of `raw`.

    Args:
        ledger: all processes'.
        row: which of them this is.

    Attributes:
        raw: where records are packed.
        bytes: of all of them.
        annex: where it is kept who asked.
        heads: keeps the heads of their requests.
        places: the numbers of records to come.
        is_closing: whether answers end because their process does.
    """

    def __init__(self, ledger: SharedLedger, row: int) -> None:
        self._ring = ring = ledger.records.rings[row]
        self.annex = ledger.annexes[row]
        self.heads = HeadsWriter(ledger.shared[row])
        self._contents = ledger.contents[row]
        self._sums = TallyWriter(ledger.sums.row(row))
        self._spans = TallyWriter(ledger.spans.row(row))
        self._series = SeriesTable(ledger.names.row(row))
        self._is_first = True
        self.is_closing = False
        self.raw, self.bytes = ring.raw, ring.bytes
        self.places = ring.places(self._count)

    def entry(self, series: Series) -> int:
        """Return what a series is in records."""
        return self._series.entry(series)

    def write(self, record: AnswerRecord) -> None:
        """Keep a record, under a number of its own; the values must fit."""
        self.pack(*record[:-1])

    def keep(self, content: bytes) -> KeptContent:
        """Keep a content, as long as there is room, and of what is too long the beginning."""
        if not content:
            return NOTHING_KEPT
        content = content[: self._contents.longest]
        return KeptContent(self._contents.append(content), len(content))

    def first_connection(self) -> int:
        """Return what the first connection may be called: there were fewer ones than records."""
        return self._ring.newest() // self._ring.size + 1

    def pack(self, *values: float | bytes) -> int:
        """Keep the values of a record, in the order in which it has them; return its number.

        Where they do not fit, that is a bug; the record is there all the same, among the others.
        """
        number = next(self.places)
        place = number % self.bytes
        try:
            WHOLE.pack_into(self.raw, place, *values, number)
        except struct.error:
            log.exception("an answer could not be recorded")
            AT_ONCE.pack_into(self.raw, place, time(), bytes(64), 0, 0, 0, 0, 0, 0, number)
        return number

    def _count(self, last: int) -> None:
        """Count what is not counted yet, up to a record."""
        ring, sums, spans = self._ring, self._sums, self._spans
        first = ring.counted + ring.size
        if self._is_first:
            changed = self._count_each(first, last)
        else:
            changed = count_quarter(ring, first, last, sums.sums, spans.sums)
        # the times first, for the sums say that all of it is counted
        for entry in changed[1]:
            spans.keep(entry, last)
        for entry in changed[0]:
            sums.keep(entry, last)
        self._is_first = False

    def _count_each(self, first: int, last: int) -> tuple[Iterable[int], Iterable[int]]:
        """Count one by one, without what has been counted by who had this row before."""
        changed: tuple[set[int], set[int]] = set(), set()
        for one in each(self._ring, first, last):
            if one.number > self._spans.upto(one.series) and one.took_ns:
                observe_answer(self._spans.sums(one.series), one)
                changed[1].add(one.series)
            if one.number > self._sums.upto(one.series):
                add_to(self._sums.sums(one.series), one)
                changed[0].add(one.series)
        return changed
