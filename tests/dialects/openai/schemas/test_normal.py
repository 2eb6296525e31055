"""What a schema becomes that is not said to be strict: recorded echoes, and the guide's words."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.openai.schemas import answer_form, strict_form

Json = dict[str, Any]

STRING: Json = {"type": "string"}
CLOSED: Json = {"additionalProperties": False}
DRAFT: Json = {"$schema": "http://json-schema.org/draft-07/schema#"}


def an_object(**members: Any) -> Json:
    """Return a schema of an object."""
    return {"type": "object", **members}


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        (
            an_object(properties={"city": STRING}, required=["city"]),
            an_object(properties={"city": STRING}, required=["city"], **CLOSED),
        ),
        (an_object(properties={}), an_object(properties={}, **CLOSED)),
        (an_object(properties={}, required=[]), an_object(properties={}, required=[], **CLOSED)),
        (DRAFT | an_object(properties={}), DRAFT | an_object(properties={}, **CLOSED)),
        (
            an_object(properties={"a": STRING, "b": STRING}, required=["b"]),
            an_object(properties={"a": STRING, "b": STRING}, required=["a", "b"], **CLOSED),
        ),
        (
            an_object(properties={"a": {"type": "array", "items": an_object(properties={})}}),
            an_object(
                properties={"a": {"type": "array", "items": an_object(properties={}, **CLOSED)}},
                required=["a"],
                **CLOSED,
            ),
        ),
        (an_object(), an_object()),
        (None, None),
    ],
)
def test_objects_are_closed_and_complete(schema: Json | None, form: Json | None) -> None:
    assert strict_form(schema) == form


def test_the_schema_of_an_answer_loses_the_name_of_its_language_alone() -> None:
    schema = an_object(properties={"$schema": STRING}, required=["$schema"])

    assert answer_form(DRAFT | schema) == schema
    assert answer_form(None) is None


def test_members_keep_their_order() -> None:
    schema = {"properties": {"key": STRING}, "required": ["key"], "type": "object"}

    assert list(strict_form(schema)) == ["properties", "required", "type", "additionalProperties"]


def test_what_is_required_stands_last_where_nothing_was() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}

    assert list(strict_form(schema)) == ["type", "properties", "additionalProperties", "required"]


def test_a_schema_that_is_open_stays_open() -> None:
    schema = an_object(properties={}, additionalProperties=True)

    assert strict_form(schema) == schema
