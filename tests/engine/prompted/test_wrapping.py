"""Fields that a prompt asks for are told as it asks for them."""

from __future__ import annotations

import pytest

from sanic_mock.engine.prompted.asked import asked_json
from sanic_mock.engine.prompted.types import Wrapping
from sanic_mock.engine.prompted.wrapping import wrapped

SYSTEM = """Your output fields are:
1. `answer` (str):
2. `score` (float):
3. `tool` (Literal['search', 'finish']):

{answer}"""
FIRST = "Who is Anna?\n\nRespond with the corresponding output fields"


@pytest.mark.parametrize(
    ("asked", "wrapping"),
    [
        (
            ", starting with the field `[[ ## answer ## ]]`, then `[[ ## score ## ]]`, then "
            "`[[ ## tool ## ]]`, and then ending with the marker for `[[ ## completed ## ]]`.",
            "markers",
        ),
        (" wrapped in XML tags `<answer>`, then `<score>`, then `<tool>`.", "tags"),
    ],
)
def test_fields_are_asked_for(asked: str, wrapping: Wrapping) -> None:
    wanted = asked_json([SYSTEM, FIRST + asked], "")

    assert wanted is not None
    assert (wanted.wrapping, wanted.data) == (wrapping, "Who is Anna?")
    assert wanted.schema["required"] == ["answer", "score", "tool"]
    assert wanted.schema["properties"]["answer"] == {"type": "string"}
    assert wanted.schema["properties"]["score"]["type"] == "number"
    assert wanted.schema["properties"]["tool"] == {"enum": ["search", "finish"]}


@pytest.mark.parametrize("shown", ["[[ ## {} ## ]]", "<{}>"])
def test_a_field_is_of_the_schema_that_a_note_gives_it(shown: str) -> None:
    person = (
        '{"type": "object", "properties": {"of": {"$ref": "#/$defs/Age"}}, "required": ["of"], '
        '"$defs": {"Age": {"type": "integer"}}}'
    )
    system = f"{shown.format('person')}\n{{person}}        # note: the JSON schema: {person}\n\n"
    asked = "Anna is 34.\n\nRespond with the corresponding output fields `[[ ## person ## ]]`."

    wanted = asked_json([system, asked], "")

    assert wanted is not None
    assert wanted.schema["properties"]["person"]["properties"] == {"of": {"$ref": "#/$defs/Age"}}
    assert wanted.schema["$defs"] == {"Age": {"type": "integer"}}


@pytest.mark.parametrize(
    ("wrapping", "text"),
    [
        ("none", '{"a":"x","b":[1]}'),
        ("fence", '```json\n{"a":"x","b":[1]}\n```'),
        ("markers", "[[ ## a ## ]]\nx\n\n[[ ## b ## ]]\n[1]\n\n[[ ## completed ## ]]"),
        ("tags", "<a>\nx\n</a>\n\n<b>\n[1]\n</b>"),
    ],
)
def test_a_value_is_told_as_it_is_asked_for(wrapping: Wrapping, text: str) -> None:
    assert wrapped({"a": "x", "b": [1]}, wrapping) == text


def test_what_has_no_fields_is_told_as_json() -> None:
    assert wrapped([1], "markers") == "[1]"
