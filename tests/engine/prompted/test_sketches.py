"""Objects that prompts sketch become schemas."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from sanic_mock.engine.prompted.schemas import last_described

STRING, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
FLAG = {"type": "boolean"}


def listed(item: Any) -> Any:
    """Return the schema of an array that is not empty."""
    return {"type": "array", "items": item, "minItems": 1}


@pytest.mark.parametrize(
    ("sketch", "properties"),
    [
        ('{"a": "Anna", "b": 1, "c": 1.5, "d": true}',
         {"a": STRING, "b": WHOLE, "c": NUMBER, "d": FLAG}),
        ('{"a": "<integer>", "b": "string", "c": "..."}', {"a": WHOLE, "b": STRING, "c": STRING}),
        ('{"n": "{n}   # note: must be a single float value"}', {"n": NUMBER}),
        ('{"mood": "good|bad"}', {"mood": {"enum": ["good", "bad"]}}),
        ('{"mood": "low/medium/high"}', {"mood": {"enum": ["low", "medium", "high"]}}),
        ("{mood: 'a' | 'b', n: number | null}", {"mood": {"enum": ["a", "b"]}, "n": NUMBER}),
        ("{\n  a: string,  // the a\n  b: int[];\n  c: List[str]\n}",
         {"a": STRING, "b": listed(WHOLE), "c": listed(STRING)}),
        ('{"a": (the age; type: integer),\n"b": (type: array of string)}',
         {"a": WHOLE, "b": listed(STRING)}),
        ('{"m": (type: enum, must be one of [UP, DOWN])}', {"m": {"enum": ["UP", "DOWN"]}}),
        ('{"day": "YYYY-MM-DD", "at": "ISO8601 timestamp"}',
         {"day": {"type": "string", "format": "date"},
          "at": {"type": "string", "format": "date-time"}}),
        ('{"all": [{"id": 1}], "none": []}',
         {"all": listed({"type": "object", "properties": {"id": WHOLE}, "required": ["id"],
                         "additionalProperties": False}), "none": listed(STRING)}),
        ("{name, age}", {"name": STRING, "age": WHOLE}),
        ('{"more": {}, "name": "Anna"}', {"more": {"type": "object"}, "name": STRING}),
    ],
)  # fmt: skip
def test_a_sketch_is_read(sketch: str, properties: Any) -> None:
    found = last_described(f"Return {sketch} please")

    assert found is not None
    assert not found.is_schema
    assert found.schema["properties"] == properties
    assert found.schema["required"] == list(properties)


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "{question}", "{{a}}", "a { b } c {", "{1: 2}", "}{"]
)
def test_what_is_no_sketch_is_none(text: str) -> None:
    assert last_described(text) is None


def test_an_optional_key_is_not_required() -> None:
    found = last_described("{a: string, b?: number}")

    assert found is not None
    assert found.schema["required"] == ["a"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["a", "b"]},
        {"type": "integer", "title": "Age"},
        {"type": "number", "description": "how old"},
        {"type": "array", "items": {"type": "string"}},
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "string"}}},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"type": "string"}, {"type": "null"}]},
    ],
)
def test_a_schema_is_known_by_its_words(schema: dict[str, Any]) -> None:
    found = last_described(f"Answer by {json.dumps(schema)} please")

    assert found is not None
    assert (found.is_schema, found.schema) == (True, schema)


@pytest.mark.parametrize(
    "example",
    [
        {"type": "string"},
        {"type": "dog", "title": "Rex"},
        {"title": "Rex", "description": "a dog"},
        {"type": "array", "items": ["a"]},
        {"anyOf": "a", "oneOf": "b"},
        {"properties": {"a": 1}},
        {"$ref": "a"},
    ],
)
def test_an_example_with_the_words_of_a_schema_is_none(example: dict[str, Any]) -> None:
    found = last_described(f"Answer like {json.dumps(example)} please")

    assert found is not None
    assert not found.is_schema
    assert found.schema["required"] == list(example)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"type": "object", "properties": {"a": {"type": "string"}}}', "a"),
        ('{"name": "x", "schema": {"properties": {"a": {}}}}', "a"),
        ('{"type": "json_schema", "json_schema": {"schema": {"properties": {"a": {}}}}}', "a"),
        ('{"Person": {"properties": {"a": {"type": "string"}}}}', "a"),
        ("{'properties': {'a': {'type': 'string', 'default': None}}} and more", "a"),
        ('{"properties": {"b": {}}} is an example. {"properties": {"a": {}}}', "a"),
        ('{"x": 1} {"properties": {"a": {}}} {"y": 2}', "a"),
    ],
)
def test_the_last_schema_goes_before_sketches(text: str, key: str) -> None:
    found = last_described(text)

    assert found is not None
    assert found.is_schema
    assert list(found.schema["properties"]) == [key]
    assert text[found.start] == "{"
    assert text[found.end - 1] == "}"


@pytest.mark.parametrize(
    "part",
    [
        "{",
        '{"a":',
        "{a:",
        "/*",
        '{"a": (',
        "{a: <",
        '{"a": "',
        "[{",
        "{a: 'b' | ",
        "{'properties': ",
    ],
)
def test_a_hostile_text_is_read_soon(part: str) -> None:
    text = part * (32_768 // len(part))
    start = time.process_time()

    last_described(text)

    assert time.process_time() - start < 1
