"""What stands beside a parameter's name in a prompt is its value, and no other's."""

from __future__ import annotations

import json
import time
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.labels import LETTERS, Label, labelled, lowered, written
from sanic_mock.engine.schema.values import compile_schema

FOUND: list[tuple[str, Label, str, tuple[str, ...]]] = [
    ("size", "number", "'red shoes' size 42", ("42",)),
    ("size", "number", "of Size: 42.", ("42",)),
    ("temperature", "number", "set the temperature to 21.5 degrees", ("21.5",)),
    ("max_results", "number", "with maxResults=20", ("20",)),
    ("max_results", "number", "no more than 3 results", ("3",)),
    ("guests", "number", "3 nights for 2 guests", ("2",)),
    ("nights", "number", "2 guests, 3 nights", ("3",)),
    ("budget", "number", "a budget of $1,250,000", ("1,250,000",)),
    ("issue_number", "number", "close issue #42", ("42",)),
    ("price", "number", "pen price 3, book price 12", ("3", "12")),
    ("age", "number", "page 3 of 7", ()),
    ("page", "number", "page3 or page 1.2.3", ()),
    ("count", "number", "count them", ()),
    ("from_account", "code", "from account 12345 to account 67890", ("12345",)),
    ("to_account", "code", "from account 12345 to account 67890", ("67890",)),
    ("customer_id", "code", "delete customer 7", ("7",)),
    ("order_id", "code", "where is order A-17?", ("A-17",)),
    ("repo", "code", "list the issues in repo foo", ("foo",)),
    ("repo", "code", "the issues of repo acme/widgets, please", ("acme/widgets",)),
    ("repo", "code", "a repo list", ()),
    ("branch", "code", "Switch to branch main and pull", ("main",)),
    ("status", "code", "what is the status of it", ()),
    ("title", "text", "a page with title 'Big news' please", ("Big news",)),
    ("title", "text", "a page with title 'Bob's car'", ("Bob's car",)),
    ("title", "text", 'named title: "Don\'t stop", please', ("Don't stop",)),
    ("title", "text", "title: Weekly sync, priority: high", ("Weekly sync",)),
    ("priority", "code", "title: Weekly sync, priority: high", ("high",)),
    ("name", "text", "name = Anna Smith\nage = 33", ("Anna Smith",)),
    ("name", "text", "name: string, age: integer", ()),
    ("message", "text", "send the message to bob@example.com", ()),
    ("message", "code", "a message bob@example.com", ()),
    ("city", "text", "show me a city map", ()),
    ("city", "text", "a capacity: 3", ()),
    ("subject", "text", "write to Bob with subject Weekly Greetings please", ("Weekly Greetings",)),
    ("subject", "text", "Subject Matter is open", ()),
    ("message", "text", "please message Bob", ()),
    ("url", "", "url: x", ()),
    ("名前", "text", "名前: x", ()),
    ("size", "number", "\u0130 size 42", ()),
    ("labels", "list", "an issue with labels bug and urgent", ("bug", "urgent")),
    ("labels", "list", "labels 'good one', to-do, and bug.", ("good one", "to-do", "bug")),
    ("parts", "list", "Parts: brown sugar, rye and milk. Mix.", ("brown sugar", "rye", "milk")),
    ("tags", "list", "tags: news", ("news",)),
    ("tags", "list", "tags: list of strings", ()),
    ("tags", "list", "the tags and categories of it", ()),
    ("cities", "list", "cities in Europe, and more", ()),
    ("tags", "list", 'tags: ["a", "b"]', ()),
    ("", "number", "5", ()),
]


def beside(name: str, label: Label, text: str) -> tuple[str, ...]:
    """Return what stands beside a name in a text."""
    return labelled(written(name, label), label, text, lowered(text))


@pytest.mark.parametrize(("name", "label", "text", "values"), FOUND)
def test_a_value_stands_beside_its_name(
    name: str, label: Label, text: str, values: tuple[str, ...]
) -> None:
    assert beside(name, label, text) == values


def made(prompt: str, **properties: Any) -> Any:
    """Return a value for properties of these types, from a prompt."""
    schema = {
        "type": "object",
        "properties": {
            name: one if isinstance(one, dict) else {"type": one}
            for name, one in properties.items()
        },
        "required": list(properties),
    }
    return compile_schema(schema).make(Random(1), hints_from(prompt))


def test_a_number_beside_a_name_is_given_to_no_parameter_before_it() -> None:
    assert made("'red shoes' size 42", query="string", max_price="number", size="integer") == {
        "query": "red shoes",
        "max_price": made("", max_price="number")["max_price"],
        "size": 42,
    }


def test_each_of_two_codes_goes_where_its_name_says() -> None:
    prompt = "Transfer 250 dollars to account 67890 from account 12345"

    assert made(prompt, amount="number", from_account="string", to_account="string") == {
        "amount": 250,
        "from_account": "12345",
        "to_account": "67890",
    }


def test_objects_of_a_list_take_one_value_each() -> None:
    item = {
        "type": "object",
        "properties": {"price": {"type": "number"}},
        "required": ["price"],
    }
    found = made(
        "pen price 3, book price 12", items={"type": "array", "items": item, "minItems": 2}
    )

    assert found["items"][:2] == [{"price": 3}, {"price": 12}]


@pytest.mark.parametrize(
    "size", [{"anyOf": [{"type": "integer"}, {"type": "null"}]}, {"type": ["integer", "null"]}]
)
def test_a_value_that_may_be_null_is_labelled_all_the_same(size: dict[str, Any]) -> None:
    assert made("12 of size 42", count="integer", size=size) == {"count": 12, "size": 42}


def test_a_list_beside_a_name_is_that_array() -> None:
    labels = {"type": "array", "items": {"type": "string"}}
    prompt = "Create 'Login broken' in repo acme/web with labels bug and urgent"

    assert made(prompt, repo="string", title="string", labels=labels) == {
        "repo": "acme/web",
        "title": "Login broken",
        "labels": ["bug", "urgent"],
    }


@pytest.mark.parametrize("kinds", [["string", "integer"], ["integer", "string"]])
def test_a_code_is_given_to_no_number(kinds: list[str]) -> None:
    schema = {"anyOf": [{"type": kind} for kind in kinds]}
    compiled = compile_schema({"type": "object", "properties": {"id": schema}, "required": ["id"]})
    hints = hints_from("order id abc-1")

    found = [compiled.make(Random(seed), hints)["id"] for seed in range(20)]

    assert ("abc-1" in found) is (kinds[0] == "string")
    assert all(isinstance(one, str | int) for one in found)


def test_a_value_that_the_schema_does_not_allow_is_not_taken() -> None:
    found = made("size 42", size={"type": "integer", "maximum": 40})

    assert found["size"] <= 40


def test_an_optional_parameter_is_there_where_its_value_stands_beside_its_name() -> None:
    schema = {
        "type": "object",
        "properties": {
            "query": {"type": "string"},
            "repo": {"type": "string"},
            "path": {"type": "string"},
        },
        "required": ["query"],
    }
    found = compile_schema(schema).make(Random(1), hints_from("find it in repo acme/widgets"))

    assert (list(found), found["repo"]) == (["query", "repo"], "acme/widgets")


@pytest.mark.parametrize("label", ["number", "code", "text", "list"])
@pytest.mark.parametrize(
    "part", ["size price name id ", " ", ",", "a,", "a and ", ": ", '"', "a-", "1,"]
)
def test_a_long_prompt_is_searched_soon(part: str, label: Label) -> None:
    text = f"name: a name a name = {part * 4_000}"[:LETTERS]
    start = time.process_time()
    for number in range(100):
        beside(f"name_{number}", label, text)
        beside("name", label, text)

    assert time.process_time() - start < 1


def test_a_long_prompt_is_made_a_value_of() -> None:
    assert json.dumps(made("size price name id " * 400, size="number"))


LEAVES: list[dict[str, Any]] = [
    {"type": "string", "maxLength": 4},
    {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
    {"type": "integer", "minimum": 3, "maximum": 9},
    {"type": ["string", "integer"]},
    {"anyOf": [{"type": "string", "minLength": 5}, {"type": "number"}]},
    {"type": "number", "multipleOf": 0.5},
    {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
    {"enum": ["high", "low", 3]},
]
VALUES = ("5", "1,250,000", "-3.5", "abc-1", "'x y'", "AB-12", "a, b and c", "high", "#7", "x@y.io")
BESIDE = ("{} {}", "{}: {}", "{} = {}", "{} is {}", "{}#{}", "{}{}")


@given(st.randoms(use_true_random=False))
def test_whatever_stands_beside_names_values_are_valid(chance: Random) -> None:
    names = chance.sample(("size", "id", "to", "tags", "max_price", "repo", "title", "count"), 5)
    schema = {
        "type": "object",
        "properties": {name: chance.choice(LEAVES) for name in names},
        "required": names[:3],
        "additionalProperties": False,
    }
    said = [chance.choice(BESIDE).format(name, chance.choice(VALUES)) for name in names]

    value = compile_schema(schema).make(chance, hints_from(chance.choice("., \n").join(said)))

    Draft202012Validator(schema).validate(value)
