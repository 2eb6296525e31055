"""The ledger: sums are exact at any moment, over all processes, whenever one of them dies."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.ledger.memory import make_ledger
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.ledger.record import AT_ONCE, WHOLE, AnswerRecord, unpacked
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.spans import SPANS, histogram
from sanic_mock.ledger.writer import LedgerWriter
from tests.ledger.books import CHANCE, an_answer, by_hand

SERIES = [Series("/v1/chat/completions", "", model, "fast") for model in ("one", "two", "three")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 40)), max_size=12),
    st.integers(1, 20),
)
def test_sums_are_what_was_written(runs: list[tuple[int, int, int]], kept: int) -> None:
    """In runs of one series, by two processes, each of which begins anew between them."""
    ledger = make_ledger(2, kept)
    reader = LedgerReader(ledger)
    written: list[tuple[Series, AnswerRecord]] = []
    for row, kind, many in runs:
        writer = LedgerWriter(ledger, row)
        for _ in range(many):
            record = an_answer(writer.entry(SERIES[kind]), len(written))
            writer.write(record)
            written.append((SERIES[kind], record))

    assert reader.totals() == by_hand(written)


@pytest.mark.parametrize("kinds", [1, 3])
def test_sums_are_exact_after_every_record(kinds: int) -> None:
    ledger = make_ledger(1, 9)
    reader, writer = LedgerReader(ledger), LedgerWriter(ledger, 0)
    written = []
    for n in range(60):
        series = SERIES[n % kinds]
        record = an_answer(writer.entry(series), n)
        writer.write(record)
        written.append((series, record))
        assert reader.totals() == by_hand(written)


def test_an_answer_that_was_over_as_it_began_has_no_gaps() -> None:
    """Its end is a moment before its first write, where both are in one."""
    ledger = make_ledger(1, 9)
    reader, writer = LedgerReader(ledger), LedgerWriter(ledger, 0)
    answer = an_answer(writer.entry(SERIES[0]), 3)._replace(first_ns=7_000_100, took_ns=7_000_000)
    for _ in range(40):
        writer.write(answer)

    (totals,) = reader.totals().values()
    assert totals.sums[0] == 40
    assert histogram(totals.spans, SPANS.index("tpot")) == ([40, *[0] * 18], 0)


def test_what_takes_no_time_is_the_same_in_fewer_steps() -> None:
    raw = bytearray(b"\xff" * AT_ONCE.size)
    AT_ONCE.pack_into(raw, 0, 1.5, CHANCE, 3, 4, 5, 6, 7, 8, 168)
    assert unpacked(bytes(raw)) == AnswerRecord(1.5, CHANCE, 3, 4, 5, 6, 7, reasoning=8, number=168)
    assert AT_ONCE.size == WHOLE.size


def test_the_last_answers_of_all_are_told_newest_first() -> None:
    ledger = make_ledger(2, 10)
    for row, times in enumerate(((1.0, 4.0), (2.0, 3.0))):
        writer = LedgerWriter(ledger, row)
        for time_s in times:
            writer.write(AnswerRecord(time_s, CHANCE, writer.entry(SERIES[row]), 1, 1, 0, 1))

    found = LedgerReader(ledger).recent(3)

    assert [(one.time_s, one.row, one.series) for one in found] == [
        (4.0, 0, SERIES[0]),
        (3.0, 1, SERIES[1]),
        (2.0, 1, SERIES[1]),
    ]


def test_who_follows_is_told_each_answer_once() -> None:
    ledger = make_ledger(1, 30)
    reader, writer = LedgerReader(ledger), LedgerWriter(ledger, 0)
    entry = writer.entry(SERIES[0])
    writer.write(an_answer(entry, 1))
    numbers = reader.newest()

    found = []
    for n in range(2, 9):
        writer.write(an_answer(entry, n))
        if n % 3 == 0:
            found += [one.time_s for one in reader.since(numbers)]
    found += [one.time_s for one in reader.since(numbers)]

    assert found == [float(n) for n in range(2, 9)]


def test_what_another_process_writes_is_read() -> None:
    ledger = make_ledger(1, 10)
    pid = os.fork()
    if not pid:
        writer = LedgerWriter(ledger, 0)
        for n in range(50):
            writer.write(an_answer(writer.entry(SERIES[n % 2]), n))
        os._exit(0)
    os.waitpid(pid, 0)

    sums = [totals.sums[0] for totals in LedgerReader(ledger).totals().values()]

    assert sums == [25, 25]


def test_a_process_that_is_killed_at_any_line_leaves_sums_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.killing"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
