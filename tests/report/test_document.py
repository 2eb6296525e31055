"""A report: figures in groups, rows by key and model, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sanic_mock.report.document import named_values, report_of
from sanic_mock.report.figure import Unit
from sanic_mock.report.figures import FIGURES
from tests.reporting import Book


def values(book: Book) -> dict[str, float | None]:
    return named_values(report_of(book.findings()))


def test_figures_have_names_of_their_own_and_say_what_they_are() -> None:
    names = [one.name for one in FIGURES]
    assert len({*names}) == len(names)
    assert all(one.doc and one.group and one.member for one in FIGURES)


def test_each_figure_of_nothing_is_zero_or_says_why_it_is_not_known() -> None:
    report = report_of(Book().findings())
    for one in FIGURES:
        value = report[one.group][one.member]
        assert (value is None) == (one.name in report["unknown"]), one.name
        assert report["unknown"].get(one.name) != ""


def test_times_are_ms_in_json_and_seconds_by_name() -> None:
    book = Book()
    book.add(0.0, 1.5, first_ns=2_000_000, worst_ns=3_000)
    report = report_of(book.findings())
    assert report["duration"]["p50_ms"] == 1500.0
    named = named_values(report)
    assert named["ttft.p99"] == pytest.approx(0.002)
    assert named["lateness.max"] == pytest.approx(3e-6)
    assert all(one.member.endswith("_ms") == (one.unit is Unit.TIME) for one in FIGURES)


def test_retries_hedges_and_repeats_are_counted() -> None:
    book = Book()
    book.add(0.0, 1.0, "a", status=500)
    book.add(2.0, 1.0, "a", status=500)
    book.add(5.0, 1.0, "a")
    book.add(5.5, 1.0, "a")
    book.add(9.0, 1.0, "a")
    named = values(book)
    names = ("retries.count", "retries.most", "hedges.count", "repeats.count")
    assert [named[one] for one in names] == [2, 3, 1, 1]
    assert named["retries.amplification"] == 2.5
    assert (named["retries.wait_min"], named["retries.wait_p50"]) == (1.0, 2.0)


def test_sums_are_of_all_answers_and_the_rest_of_those_remembered() -> None:
    book = Book()
    for n in range(4):
        book.add(float(n), 1.0, prompt=3, key="a")
    found = replace(book.findings(), entries=book.entries[:1])
    named = named_values(report_of(found))
    assert (named["requests.count"], named["tokens.prompt"]) == (4, 12)
    assert named["requests.remembered"] == 1


def test_streams_that_are_left_are_told() -> None:
    book = Book()
    book.add(0.0, 1.0, ending="left", completion=9, pieces=9, sent=2)
    book.add(0.0, 1.0, ending="left", completion=9, pieces=9, sent=9)
    named = values(book)
    names = ("aborts.count", "aborts.unsent", "aborts.unseen", "tokens.aborted")
    assert [named[one] for one in names] == [2, 7, 1, 18]


def test_how_soon_a_leaving_was_seen_is_told_of_those_that_can_be_dated() -> None:
    book = Book()
    for us in (1, 4000, 8000, 0):
        book.add(0.0, 1.0, ending="left", left_seen_us=us)
    book.add(0.0, 1.0)
    named = values(book)
    assert named["aborts.seen_p50"] == pytest.approx(0.004)
    assert named["aborts.seen_max"] == pytest.approx(0.008)
    assert named["aborts.undated"] == 1


def test_connections_are_told_once_somebody_looks() -> None:
    book = Book()
    for nth in (1, 2, 3):
        book.call(book.add(0.0), 1, nth)
    book.call(book.add(0.0, row=1), 1, 1)
    named = values(book)
    assert (named["connections.count"], named["connections.reused"]) == (2, 0.5)


def test_retry_after_is_obeyed_or_not() -> None:
    book = Book()
    for at_s in (0.0, 1.0, 1.5):
        book.call(book.add(at_s, body="same", status=429), retry_ms=1000)
    named = values(book)
    assert (named["retries.obeyed_retry_after"], named["retries.ignored_retry_after"]) == (1, 1)


def test_header_fields_are_told_by_name_and_never_by_value() -> None:
    book = Book()
    head = b"POST / HTTP/1.1\r\nHost: m\r\nAuthorization: Bearer sk-secret\r\n\r\n"
    book.call(book.add(0.0), head=head)
    book.call(book.add(0.0), head=head[:-2] + b"Via: 1.1 gate\r\nCookie: secret\r\n\r\n")
    report = report_of(book.findings())
    assert (report["headers"]["proxied"], report["headers"]["leaked"]) == (1, 1)
    assert report["fields"] == [
        {"name": "authorization", "requests": 2},
        {"name": "host", "requests": 2},
        {"name": "cookie", "requests": 1},
        {"name": "via", "requests": 1},
    ]
    assert "secret" not in repr(report)


def test_keys_and_models_have_rows() -> None:
    book = Book()
    book.add(0.0, 2.0, key="a", prompt=5)
    book.add(1.0, 2.0, key="a", model="gpt-5", status=500)
    book.add(1.0, 2.0, key="b")
    report = report_of(book.findings())
    assert [(one["key"], one["inflight_max"], one["errors"]) for one in report["keys"]] == [
        ("a", 2, 1),
        ("b", 1, 0),
    ]
    assert [(one["model"], one["requests"]) for one in report["models"]] == [
        ("gpt-4o", 2),
        ("gpt-5", 1),
    ]


def test_time_outs_are_told_by_key() -> None:
    book = Book()
    for n in range(3):
        book.add(float(n), 1.0, key="a", ending="left")
    assert report_of(book.findings())["timeouts"] == [
        {"key": "a", "timeout_ms": 1000.0, "answers": 3, "of": 3}
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [({}, ""), ({"late_workers": 2}, "2 of the workers"), ({"trouble": "it is hot"}, "it is hot")],
)
def test_whether_the_mock_was_the_bottleneck_is_said(change: dict[str, Any], words: str) -> None:
    report = report_of(replace(Book().findings(), **change))
    assert (report["trusted"], words in report["doubt"]) == (not words, True)
