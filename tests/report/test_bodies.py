"""Bodies that came before: after a failure, while one ran, or after a success."""

from __future__ import annotations

import pytest

from sanic_mock.report.bodies import repetitions
from tests.reporting import Book


def kinds(book: Book) -> list[tuple[str, int]]:
    return [(one.kind, one.attempt) for one in repetitions(book.entries[::-1], book.callers)]


@pytest.mark.parametrize(
    ("status", "ending", "took_s", "at_s", "kind"),
    [
        (200, "completed", 1.0, 2.0, "repeat"),
        (200, "completed", 1.0, 0.5, "hedge"),
        (429, "completed", 0.0, 0.1, "retry"),
        (500, "completed", 1.0, 0.5, "hedge"),
        (200, "left", 1.0, 1.5, "retry"),
        (200, "left", 1.0, 0.99, "retry"),  # both seen at once, in any order
        (200, "left", 1.0, 0.5, "hedge"),
        (200, "faulted", 1.0, 1.5, "retry"),
        (200, "failed", 1.0, 1.5, "retry"),
        (200, "completed", 0.0, 0.0, "repeat"),
    ],
)
def test_what_came_before_says_why_a_body_comes_again(
    status: int, ending: str, took_s: float, at_s: float, kind: str
) -> None:
    book = Book()
    book.add(0.0, took_s, "same", status=status, ending=ending)
    book.add(at_s, 0.1, "same")
    assert kinds(book) == [(kind, 2)]


def test_the_latest_end_counts() -> None:
    book = Book()
    book.add(0.0, 5.0, "same")
    book.add(1.0, 1.0, "same", status=500)
    book.add(3.0, 1.0, "same")
    assert kinds(book) == [("hedge", 2), ("hedge", 3)]


def test_bodies_clients_and_paths_are_told_apart() -> None:
    book = Book()
    book.add(0.0, body="one")
    book.add(1.0, body="other")
    book.add(2.0, body="one", key="sk-***abcd")
    assert kinds(book) == []


def test_requests_that_were_counted_by_several_workers_are_one_history() -> None:
    book, other = Book(), Book()
    book.add(0.0, body="same", status=503)
    other.add(1.0, body="same", status=503, row=1)
    book.add(2.0, body="same", status=503)
    other.add(3.0, body="same", row=1)
    book.entries += other.entries
    assert kinds(book) == [("retry", 2), ("retry", 3), ("retry", 4)]


def test_what_has_no_chance_of_its_own_is_no_body() -> None:
    book = Book()
    for at_s in (0.0, 1.0):
        entry = book.add(at_s)
        book.entries[-1] = entry._replace(record=entry.record._replace(digest=bytes(64)))
    assert kinds(book) == []


def test_a_wait_is_from_the_end_of_the_one_before() -> None:
    book = Book()
    book.add(0.0, 1.0, "same", status=503)
    book.add(1.5, 1.0, "same")
    (one,) = repetitions(book.entries, book.callers)
    assert one.wait_s == 0.5


@pytest.mark.parametrize(
    ("retry_ms", "wait_s", "has_waited"),
    [(0, 0.1, None), (1000, 0.5, False), (1000, 1.0, True), (1000, 0.9995, True), (500, 2.0, True)],
)
def test_a_retry_that_was_asked_to_wait_has_or_has_not(
    retry_ms: int, wait_s: float, has_waited: bool | None
) -> None:
    book = Book()
    book.call(book.add(0.0, body="same", status=429), retry_ms=retry_ms)
    book.add(wait_s, body="same")
    (one,) = repetitions(book.entries, book.callers)
    assert one.has_waited is has_waited


def test_short_bodies_are_known_by_their_hashes_too() -> None:
    """As where nobody drew a chance, or where workers count by themselves."""
    book = Book()
    for at_s, body_hash in ((0.0, 5), (1.0, 5), (2.0, 6)):
        book.call(book.add(at_s, status=500), body_hash=body_hash)
    assert kinds(book) == [("retry", 2)]
