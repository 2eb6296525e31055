"""Numbers as models write them: whole, unless something asks for a fraction."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.values import compile_schema


@pytest.mark.parametrize("schema", [
    {"type": "number"},
    {"type": "number", "minimum": 0, "maximum": 100},
    {"type": ["number", "null"], "multipleOf": 5},
    {"type": "number", "multipleOf": 0.5, "minimum": 3},
])  # fmt: skip
@pytest.mark.parametrize("name", ["limit", "price", "line", "timeout_ms", "temperature"])
def test_no_number_is_a_whole_one_with_a_fraction(schema: Any, name: str) -> None:
    maker = compile_schema({"type": "object", "properties": {name: schema}, "required": [name]})
    said = [maker.make(Random(seed), hints_from("in 3.0 or 4.0 steps"))[name] for seed in range(50)]

    assert not any(isinstance(one, float) and one.is_integer() for one in said)


@pytest.mark.parametrize(("schema", "name", "is_whole"), [
    ({}, "limit", True),
    ({}, "start_line", True),
    ({"minimum": 1, "maximum": 1000}, "n", True),
    ({}, "price", False),
    ({}, "latitude", False),
    ({"minimum": 0, "maximum": 1}, "x", False),
    ({"minimum": 0.5}, "x", False),
    ({"multipleOf": 0.01}, "x", False),
])  # fmt: skip
def test_a_number_has_a_fraction_where_something_asks_for_it(
    schema: Any, name: str, is_whole: bool
) -> None:
    properties = {name: {"type": "number", **schema}}
    maker = compile_schema({"type": "object", "properties": properties, "required": [name]})
    said = [maker.make(Random(seed))[name] for seed in range(30)]

    assert all(isinstance(one, int) for one in said) == is_whole
