"""Ledgers for tests: answers of all kinds, and what they come to, counted by hand."""

from __future__ import annotations

from sanic_mock.ledger.counting import Totals, add_to
from sanic_mock.ledger.record import AnswerRecord
from sanic_mock.ledger.series import Series

CHANCE = bytes(64)


def an_answer(entry: int, n: int) -> AnswerRecord:
    """Return the nth answer; every third one takes time."""
    if n % 3:
        return AnswerRecord(float(n), CHANCE, entry, n, n + 1, n % 2, 10 * n)
    return AnswerRecord(
        *(float(n), CHANCE, entry, n, n + 1, n % 2, 10 * n, 1, 5, 0, 5),
        *(7_000_000 + n, 7_000_000, 2_000_000, 1_900_000, 20_000),
    )


def by_hand(answers: list[tuple[Series, AnswerRecord]]) -> dict[Series, Totals]:
    """Return the sums of answers."""
    found: dict[Series, Totals] = {}
    for series, record in answers:
        totals = found.setdefault(series, Totals())
        add_to(totals.sums, record)
        totals.add_times(record)
    return found
