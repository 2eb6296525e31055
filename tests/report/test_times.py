"""How many answers were under way at once, and percentiles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.ledger.reader import Entry
from sanic_mock.report.times import peaks, share_s
from tests.reporting import NS, Book


def key(entry: Entry) -> str:
    return entry.series.key


def test_the_most_at_once_of_each_is_counted() -> None:
    book = Book()
    for at_s in (0.0, 1.0, 2.0):
        book.add(at_s, 1.5, key="a")
    book.add(0.0, 9.0, key="b")
    assert peaks(book.entries, key) == {"a": 2, "b": 1}


def test_what_ends_when_another_begins_is_not_beside_it() -> None:
    book = Book()
    book.add(0.0, 1.0)
    book.add(1.0, 1.0)
    assert peaks(book.entries, key) == {"": 1}


def test_what_takes_no_time_is_never_under_way() -> None:
    book = Book()
    book.add(0.0)
    assert peaks(book.entries, key) == {}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1))
def test_a_peak_is_what_counting_at_each_beginning_comes_to(spans: list[tuple[int, int]]) -> None:
    book = Book()
    for at_s, took_s in spans:
        book.add(float(at_s), float(took_s))
    by_hand = max(sum(a <= at < a + t for a, t in spans) for at, _ in spans)
    assert peaks(book.entries, key) == {"": by_hand}


def test_percentiles_are_seconds_and_none_of_nothing() -> None:
    assert share_s([], 0.5) is None
    assert share_s([3 * NS, NS, 2 * NS], 0.5) == 2.0
    assert share_s([3 * NS, NS, 2 * NS], 1.0) == 3.0
