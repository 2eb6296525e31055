"""A malformed schema is refused in the words that clients of jsonschema know."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import compile_schema
from tests.engine.schema.makers import Schema

MALFORMED: list[tuple[Schema, str]] = [
    ([], "[] is not of type 'object', 'boolean'."),
    ({"properties": {"a": 3}}, "3 is not of type 'object', 'boolean'."),
    ({"properties": []}, "[] is not of type 'object'."),
    ({"type": "text"}, "'text' is not valid under any of the given schemas."),
    ({"type": 3}, "3 is not valid under any of the given schemas."),
    ({"enum": []}, "[] should be non-empty."),
    ({"enum": "a"}, "'a' is not of type 'array'."),
    ({"required": "a"}, "'a' is not of type 'array'."),
    ({"required": [1]}, "[1] is not of type 'string'."),
    ({"minimum": "1"}, "'1' is not of type 'number'."),
    ({"minimum": True}, "True is not of type 'number'."),
    ({"minimum": float("inf")}, "inf is not a finite number."),
    ({"minLength": -1}, "-1 is less than the minimum of 0."),
    ({"multipleOf": 0}, "0 is less than or equal to the minimum of 0."),
    ({"multipleOf": "2"}, "'2' is not of type 'number'."),
    ({"pattern": "["}, "'[' is not a 'regex'."),
    ({"pattern": 4}, "4 is not of type 'string'."),
    ({"anyOf": []}, "[] should be non-empty."),
    ({"$ref": 4}, "4 is not of type 'string'."),
]


@pytest.mark.parametrize(("schema", "message"), MALFORMED, ids=[text for _, text in MALFORMED])
def test_a_malformed_schema_is_refused_in_jsonschemas_words(schema: Any, message: str) -> None:
    with pytest.raises(SchemaError) as refused:
        compile_schema(schema)

    assert refused.value.message == message


@pytest.mark.parametrize(
    "pointer",
    [
        "#/$defs/b",
        "other.json",
        "https://example.com/s",
        "#anchor",
        "#/$defs/a/type/0",
        "",
        "file:///etc/passwd",
    ],
)
def test_a_reference_leads_to_a_schema_in_the_document_or_nowhere(pointer: str) -> None:
    schema = {"$defs": {"a": {"type": "string"}}, "properties": {"x": {"$ref": pointer}}}

    with pytest.raises(SchemaError) as refused:
        compile_schema(schema)

    assert refused.value.path == ("properties", "x")
    assert refused.value.message == f"{pointer!r} leads to no schema in here."
