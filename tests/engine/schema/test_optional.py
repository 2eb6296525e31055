"""Beside required keys, those that may be left out are there where the prompt has their data."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from sanic_mock.engine.schema.hints import NO_HINTS, hints_from
from sanic_mock.engine.schema.values import compile_schema

Schema = dict[str, Any]

TEXT, NUMBER, WHOLE, FLAG = ({"type": one} for one in ("string", "number", "integer", "boolean"))
UNIT = {"type": "string", "enum": ["celsius", "fahrenheit"]}
PERSON = {
    "type": "object",
    "properties": {"name": TEXT, "email": TEXT},
    "required": ["name", "email"],
}


def schema(needed: Schema, others: Schema, **further: Any) -> Schema:
    """Return an object of keys that are needed and others that are not."""
    return {
        "type": "object",
        "properties": {**needed, **others},
        "required": list(needed),
        **further,
    }


def made(wanted: Schema, prompt: str) -> list[dict[str, Any]]:
    """Return what several draws make of a prompt."""
    maker = compile_schema(wanted)
    return [maker.make(Random(seed), hints_from(prompt)) for seed in range(30)]


# prompt, needed keys, others, the keys that are there
SHELL = ({"command": TEXT}, {"workdir": TEXT, "timeout_ms": NUMBER, "login": FLAG})
CITY = {"city": TEXT}
ROWS: list[tuple[str, Schema, Schema, list[str]]] = [
    # nothing of it is in the prompt
    ("Which files are there?", *SHELL, []),
    ('Run "ls -l" for Anna in Paris, 3 times', *SHELL, []),
    ("", *SHELL, []),
    ("What is the weather in Paris?", CITY, {"unit": UNIT}, []),
    ("Weather in Paris", CITY, {"units": TEXT, "days": WHOLE, "lang": TEXT}, []),
    ("Weather in Paris", CITY, {"at": {"type": "string", "format": "date-time"}}, []),
    ("Weather in Paris", CITY, {"id": {"type": "string", "format": "uuid"}}, []),
    ("Weather in Paris", CITY, {"country": TEXT, "people": {"type": "array", "items": TEXT}}, []),
    ("Weather in Paris", CITY, {"sender": PERSON}, []),
    ("Weather in Paris", CITY, {"note": {"anyOf": [TEXT, {"type": "null"}]}}, []),
    ("Weather in Paris", CITY, {"max_output_tokens": WHOLE}, []),
    ("Show me 3 hotels in Paris", CITY, {"page": WHOLE, "timeout": NUMBER}, []),
    ("How far in Paris?", CITY, {"unit": {"enum": ["in", "cm"]}}, []),
    ("Say 'hi' to Bob", {"name": TEXT}, {"language": TEXT, "color": TEXT, "currency": TEXT}, []),
    # what is needed goes before
    ("Mail ann@example.com", {"to_email": TEXT}, {"cc_email": TEXT}, []),
    ("Add 3", {"a": NUMBER}, {"count": NUMBER}, []),
    ('Create "Buy milk"', {"title": TEXT}, {"description": TEXT}, []),
    # all of it is
    ("Weather in Paris in celsius", CITY, {"unit": UNIT}, ["unit"]),
    ("Weather in Paris in celsius", CITY, {"unit": {"anyOf": [UNIT, {"type": "null"}]}}, ["unit"]),
    ("Show me 3 hotels in Paris", CITY, {"limit": WHOLE}, ["limit"]),
    ("Show me 3 hotels in Paris", CITY, {"max_results": {"anyOf": [WHOLE, {"type": "null"}]}},
     ["max_results"]),
    ("A table for 4 guests in Paris", CITY, {"num_guests": WHOLE}, ["num_guests"]),
    ("Jason is 25 years old", {"name": TEXT}, {"age": WHOLE}, ["age"]),
    ("Timmy is 5 years old", {"name": TEXT}, {"age": WHOLE, "score": NUMBER}, ["age"]),
    ("Run it with a timeout of 30", {"command": TEXT}, {"timeout_ms": NUMBER}, ["timeout_ms"]),
    ('Run "ls" in the workdir "/tmp"', {"command": TEXT}, {"workdir": TEXT}, ["workdir"]),
    ("Remind me tomorrow", {"text": TEXT}, {"due_date": TEXT}, ["due_date"]),
    ("Meet on 2026-03-04", {"title": TEXT}, {"on": {"type": "string", "format": "date"}}, ["on"]),
    ("Mail ann@example.com and bob@example.com", {"to_email": TEXT}, {"cc_email": TEXT},
     ["cc_email"]),
    ("Fly from Paris to Rome", {"destination": TEXT}, {"origin": TEXT}, ["origin"]),
    ("Ask Anna to look at it", {"title": TEXT}, {"assignee_name": TEXT}, ["assignee_name"]),
    ("Do it, urgent", {"title": TEXT}, {"is_urgent": FLAG}, ["is_urgent"]),
    ("translate it to french", {"body": TEXT}, {"language": TEXT}, ["language"]),
    ('With subject "Hi" and body "Bye"', {"subject": TEXT}, {"body": TEXT}, ["body"]),
    ("Invite Ann (ann@example.com)", {"title": TEXT}, {"guest": PERSON}, ["guest"]),
    ("Invite Ann, Bob", {"title": TEXT}, {"attendees": {"type": "array", "items": TEXT}},
     ["attendees"]),
    ("Read `src/app.py`", {"title": {"const": "t"}}, {"path": TEXT}, ["path"]),
    # what has one value alone, as a union's tag has
    ("Hi", {"sound": TEXT}, {"kind": {"const": "cat"}, "more": {"enum": [1, 2]}}, ["kind"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "needed", "others", "there"), ROWS, ids=[f"{p}: {[*o]}" for p, _, o, _ in ROWS]
)
def test_what_is_not_required_is_there_where_the_prompt_has_it(
    prompt: str, needed: Schema, others: Schema, there: list[str]
) -> None:
    for value in made(schema(needed, others), prompt):
        assert [key for key in value if key in others and value[key] is not None] == there


@pytest.mark.parametrize(("prompt", "needed", "others", "there"), ROWS[-24:])
def test_keys_come_in_the_order_of_the_schema(
    prompt: str, needed: Schema, others: Schema, there: list[str]
) -> None:
    turned = {**schema(needed, others), "properties": {**others, **needed}}

    for value in made(turned, prompt):
        assert [*value] == [key for key in turned["properties"] if key in value]
        assert there == [key for key in value if key in others]


def test_inside_of_other_values_the_same_holds() -> None:
    inner = schema({"name": TEXT}, {"workdir": TEXT, "age": WHOLE})
    outer = schema({"people": {"type": "array", "items": inner}}, {"owner": inner})

    for value in made(outer, "Who is there?"):
        assert [*value] == ["people"]
        assert all([*one] == ["name"] for one in value["people"])


def test_places_are_told_apart_in_the_order_of_the_schema() -> None:
    wanted = schema({"destination": TEXT}, {})
    wanted["properties"] = {"origin": TEXT, "destination": TEXT}

    assert made(wanted, "Fly from Paris to Rome")[0] == {"origin": "Paris", "destination": "Rome"}


def test_a_value_that_may_be_null_is_not_where_the_prompt_has_it() -> None:
    wanted = schema({"city": {"anyOf": [TEXT, {"type": "null"}]}}, {})

    assert {one["city"] for one in made(wanted, "Weather in Paris")} == {"Paris"}
    assert None in {one["city"] for one in made(wanted, "weather")}


def test_as_many_keys_as_must_be_there_are() -> None:
    least = schema({"a": WHOLE}, {"b": TEXT, "c": TEXT}, minProperties=2)
    most = schema({"a": WHOLE}, {"b_email": TEXT, "c_email": TEXT}, maxProperties=2)

    assert {len(one) for one in made(least, "Hi")} == {2}
    assert {len(one) for one in made(most, "Mail a@b.com and c@d.com")} == {2}


def test_a_tree_ends_at_once_where_nothing_asks_for_more() -> None:
    tree = schema({"value": WHOLE}, {"children": {"type": "array", "items": {"$ref": "#"}}})

    assert all([*one] == ["value"] for one in made(tree, "Make a tree"))


def test_without_required_keys_all_are_there() -> None:
    maker = compile_schema(schema({}, {"workdir": TEXT, "n": NUMBER}))

    assert all(len(maker.make(Random(seed), NO_HINTS)) == 2 for seed in range(20))
