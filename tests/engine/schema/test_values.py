"""Every value made for a schema is valid for it, bounded, and a function of its draws."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.openai.schemas.validation import validate_strict
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import compile_schema, make_value
from tests.engine.schema.makers import GRAPHS, LOOSE, STRICT, Schema, depth, errors, size

PROMPT = hints_from(
    'Send 3 mails, "b c" 2.5 and -4, to Ann in Paris (ann@example.com) on 2026-03-04'
)


def linked(following: Schema) -> Schema:
    """Return a node of a list, by what follows it."""
    return {
        "type": "object",
        "properties": {"v": {"type": "integer"}, "next": following},
        "required": ["v", "next"],
        "additionalProperties": False,
    }


LIST = linked({"anyOf": [{"$ref": "#/$defs/list"}, {"type": "null"}]})

ROWS: list[Schema] = [
    {"type": "string", "minLength": 30},
    {"type": "string", "maxLength": 2},
    {"type": "string", "maxLength": 0},
    {"type": "string", "minLength": 4, "maxLength": 4},
    {"type": "string", "minLength": 300},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 20, "maxLength": 22},
    {"type": "string", "pattern": "[0-9]", "minLength": 10},
    {"type": "string", "pattern": r"^(?=.*[A-Z])(?=.*\d).{8,12}$"},
    {"type": "string", "pattern": r"^(\w)\1$"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uri"},
    {"type": "string", "format": "email", "maxLength": 40},
    {"type": "string", "format": "no-such-format"},
    {"type": "integer"},
    {"type": "integer", "minimum": 5, "maximum": 5},
    {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
    {"type": "integer", "minimum": 1, "multipleOf": 7},
    {"type": "integer", "multipleOf": 2.5},
    {"type": "integer", "minimum": 10**15},
    {"type": "integer", "maximum": -(10**15)},
    {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "number", "minimum": 0.1234567, "maximum": 0.1234567},
    {"type": "number", "multipleOf": 0.01, "minimum": 3, "maximum": 9},
    {"type": "number", "exclusiveMaximum": -1e9},
    {"type": "boolean"},
    {"type": "null"},
    {"type": ["string", "null"]},
    {"type": ["integer", "array"], "items": {"type": "boolean"}},
    {"enum": ["a", 1, None, {"k": [1]}]},
    {"type": "string", "enum": ["a", 1, "b"]},
    {"const": {"k": [1, 2]}},
    {"const": 3, "type": "integer"},
    {"type": "array"},
    {"type": "array", "items": {"type": "integer"}, "minItems": 7},
    {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
    {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 4},
    {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 90}, "minContains": 2},
    {"type": "array", "contains": {"type": "string"}, "maxContains": 1},
    {"type": "object"},
    {"type": "object", "properties": {"a": {"type": "string"}}},
    {"type": "object", "required": ["x", "y"]},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "maxProperties": 1},
    {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 3},
    {"type": "object", "properties": {"a": False, "b": {"type": "null"}}},
    {"type": "object", "patternProperties": {"^k[0-9]$": {"type": "integer"}}, "minProperties": 2},
    {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
    {"properties": {"a": {"type": "string"}}, "required": ["a"]},
    {"minimum": 4},
    {},
    True,
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object",
     "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}},
    {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "integer", "maximum": 5}]},
    {"allOf": [{"minimum": 3}, {"maximum": 5}, {"type": "integer"}]},
    {"allOf": [{"type": ["integer", "string"]}, {"type": ["number", "null"]}]},
    {"type": "integer", "minimum": 1, "maximum": 3, "not": {"enum": [1, 3]}},
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}},
    {"$ref": "#/definitions/a", "minimum": 7, "definitions": {"a": {"type": "integer"}}},
    {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"$ref": "#/$defs/c"}, "c": {"const": 1}}},
    {"$defs": {"list": LIST}, "$ref": "#/$defs/list"},
    {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#"}}},
     "required": ["kids"]},
    {"type": "object", "properties": {"n": {"type": "integer", "nullable": True}}},
]  # fmt: skip


@pytest.mark.parametrize("schema", ROWS, ids=lambda schema: json.dumps(schema)[:60])
def test_a_value_is_valid_for_its_schema(schema: Schema) -> None:
    maker = compile_schema(schema)

    for seed in range(60):
        for value in (maker.make(Random(seed)), maker.make(Random(seed), PROMPT)):
            assert not errors(value, schema), value


STATS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@STATS
@given(STRICT, st.integers(0, 2**32))
def test_a_strict_schema_is_accepted_and_its_value_valid(schema: Schema, seed: int) -> None:
    assert validate_strict(schema) is None
    value = make_value(schema, Random(seed), PROMPT)

    assert not errors(value, schema)
    assert list(value) == list(schema["properties"])


@STATS
@given(LOOSE, st.integers(0, 2**32))
@example({"oneOf": [{"type": "string"}, {"const": "only"}]}, 1)
def test_any_schema_has_a_valid_value_or_an_error(schema: Schema, seed: int) -> None:
    try:
        maker = compile_schema(schema)
    except SchemaError:
        return
    value = maker.make(Random(seed), PROMPT)

    assert not errors(value, schema), value
    assert size(value) <= 64 * 1024


@STATS
@given(GRAPHS, st.integers(0, 2**32))
def test_definitions_may_refer_to_each_other_as_they_like(schema: Schema, seed: int) -> None:
    try:
        maker = compile_schema(schema)
    except SchemaError:
        return
    value = maker.make(Random(seed), PROMPT)

    assert not errors(value, schema), value
    assert size(value) <= 64 * 1024
    assert depth(value) <= 24


@STATS
@given(LOOSE | STRICT, st.integers(0, 2**32))
def test_a_value_is_a_function_of_its_draws(schema: Schema, seed: int) -> None:
    try:
        one, other = (make_value(schema, Random(seed), PROMPT) for _ in range(2))
    except SchemaError:
        return

    assert json.dumps(one) == json.dumps(other)


def test_a_maker_remembers_nothing() -> None:
    maker = compile_schema({"enum": [{"k": []}]})
    maker.make(Random(1))["k"].append("spoilt")

    assert maker.make(Random(1)) == {"k": []}


def test_a_constant_is_answered_however_deep_it_is() -> None:
    const = json.loads("[" * 400 + "]" * 400)

    assert make_value({"const": const}, Random(1)) == const


def test_keys_come_in_the_schema_s_order_and_all_required_ones() -> None:
    names = ["zulu", "alpha", "mike", "bravo"]
    schema = {"type": "object", "properties": {name: {} for name in names}, "required": names[:3]}

    assert {tuple(make_value(schema, Random(seed))) for seed in range(20)} == {tuple(names[:3])}


def test_a_recursive_value_ends_early_but_recurses() -> None:
    schema = {"$defs": {"list": LIST}, "$ref": "#/$defs/list"}

    depths = {depth(make_value(schema, Random(seed))) for seed in range(200)}

    assert min(depths) == 1
    assert 2 < max(depths) <= 12
