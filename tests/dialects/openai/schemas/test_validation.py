"""Schemas are refused as OpenAI refuses them, word by word."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from sanic_mock.dialects.openai.schemas import compiled
from sanic_mock.dialects.openai.schemas.validation import validate_plain, validate_strict
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from tests.engine.schema.makers import Schema

REQUIRED = "'required' is required to be supplied and to be an array including every key in"
CLOSED = "'additionalProperties' is required to be supplied and to be false."
DEFINITIONS = "reference can only point to definitions defined at the top level of the schema."
IN_X = "In context=('properties', 'x')"
ROOT = "schema must be a JSON Schema of 'type: \"object\"', got"
TOP = "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top"


def strict(properties: dict[str, Any] | None = None, **more: Any) -> Schema:
    """Return an object of the strict subset, with what differs."""
    properties = properties or {}
    usual = {"type": "object", "properties": properties, "required": list(properties)}
    return {**usual, "additionalProperties": False, **more}


def x(schema: Schema, **more: Any) -> Schema:
    """Return a strict object with one property, named x."""
    return strict({"x": schema}, **more)


REFUSED: list[tuple[Schema, str]] = [
    ({"type": "array"}, f"{ROOT} 'type: \"array\"'."),
    ({}, f"{ROOT} 'type: \"None\"'."),
    ({"anyOf": [{}]}, f"{ROOT} 'type: \"None\"'."),
    ([], "[] is not of type 'object'."),
    (None, "None is not of type 'object'."),
    (strict(oneOf=[{}]), f"{TOP} level. Found 'oneOf'."),
    (strict(anyOf=[{}]), f"{TOP} level. Found 'anyOf'."),
    (strict(allOf=[{}]), "In context=(), 'allOf' is not permitted."),
    ({"type": "object", "properties": {}}, f"In context=(), {CLOSED}"),
    (strict(additionalProperties=True), f"In context=(), {CLOSED}"),
    (strict(additionalProperties={"type": "string"}), f"In context=(), {CLOSED}"),
    (x({"type": "string"}, required=[]), f"In context=(), {REQUIRED} properties. Missing 'x'."),
    (
        strict(required=["relations"]),
        f"In context=(), {REQUIRED} properties. Extra required key 'relations' supplied.",
    ),
    (
        {k: v for k, v in x({"type": "string"}).items() if k != "required"},
        f"In context=(), {REQUIRED} properties. Missing 'x'.",
    ),
    (x({"type": "object"}), f"In context=('properties', 'x'), {CLOSED}"),
    (x({"type": "array"}), "In context=('properties', 'x'), array schema missing items."),
    (
        x({"type": "array", "items": strict({"y": {"type": "null"}}, required=[])}),
        f"In context=('properties', 'x', 'items'), {REQUIRED} properties. Missing 'y'.",
    ),
    (
        x({"type": ["string", "array"]}),
        "In context=('properties', 'x', 'type', '1'), array schema missing items.",
    ),
    (x({}), "In context=('properties', 'x'), schema must have a 'type' key."),
    (x(True), "In context=('properties', 'x'), schema must have a 'type' key."),
    (x({"const": "fact"}), "In context=('properties', 'x'), schema must have a 'type' key."),
    (
        x({"anyOf": [{"type": "null"}, {}]}),
        "In context=('properties', 'x', 'anyOf', '1'), schema must have a 'type' key.",
    ),
    (
        x({"type": "string", "format": "uri"}),
        "In context=('properties', 'x'), 'uri' is not a valid format.",
    ),
    (
        x({"type": ["string", "null"], "format": "uri"}),
        "In context=('properties', 'x', 'type', '0'), 'uri' is not a valid format.",
    ),
    (x({"type": "int"}), "'int' is not valid under any of the given schemas."),
    (x("text"), "'text' is not of type 'object', 'boolean'."),
    (x({"type": "string", "pattern": "["}), "'[' is not a 'regex'."),
    (x({"$ref": "#/$defs/no"}), f"In context=('properties', 'x'), {DEFINITIONS}"),
    (x({"$ref": "https://a.example/b"}), f"In context=('properties', 'x'), {DEFINITIONS}"),
    (
        strict({"x": {"type": "string"}, "y": {"$ref": "#/properties/x"}}),
        f"In context=('properties', 'y'), {DEFINITIONS}",
    ),
    (
        x({"$ref": "#/$defs/a", "description": "d"}, **{"$defs": {"a": {"type": "null"}}}),
        "context=('properties', 'x'), $ref cannot have keywords {'description'}.",
    ),
    (
        x({"type": "string"}, **{"$defs": {"a": {"type": "object"}}}),
        f"In context=('$defs', 'a'), {CLOSED}",
    ),
    *(
        (x({"type": "null", key: value}), f"{IN_X}, '{key}' is not permitted.")
        for key, value in {
            "allOf": [{}],
            "oneOf": [{}],
            "not": {},
            "if": {},
            "dependentRequired": {},
            "patternProperties": {},
            "propertyNames": {},
            "minProperties": 1,
            "uniqueItems": True,
            "contains": {},
            "prefixItems": [],
            "unevaluatedProperties": False,
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), REFUSED, ids=[text[-50:] for _, text in REFUSED])
def test_a_schema_outside_the_strict_subset_is_refused(schema: Any, message: str) -> None:
    error = validate_strict(schema)

    assert error is not None
    assert error.message == str(error) == message
    if "context=" in message:
        assert f"context={error.path!r}," in message


ACCEPTED: list[Schema] = [
    strict(),
    {"type": "object", "additionalProperties": False},
    {**strict(title="T"), "$schema": "https://json-schema.org/draft/2020-12/schema"},
    x({"type": "string", "pattern": "^a", "minLength": 1, "maxLength": 3}),
    x({"type": "string", "enum": ["a", "b"]}),
    x({"type": "string", "const": "a"}),
    x({"type": ["integer", "null"], "minimum": 1, "exclusiveMaximum": 4, "multipleOf": 2}),
    x({"type": "array", "items": {"type": "null"}, "minItems": 1, "maxItems": 3}),
    x({"anyOf": [{"$ref": "#"}, {"type": "null"}]}),
    x({"$ref": "#/$defs/a"}, **{"$defs": {"a": strict()}}),
    x({"$ref": "#/definitions/a"}, definitions={"a": strict()}),
    strict({"default": {"type": "string"}, "allOf": {"type": "string"}, "$ref": {"type": "null"}}),
]  # fmt: skip


@pytest.mark.parametrize("schema", ACCEPTED, ids=str)
def test_the_strict_subset_is_accepted(schema: Schema) -> None:
    assert validate_strict(schema) is None


def nested(levels: int) -> Schema:
    """Return so many objects inside each other."""
    schema: Schema = strict()
    for _ in range(levels - 1):
        schema = x(schema)
    return schema


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        (11, None),
        (12, "11 levels of nesting exceeds limit of 10."),
        (15, "14 levels of nesting exceeds limit of 10."),
        (500, "499 levels of nesting exceeds limit of 10."),
    ],
)
def test_ten_levels_of_nesting_are_the_limit(levels: int, message: str | None) -> None:
    error = validate_strict(nested(levels))

    assert (error and error.message) == message


def test_unions_and_definitions_add_no_level() -> None:
    inner = nested(6)
    schema = x({"anyOf": [{"anyOf": [nested(10)]}]}, **{"$defs": {"a": x({"anyOf": [inner]})}})

    assert validate_strict(schema) is None


def enum(count: int, length: int = 3) -> Schema:
    """Return a strict object whose property is one of `count` strings."""
    return x({"type": "string", "enum": [f"{n:0{length}d}" for n in range(count)]})


SIZES: list[tuple[Schema, str | None]] = [
    (strict({f"p{n}": {"type": "null"} for n in range(5_000)}), None),
    (
        strict({f"p{n}": {"type": "null"} for n in range(6_000)}),
        "6000 parameters exceeds limit of 5000.",
    ),
    (enum(1_000), None),
    (
        enum(1_008),
        "Expected at most 1000 enum values in total within a single schema when using structured "
        "outputs, but received 1008. Consider reducing the number of enums, or use 'strict: false' "
        "to opt out of structured outputs.",
    ),
    (enum(250, 100), None),
    (
        enum(251, 100),
        "Expected at most 15000 total characters across enum values when there are more than 250 "
        "enum values, but received 25100. Consider reducing the number of enums, or use "
        "'strict: false' to opt out of structured outputs.",
    ),
    (strict({"p" * 120_000: {"type": "null"}}), None),
    (
        strict({"p" * 119_999: {"type": "string", "const": "ab"}}),
        "Expected at most 120000 total characters across property names, definition names, enum "
        "values and const values, but received 120001.",
    ),
]


@pytest.mark.parametrize(("schema", "message"), SIZES, ids=range(len(SIZES)))
def test_size_has_limits(schema: Schema, message: str | None) -> None:
    error = validate_strict(schema)

    assert (error and error.message) == message


PLAIN: list[tuple[Any, str | None]] = [
    ({"type": "object"}, None),
    ({"type": "object", "properties": {"x": {"oneOf": [{}, {"type": "string"}]}, "y": True}}, None),
    ({"type": "object", "properties": {"x": {"$ref": "#/properties/y"}, "y": {}}}, None),
    ({"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}, None),
    ({"type": "object", "allOf": [{}]}, None),
    (True, "True is not of type 'object'."),
    ({"type": "string"}, f"{ROOT} 'type: \"string\"'."),
    ({"type": "object", "not": {}}, f"{TOP} level. Found 'not'."),
    (
        {"type": "object", "properties": {"paths": {"type": "array"}}},
        "In context=('properties', 'paths'), array schema missing items.",
    ),
    (
        {"type": "object", "properties": {"x": {"$ref": "#/$defs/y"}}},
        f"In context=('properties', 'x'), {DEFINITIONS}",
    ),
    ({"type": "object", "properties": {"x": 3}}, "3 is not of type 'object', 'boolean'."),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), PLAIN, ids=range(len(PLAIN)))
def test_a_schema_that_is_not_strict_is_refused_only_where_it_is_wrong(
    schema: Any, message: str | None
) -> None:
    error = validate_plain(schema)

    assert (error and error.message) == message


def test_a_large_schema_is_checked_soon() -> None:
    schema = strict({f"p{n}": strict({"y": {"type": "string"}}) for n in range(2_500)})
    start = time.process_time()

    assert validate_strict(schema) is None
    assert time.process_time() - start < 3


def test_a_schema_of_which_nothing_is_made_is_refused_at_its_place() -> None:
    schema = {"type": "object", "properties": {"x": {"type": "string", "minLength": 10**9}}}

    with pytest.raises(SchemaError) as refused:
        compiled(json.dumps(schema).encode(), "format", Allowance())

    assert refused.value.message.startswith(f"{IN_X}, 'minLength' is too large: at most ")


def test_a_schema_nested_too_deeply_is_refused_though_it_is_not_strict() -> None:
    error = validate_plain(nested(70))

    assert error is not None
    assert error.message == "65 levels of nesting exceeds limit of 64."
