"""Counts of texts that come again: the same numbers, and only so much memory."""

from __future__ import annotations

import sys

import pytest

from sanic_mock.dialects.openai.chat import kept_counts
from sanic_mock.dialects.openai.chat.kept_counts import MOST_LETTERS, KeptCounts


class Counter:
    """Counts words, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, text: str) -> int:
        self.asked += 1
        return len(text.split())


def test_a_text_is_counted_once() -> None:
    counter = Counter()
    counts = KeptCounts(counter)

    assert [counts["one two"] for _ in range(3)] == [2, 2, 2]
    assert [counts[""] for _ in range(3)] == [0, 0, 0]
    assert counter.asked == 2


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_counts, "MOST_LETTERS", 100)
    counts = KeptCounts(len)

    for number in range(1000):
        assert counts[f"{number:08}"] == 8
        assert sum(map(len, counts)) <= 100
    assert counts["00000999"] == 8


def test_many_short_texts_take_no_more_memory_than_long_ones() -> None:
    counts = KeptCounts(len)
    for number in range(200_000):
        counts[f"{number:x}"]

    assert sum(map(sys.getsizeof, counts)) + sys.getsizeof(counts) < 4 * MOST_LETTERS


def test_a_very_long_text_is_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_counts, "LONGEST", 10)
    counter = Counter()
    counts = KeptCounts(counter)

    assert [counts["word " * 5] for _ in range(2)] == [5, 5]
    assert counter.asked == 2
    assert not counts
