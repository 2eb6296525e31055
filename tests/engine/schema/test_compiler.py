"""A schema is compiled within bounds, whatever is in it, or refused soon."""

from __future__ import annotations

import json
import time
from random import Random

import pytest

from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import compile_schema
from tests.engine.schema.makers import Schema, depth, size

PROMPT = hints_from('Send 3 mails, "b c" 2.5 and -4, to Ann in Paris on 2026-03-04')
NODE: Schema = {
    "type": "object",
    "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/$defs/node"}},
    "required": ["v", "next"],
    "additionalProperties": False,
}

ENDLESS: list[tuple[str, Schema]] = [
    ("itself", {"$defs": {"node": NODE}, "$ref": "#/$defs/node"}),
    ("a circle of references", {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}),
    ("anyOf of itself", {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}),
    ("allOf of itself", {"allOf": [{"$ref": "#"}, {"type": "string"}]}),
    ("false", False),
    ("a required property that may not be", {"properties": {"a": False}, "required": ["a"]}),
    ("crossed bounds", {"type": "integer", "minimum": 5, "maximum": 4}),
    ("crossed lengths", {"type": "string", "minLength": 5, "maxLength": 4}),
    ("no integer between", {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}),
    ("crossed constants", {"enum": [None], "const": {}}),
    ("an enum of another type", {"type": "integer", "enum": ["a"]}),
    ("crossed types", {"allOf": [{"type": "string"}, {"type": "integer"}]}),
    ("too few different", {"items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3}),
    ("not itself", {"type": "string", "not": {"type": "string"}}),
    ("minItems", {"type": "array", "items": {"type": "integer"}, "minItems": 10**9}),
    ("many items", {"type": "array", "items": {"type": "string"}, "minItems": 60_000}),
    ("minLength", {"type": "string", "minLength": 10**9}),
    ("minProperties", {"type": "object", "minProperties": 10**9}),
    ("minContains", {"type": "array", "contains": {"const": 1}, "minContains": 10**9}),
    ("a long pattern", {"type": "string", "pattern": "a" * 5_000}),
    ("a wide pattern", {"type": "string", "pattern": "((a{1000}){1000}){1000}"}),
    ("an empty wide pattern", {"type": "string", "pattern": "((){1000}){1000}"}),
    ("a deep pattern", {"type": "string", "pattern": "(" * 900}),
    (
        "laughs",
        {
            "$defs": {
                f"d{n}": {
                    "type": "object",
                    "properties": {k: {"$ref": f"#/$defs/d{n + 1}"} for k in "abcdefghij"},
                    "required": list("abcdefghij"),
                }
                for n in range(9)
            }
            | {"d9": {"type": "string"}},
            "$ref": "#/$defs/d0",
        },
    ),
    (
        "allOf laughs",
        {
            "$defs": {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 10} for n in range(9)}
            | {"d9": {"type": "string"}},
            "$ref": "#/$defs/d0",
        },
    ),
]


@pytest.mark.parametrize(("why", "schema"), ENDLESS, ids=[why for why, _ in ENDLESS])
def test_a_schema_without_a_value_of_reasonable_size_is_refused_soon(
    why: str, schema: Schema
) -> None:
    start = time.process_time()

    with pytest.raises(SchemaError):
        compile_schema(schema)

    assert time.process_time() - start < 5


def nested(levels: int) -> Schema:
    """Return objects inside each other."""
    schema: Schema = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"in": schema}, "required": ["in"]}
    return schema


HOSTILE: list[tuple[str, Schema]] = [
    ("huge enum", {"enum": [f"value {n}" for n in range(20_000)]}),
    ("many properties", {"properties": {f"p{n}": {"type": "string"} for n in range(5_000)}}),
    ("wide", {"anyOf": [{"const": n} for n in range(5_000)]}),
    ("itself or text", {"anyOf": [{"$ref": "#"}, {"type": "string"}]}),
    ("arrays of itself", {"type": "array", "items": {"$ref": "#"}, "minItems": 0}),
    ("bomb", {"type": "string", "pattern": "^(a+)+$"}),
    ("bomb, looking", {"type": "string", "pattern": "^(?=(a|a)*b)(a|a)*$"}),
    ("stars", {"type": "string", "pattern": "(" * 90 + "a" + ")*" * 90}),
    ("empty stars", {"type": "string", "pattern": "(" * 90 + ")*" * 90}),
    ("wide stars", {"type": "string", "pattern": "(a*b*c*){20}", "minLength": 900}),
    ("bomb as key", {"patternProperties": {"^(a+)+b$": {}}, "properties": {"a" * 40: {}}}),
    ("deep", nested(25)),
    ("a value at the wrong place", {"type": json.loads("[" * 400 + "]" * 400)}),
    ("all the properties there may be", {
        "properties": {f"p{n}": {"type": "null"} for n in range(5_000)},
        "required": [f"p{n}" for n in range(5_000)],
    }),
    (
        "two ways at each step",
        {
            "$defs": {
                f"d{n}": {"type": "array", "minItems": 0, "items": {"$ref": f"#/$defs/d{n + 1}"}}
                for n in range(50)
            }
            | {"d50": {"type": "null"}},
            "$ref": "#/$defs/d0",
        },
    ),
    (
        "a hidden value",
        {"oneOf": [{"type": "integer", "not": {"type": "integer", "minimum": 1}}] * 1},
    ),
    (
        "many tests inside each other",
        {"oneOf": [{"allOf": [{"not": {"not": {"oneOf": [{"type": "array", "items": {"$ref": "#"}},
                                                          {"type": "string"}]}}}]}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("why", "schema"), HOSTILE, ids=[why for why, _ in HOSTILE])
def test_a_hostile_schema_is_answered_or_refused_soon(why: str, schema: Schema) -> None:
    start = time.process_time()

    try:
        maker = compile_schema(schema)
        values = [maker.make(Random(seed), PROMPT) for seed in range(3)]
    except SchemaError:
        values = []

    assert time.process_time() - start < 5
    assert all(size(value) <= 128 * 1024 and depth(value) <= 64 for value in values)


@pytest.mark.parametrize("levels", [65, 200, 900])
def test_a_schema_nested_too_deeply_is_refused(levels: int) -> None:
    with pytest.raises(SchemaError, match="levels of nesting exceeds limit"):
        compile_schema(nested(levels))
