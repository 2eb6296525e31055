"""The bill: sums by key and model, of all answers."""

from __future__ import annotations

import csv
from io import StringIO
from typing import get_args

import pytest

from sanic_mock.report.usage import UsageRow, usage_csv, usage_rows, usage_total
from sanic_mock.server.result import Ending
from tests.reporting import Book


def book() -> Book:
    found = Book()
    found.add(0.0, key="a", prompt=10, completion=20, cached=4, reasoning=7, content_bytes=99)
    found.add(0.0, key="a", prompt=1, completion=2, ending="left", sent=1)
    found.add(0.0, key="a", prompt=3, completion=5, ending="faulted")
    found.add(0.0, key="a", status=429)
    found.add(0.0, key="b", prompt=100, model="gpt-5")
    return found


@pytest.mark.parametrize("ending", [one for one in get_args(Ending) if one != "completed"])
def test_what_did_not_come_to_its_end_is_told_beside_the_whole(ending: str) -> None:
    found = Book()
    found.add(0.0, key="a", prompt=3, completion=5, ending=ending)
    (row,) = usage_rows(found.findings().totals)
    assert row.aborted_requests + row.cut_requests == row.requests


def test_each_key_and_model_has_a_row() -> None:
    one, other = usage_rows(book().findings().totals)
    assert one._asdict() == {
        "key": "a",
        "model": "gpt-4o",
        "requests": 4,
        "errors": 1,
        "prompt_tokens": 14,
        "cached_tokens": 4,
        "completion_tokens": 27,
        "reasoning_tokens": 7,
        "total_tokens": 41,
        "aborted_requests": 1,
        "aborted_prompt_tokens": 1,
        "aborted_completion_tokens": 2,
        "aborted_sent_pieces": 1,
        "cut_requests": 1,
        "cut_prompt_tokens": 3,
        "cut_completion_tokens": 5,
        "content_bytes": 99,
    }
    assert (other.key, other.model, other.prompt_tokens) == ("b", "gpt-5", 100)


def test_the_total_is_of_all_rows() -> None:
    rows = usage_rows(book().findings().totals)
    total = usage_total(rows)
    assert (total.requests, total.total_tokens) == (5, 141)
    assert usage_total([]) == UsageRow("", "", *[0] * 15)


def test_rows_are_csv_under_their_names() -> None:
    rows = usage_rows(book().findings().totals)
    read = [*csv.DictReader(StringIO(usage_csv(rows)))]
    assert [one["key"] for one in read] == ["a", "b"]
    assert [int(one["total_tokens"]) for one in read] == [41, 100]


def test_a_name_that_a_client_chose_is_no_formula() -> None:
    found = Book()
    found.add(0.0, model='=HYPERLINK("x")')
    (read,) = csv.DictReader(StringIO(usage_csv(usage_rows(found.findings().totals))))
    assert read["model"] == '\'=HYPERLINK("x")'
