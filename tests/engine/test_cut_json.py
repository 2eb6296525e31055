"""What is left of JSON that was cut."""

from __future__ import annotations

import json

import pytest

from sanic_mock.engine.cut_json import is_whole, whole_members

OBJECT = '{"a": "x,}", "b":[1,{"c":"\\""}] ,"d":-12.5e3,"e":null}'


@pytest.mark.parametrize("end", range(len(OBJECT) + 1))
def test_members_that_came_whole_stay_and_no_others(end: int) -> None:
    left = json.loads(whole_members(OBJECT[:end]))

    whole = json.loads(OBJECT)
    assert left.items() <= whole.items()
    assert [*left] == [*whole][: len(left)]
    if end == len(OBJECT):
        assert left == whole


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", "{}"),
        ("[1,2", "{}"),
        ("{", "{}"),
        ('{"a":1', "{}"),  # of 12, perhaps
        ('{"a":1,', '{"a":1}'),
        ('{"a":1,"b', '{"a":1}'),
        ('{"a" 1,"b":2}', "{}"),
        ('{"a":tru', "{}"),
        ('{"a":"\n', "{}"),
        (' { "a" : [ ] , ', ' { "a" : [ ] }'),
        ("[" * 100_000, "{}"),
        ('{"a":' + "[" * 100_000, "{}"),
        ("12", "12"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    assert whole_members(text) == left


@pytest.mark.parametrize(("text", "expected"), [("{}", True), ("{", False), ("", False)])
def test_what_is_json(text: str, *, expected: bool) -> None:
    assert is_whole(text) is expected
