"""Clients that leave: the time-outs they seem to have, and what they were not sent."""

from __future__ import annotations

import pytest

from sanic_mock.report.leaving import leaving_of, unsent_tokens
from tests.reporting import Book


def left(*times_s: float) -> Book:
    book = Book()
    for place, one in enumerate(times_s):
        book.add(float(place), one, ending="left", key="k")
    return book


@pytest.mark.parametrize(
    ("times_s", "timeout_s"),
    [
        ((1.0, 1.004, 1.011), 1.004),
        ((1.0, 1.004, 1.011, 0.2), 1.004),
        ((1.0, 1.004), None),  # too few to tell
        ((0.1, 0.5, 1.0, 2.0), None),  # at any time
        ((1.0, 1.01, 1.02, 0.1, 0.3, 0.5, 0.7), None),  # not most of them
        ((30.0, 30.9, 31.4), 30.9),
    ],
)
def test_a_time_out_is_guessed_where_most_leave_after_one_time(
    times_s: tuple[float, ...], timeout_s: float | None
) -> None:
    (one,) = leaving_of(left(*times_s).entries)
    assert one.key == "k"
    assert one.timeout_s == pytest.approx(timeout_s)
    assert bool(one.alike) == (timeout_s is not None)


def test_who_stays_is_not_among_them() -> None:
    book = Book()
    book.add(0.0, 1.0)
    assert leaving_of(book.entries) == []


def test_a_stream_that_is_left_saves_what_was_not_sent() -> None:
    book = Book()
    stream = book.add(0.0, 1.0, ending="left", pieces=70, sent=20)
    whole = book.add(0.0, 1.0, ending="left", pieces=100, is_stream=0)
    assert (unsent_tokens(stream), unsent_tokens(whole)) == (50, 0)
