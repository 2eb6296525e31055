"""Requests for tests of what is testified of them."""

from __future__ import annotations

from sanic_mock.engine.draws import Chance
from sanic_mock.ledger.caller import SIZE, CallerRecord, unpacked_caller
from sanic_mock.ledger.counting import Totals, add_to
from sanic_mock.ledger.reader import Entry
from sanic_mock.ledger.record import AnswerRecord
from sanic_mock.ledger.series import Series
from sanic_mock.report.findings import Findings

CHAT = "/v1/chat/completions"
NS = 1_000_000_000


class Book:
    """Requests as a ledger has them, of one server."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.callers: dict[tuple[int, int], CallerRecord] = {}
        self._chance = Chance(7)

    def add(
        self,
        at_s: float,
        took_s: float = 0.0,
        body: str = "",
        *,
        key: str = "",
        model: str = "gpt-4o",
        status: int = 200,
        ending: str = "completed",
        row: int = 0,
        **further: int,
    ) -> Entry:
        """Add a request; without a body it has one of its own."""
        number = 8 * (len(self.entries) + 1)
        digest = self._chance.draw((body or f"{number}").encode())
        times = {"took_ns": round(took_s * NS), "number": number, "is_stream": 1}
        tokens = {"prompt": 0, "completion": 0, "cached": 0, "content_bytes": 0}
        record = AnswerRecord(at_s, digest, 0, **{**tokens, **times, **further})
        entry = Entry(row, record, Series(CHAT, key, model, status=status, ending=ending))
        self.entries.append(entry)
        return entry

    def call(
        self,
        entry: Entry,
        connection: int = 0,
        nth: int = 0,
        *,
        body_hash: int = 0,
        retry_ms: int = 0,
        head: bytes = b"",
    ) -> None:
        """Say who asked for a request's answer."""
        self.callers[entry.row, entry.record.number] = unpacked_caller(bytes(SIZE))._replace(
            connection=connection,
            nth=nth,
            body_hash=body_hash,
            retry_ms=retry_ms,
            head_bytes=len(head),
            head=head,
            number=entry.record.number,
        )

    def findings(self) -> Findings:
        """Return what is known of them all."""
        totals: dict[Series, Totals] = {}
        for one in self.entries:
            add_to(totals.setdefault(one.series, Totals()).sums, one.record)
        return Findings(totals, self.entries[::-1], self.callers)
