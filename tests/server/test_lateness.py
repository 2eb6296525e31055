"""How late writes were: buckets, percentiles, and the verdict."""

from __future__ import annotations

import os
import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.server.lateness import FOLD_AT, SECONDS_KEPT, Lateness, Saturation, sentence

MS = 1_000_000
BUDGET = 5 * MS


def observed(*lateness_ns: int, second: int = 1000) -> Lateness:
    found = Lateness(BUDGET)
    for one in lateness_ns:
        found.observe([one])
    found.fold(second)
    return found


def test_nothing_observed_is_nothing_late() -> None:
    summary = observed().summary()

    assert (summary.writes, summary.late, summary.p50_ns, summary.p999_ns, summary.max_ns) == (
        0,
        0,
        0,
        0,
        0,
    )


@pytest.mark.parametrize("late_ns", [0, 1, 1023, 1024, 50_000, BUDGET, 2**40 - 1, 2**40, 2**50])
def test_one_write_is_every_percentile(late_ns: int) -> None:
    summary = observed(late_ns).summary()

    assert summary.writes == 1
    assert summary.max_ns == late_ns
    if 1024 <= late_ns < 2**39:  # nine minutes
        assert late_ns <= summary.p50_ns <= late_ns * 17 / 16
    assert summary.p50_ns <= summary.max_ns


@given(st.lists(st.integers(1024, 2**39), min_size=1, max_size=300))
def test_a_percentile_is_at_most_a_sixteenth_above_the_truth(lateness_ns: list[int]) -> None:
    summary = observed(*lateness_ns).summary()

    ordered = sorted(lateness_ns)
    for share, found in [(0.5, summary.p50_ns), (0.99, summary.p99_ns), (0.999, summary.p999_ns)]:
        truth = ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]
        assert truth <= found <= truth * 17 / 16 + 1
    assert summary.max_ns == ordered[-1]


@given(st.lists(st.integers(0, 2**41), min_size=1, max_size=100), st.randoms(use_true_random=False))
def test_folding_often_or_once_comes_to_the_same(lateness_ns: list[int], chance: Random) -> None:
    often = Lateness(BUDGET)
    for one in lateness_ns:
        often.observe([one])
        if chance.random() < 0.3:
            often.fold(1000)
    often.fold(1000)

    assert often.summary() == observed(*lateness_ns).summary()
    assert often.saturations() == observed(*lateness_ns).saturations()


def test_late_is_later_than_the_budget() -> None:
    assert observed(BUDGET - 1, BUDGET, BUDGET + 1, 99 * BUDGET).summary().late == 2


def test_it_is_due_when_there_is_enough_to_fold() -> None:
    found = Lateness(BUDGET)
    for _ in range(FOLD_AT - 1):
        found.observe([1])
    assert not found.is_due()
    found.observe([1])
    assert found.is_due()
    found.fold(1)
    assert not found.is_due()


def seconds(*rows: tuple[int, int, int]) -> list[Saturation]:
    """Return the verdict on rows of (second, writes, late writes)."""
    found = Lateness(BUDGET)
    for second, writes, late in rows:
        for number in range(writes):
            found.observe([BUDGET + 1 if number < late else 0])
        found.fold(second)
    return found.saturations()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(10, 1000, 0)], []),
        ([(10, 1000, 9)], []),
        ([(10, 1000, 10)], [Saturation(10, 10, 0.01)]),
        ([(10, 2000, 19)], []),
        ([(10, 9, 9)], []),  # too few to tell
        ([(10, 10, 10)], [Saturation(10, 10, 1.0)]),
        ([(10, 100, 20), (11, 100, 40)], [Saturation(10, 11, 0.3)]),
        ([(10, 100, 20), (12, 100, 40)], [Saturation(10, 10, 0.2), Saturation(12, 12, 0.4)]),
        (
            [(10, 100, 20), (11, 100, 0), (12, 100, 20)],
            [Saturation(10, 10, 0.2)] * 1 + [Saturation(12, 12, 0.2)],
        ),
    ],
)
def test_seconds_that_are_too_late_make_runs(
    rows: list[tuple[int, int, int]], expected: list[Saturation]
) -> None:
    assert seconds(*rows) == expected


def test_seconds_are_remembered_for_an_hour() -> None:
    first, *others = [(second, 10, 10) for second in range(0, 2 * SECONDS_KEPT + 2, 2)]

    found = seconds(first, *others)

    assert len(found) == SECONDS_KEPT
    assert found[0].first_s == 2


def test_the_verdict_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TZ", "UTC")
    time.tzset()

    said = sentence(Saturation(12 * 3600 + 4, 12 * 3600 + 8, 0.031), BUDGET)

    assert said == (
        "3.1 % of writes left more than 5 ms late between 12:00:04 and 12:00:09: "
        "the mock was the bottleneck, do not trust those results"
    )
    monkeypatch.undo()
    time.tzset()
