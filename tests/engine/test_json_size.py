"""JSON of too many values, or with too long a string, is refused before it is read."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanic_mock.engine import json_size
from sanic_mock.engine.json_size import MOST_LETTERS, MOST_VALUES, check_size, measure
from sanic_mock.engine.refusal import RefusedError
from sanic_mock.errors import Abandoned
from tests.patient_work import patiently

TEXT = st.text(st.sampled_from('a,[{"\\\u00e4'), max_size=12)
VALUES = st.recursive(TEXT | st.integers(), lambda one: st.lists(one) | st.dictionaries(TEXT, one))


def marks(value: object) -> int:
    """Return how many commas and opening brackets a value has when written."""
    if isinstance(value, dict):
        return 1 + max(0, len(value) - 1) + sum(map(marks, value.values()))
    if isinstance(value, list):
        return 1 + max(0, len(value) - 1) + sum(map(marks, value))
    return 0


@settings(max_examples=100)
@given(VALUES, st.integers(1, 9))
@example(["\\", '\\"', ",", "\\\\"], 3)
def test_marks_in_strings_are_not_counted(value: object, piece: int) -> None:
    body, expected = json.dumps(value, ensure_ascii=False).encode(), marks(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_size, "PIECE_BYTES", piece)
        assert measure(body).values == expected


@pytest.mark.parametrize("unit", [b"[],", b"{},", b"1,", b'"",', b'"k":1,', b'"\\",",'])
def test_too_many_are_refused(unit: bytes) -> None:
    def body(count: int) -> bytes:
        return b"[" + unit * count + b"0]"

    each = 1 + unit.count(b"[") + unit.count(b"{")
    check_size(body((MOST_VALUES - 1) // each))
    with pytest.raises(RefusedError):
        check_size(body(MOST_VALUES // each + 1))


@pytest.mark.parametrize("body", [b'{"a":"%b"}' % (b"," * 2_000_000), b"--a" + b"," * 2_000_000])
def test_what_is_no_value_passes(body: bytes) -> None:
    check_size(body)


def test_nobody_counts_for_a_client_that_left() -> None:
    with pytest.raises(Abandoned):
        patiently(lambda: check_size(b"[" + b"0," * 2_000_000), iter([True, False]).__next__)


@settings(max_examples=300)
@given(
    st.text(st.sampled_from('a,u"\\\u00e4\u20ac\U0001f600\n'), max_size=40),
    st.booleans(),
    st.integers(1, 9),
)
def test_the_letters_of_a_long_string_are_counted(text: str, is_ascii: bool, piece: int) -> None:
    value = text + "x" * (piece + 8)
    body = json.dumps({"a": value, "b": ""}, ensure_ascii=is_ascii).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_size, "PIECE_BYTES", piece)
        assert measure(body).letters == len(value)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"input": 0}, "input"),
        ({"messages": [{"content": "a"}, {"content": 0}]}, "messages[1].content"),
        ({"input": [{"content": [{"text": 0}]}]}, "input[0].content[0].text"),
    ],
)
@pytest.mark.parametrize("letter", ["a", "\u00e4", "\U0001f600", '"', "\\"], ids=ascii)
@pytest.mark.parametrize("is_ascii", [False, True])
def test_too_long_a_string_is_refused_by_its_path(
    template: object, path: str, letter: str, is_ascii: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = MOST_VALUES + 1
    monkeypatch.setattr(json_size, "MOST_LETTERS", most)
    monkeypatch.setattr(json_size, "PIECE_BYTES", 65_537)
    written = json.dumps(letter, ensure_ascii=is_ascii)[1:-1].encode()

    def body(count: int) -> bytes:
        return json.dumps(template).encode().replace(b"0", b'"' + written * count + b'"')

    check_size(body(most))
    with pytest.raises(RefusedError) as refused:
        check_size(body(most + 1))
    refusal = refused.value.refusal
    assert (refusal.detail, refusal.wanted) == (path, most + 1)


@pytest.mark.parametrize("body", [b'{"a":"', b"{", b'{"a" "', b"[1,"])
def test_what_is_broken_is_left_to_who_reads_it(body: bytes) -> None:
    with pytest.raises(RefusedError) if body.endswith(b'"') else nullcontext():
        check_size(body + b"x" * (MOST_LETTERS + 2))
