"""Bodies against what their clients say that they sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.report.changes import SENT, Changes, by_parameter, changes_of, sent_field
from sanic_mock.report.figures import FIGURES
from tests.reporting import Book

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, width=32).filter(lambda one: abs(one) < 1e9)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
BODIES = st.dictionaries(NAMES, VALUES, min_size=1, max_size=6)
NOTHING = Changes(frozenset(), frozenset(), frozenset())


@given(BODIES, st.sampled_from([None, 2]), st.booleans())
def test_a_body_that_was_only_written_anew_is_not_changed(
    body: dict[str, Any], indent: int | None, is_ascii: bool
) -> None:
    anew = dict(reversed(body.items()))
    text = json.dumps(anew, indent=indent, ensure_ascii=is_ascii)
    assert changes_of(sent_field(body), text.encode("utf-8", "surrogatepass")) == NOTHING


@given(BODIES, BODIES)
def test_what_differs_is_dropped_added_or_changed(
    sent: dict[str, Any], arrived: dict[str, Any]
) -> None:
    found = changes_of(sent_field(sent), json.dumps(arrived).encode())
    assert found is not None
    assert found.dropped == sent.keys() - arrived.keys()
    assert found.added == arrived.keys() - sent.keys()
    assert found.changed <= sent.keys() & arrived.keys()


@pytest.mark.parametrize(
    ("sent", "arrived", "is_changed"),
    [
        (1, 1.0, False),
        (0.70, 0.7, False),
        (0.7, 0.71, True),
        (True, 1, True),
        ("1", 1, True),
        ([1, 2], [2, 1], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        (None, False, True),
    ],
)
def test_values_are_compared_as_json_means_them(
    sent: object, arrived: object, is_changed: bool
) -> None:
    found = changes_of(sent_field({"x": sent}), json.dumps({"x": arrived}).encode())
    assert found is not None
    assert bool(found.changed) is is_changed


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff"])
def test_what_is_no_object_is_not_compared(body: bytes) -> None:
    assert changes_of("x=00000000", body) is None


def test_parameters_have_rows() -> None:
    changes = [
        Changes(frozenset(("a",)), frozenset(), frozenset(("b",))),
        Changes(frozenset(("a",)), frozenset(("b",)), frozenset()),
    ]
    assert by_parameter(changes) == [
        {"name": "a", "dropped": 2, "added": 0, "changed": 0},
        {"name": "b", "dropped": 0, "added": 1, "changed": 1},
    ]


def test_figures_count_the_requests_that_were_changed_in_a_way() -> None:
    sent = {"a": 1, "b": 2}
    arrived = [sent, {"a": 1}, {"a": 1, "b": 3}, {"a": 1, "b": 2, "c": 4}, {"b": 3, "c": 4}]
    book = Book()
    head = f"POST / HTTP/1.1\r\n{SENT}: {sent_field(sent)}\r\n".encode()
    for one in arrived:
        book.call(book.add(0.0, body=json.dumps(one)), head=head)
    bodies = dict(zip(book.callers, (json.dumps(one).encode() for one in arrived), strict=True))
    found = replace(book.findings(), bodies=bodies)

    assert {one.member: one.value(found) for one in FIGURES if one.group == "changes"} == {
        "compared": 5,
        "dropped": 2,
        "added": 2,
        "changed": 2,
    }
