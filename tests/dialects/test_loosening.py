"""Schemas of older drafts, and those with something wrong in them, are used as far as can be."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from sanic_mock.dialects.schemas import ANY_RULES, compiled
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError

INTEGER: dict[str, Any] = {"type": "integer"}
POINT: dict[str, Any] = {"type": "object", "properties": {"x": INTEGER}, "required": ["x"]}


def made(schema: Any) -> Any:
    """Return a value of a schema, as a lenient server has it."""
    maker = compiled(json.dumps(schema).encode(), ANY_RULES, Allowance())
    return maker.make(Random(1))


def keyed(schema: Any) -> Any:
    """Return the value of a required property with a schema."""
    return made({"type": "object", "properties": {"x": schema}, "required": ["x"]})["x"]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/P", "$defs": {"P": POINT}},
        {"$ref": "#/definitions/P", "definitions": {"P": POINT}, "title": "P"},
        {"$ref": "#/$defs/Q", "$defs": {"P": POINT, "Q": {"$ref": "#/$defs/P"}}},
        {**POINT, "properties": {**POINT["properties"], "bad": 5}},
        {**POINT, "required": ["x", 5]},
        {**POINT, "title": 5, "$schema": "http://json-schema.org/draft-04/schema#", "id": "x"},
        {**POINT, "properties": {**POINT["properties"], "y": {"type": "string", "pattern": "("}}},
        {**POINT, "properties": {**POINT["properties"], "y": {"$ref": "#/nowhere"}}},
        {**POINT, "minProperties": "one", "enum": 5, "additionalProperties": "no"},
        {"type": "OBJECT", "properties": {"x": {"type": "int"}}, "required": ["x"]},
        {"type": "object", "properties": {"x": {**INTEGER, "required": True}}, "required": ["x"]},
        {"anyOf": [], **POINT},
    ],
    ids=str,
)
def test_an_object_is_made_of_what_is_right(schema: Any) -> None:
    assert isinstance(made(schema)["x"], int)


@pytest.mark.parametrize("schema", [{}, True, {"title": "T"}, {"type": None}, {"type": "alien"}])
def test_what_says_nothing_of_its_values_is_an_object(schema: Any) -> None:
    assert made(schema) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": POINT, "minItems": 1},
        {"type": ["array"], "items": POINT, "minItems": 1},
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "array", "items": POINT, "minItems": 2}}},
    ],
    ids=str,
)
def test_an_array_is_made_at_the_root(schema: Any) -> None:
    assert isinstance(made(schema)[0]["x"], int)


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ({"type": "array", "items": [INTEGER, {"type": "string"}]}, [int, str]),
        ({"type": "array", "items": [{"type": "boolean"}], "additionalItems": False}, [bool]),
        ({"items": [INTEGER, INTEGER], "minItems": 2, "maxItems": 2}, [int, int]),
        ({"type": "array", "prefixItems": [INTEGER], "minItems": 1, "maxItems": 1}, [int]),
    ],
    ids=str,
)
def test_a_tuple_has_its_items(schema: Any, kinds: list[type]) -> None:
    found = keyed(schema)

    assert [type(one) for one in found][: len(kinds)] == kinds or found == []
    assert len(found) <= len(kinds)


@pytest.mark.parametrize(
    ("schema", "low", "high"),
    [
        ({**INTEGER, "minimum": 5, "exclusiveMinimum": True, "maximum": 6}, 6, 6),
        ({**INTEGER, "minimum": 5, "maximum": 6, "exclusiveMaximum": True}, 5, 5),
        ({**INTEGER, "minimum": 5, "exclusiveMinimum": False, "maximum": 5}, 5, 5),
        ({**INTEGER, "exclusiveMinimum": True, "minimum": 0, "maximum": 1}, 1, 1),
    ],
    ids=str,
)
def test_bounds_are_kept_that_flags_exclude(schema: Any, low: int, high: int) -> None:
    assert low <= keyed(schema) <= high


@pytest.mark.parametrize("kind", ["any", "date", ["file"], 5, None])
def test_a_type_that_there_is_not_is_any(kind: Any) -> None:
    assert isinstance(keyed({"type": kind}), str)


def test_what_may_be_null_may_be_otherwise() -> None:
    assert keyed({"type": "integer", "nullable": True, "enum": [None]}) is None


@pytest.mark.parametrize("schema", [[], "x", 5])
def test_what_is_no_schema_is_none(schema: Any) -> None:
    with pytest.raises(SchemaError):
        made(schema)
