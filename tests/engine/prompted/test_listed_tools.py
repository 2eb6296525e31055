"""Fields that are to tell a call tell that of a tool which the messages list in words."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from sanic_mock.engine.prompted.asked import Wanted, asked_json, required_json
from sanic_mock.engine.prompted.tools import listed_tools, without_arguments
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.values import compile_schema

LISTED = """When selecting the next_tool_name and its next_tool_args, the tool must be one of:

(1) get_weather, whose description is <desc>Tell the weather.</desc>. It takes arguments {'city': {'type': 'string'}}.
(2) add, whose description is <desc>Add.</desc>. It takes arguments {'a': {'type': 'integer'}, 'b': {'type': 'integer'}}.
(3) search, whose description is <desc>{Find}</desc>. It takes arguments {'query': {'type': 'string'}, 'limit': {'type': 'integer', 'default': 5}, 'by': {'type': 'object', 'properties': {'x': {'type': 'null'}}, 'default': None}}.
(4) finish, whose description is <desc>Marks the task as complete.</desc>. It takes arguments {}.
"""  # noqa: E501
FIELDS = ("next_thought", "next_tool_name", "next_tool_args")
TYPES = """1. `next_thought` (str):
2. `next_tool_name` (Literal['get_weather', 'add', 'search', 'finish']):
3. `next_tool_args` (dict[str, Any]):
"""
SKETCH = """Outputs will be a JSON object with the following fields.

{
  "next_thought": "{next_thought}",
  "next_tool_name": "{next_tool_name}   # note: one of: get_weather; add; search; finish",
  "next_tool_args": "{next_tool_args}   # note: the JSON schema: {\\"type\\": \\"object\\"}"
}
"""
CALLS = [
    ("What is the weather in Paris?", (), "get_weather", {"city": "Paris"}),
    ("Please add 3 and 4", (), "add", {"a": 3, "b": 4}),
    ('Search for "red cats"', (), "search", {"query": "red cats"}),
    ('Search 7 of "red cats"', (), "search", {"query": "red cats", "limit": 7}),
    ("What is the weather in Paris?", ("get_weather",), "finish", {}),
    ("Add 3 and 4, and tell the weather in Rome", ("add",), "get_weather", {"city": "Rome"}),
    ("Add 3 and 4, then get the weather", ("add", "get_weather"), "finish", {}),
    ("Weather", ("get_weather", "finish"), "finish", {}),
]


def told(question: str, called: tuple[str, ...], form: str) -> str:
    """Return the user's message: the question, and what was called before."""
    steps = [("question", question), ("trajectory", "")]
    for number, name in enumerate(called):
        steps += [(f"tool_name_{number}", name), (f"tool_args_{number}", '{"city": "Oslo"}')]
        steps += [(f"observation_{number}", 'Error in "x.py", line 7')]
    return "\n\n".join(form.format(key) + f"\n{value}" for key, value in steps)


def made(wanted: Wanted | None) -> dict[str, Any]:
    """Return a value of what is wanted."""
    assert wanted is not None
    value: dict[str, Any] = compile_schema(wanted.schema).make(Random(1), hints_from(wanted.data))
    return value


@pytest.mark.parametrize("form", ["[[ ## {} ## ]]", "<{}>"])
@pytest.mark.parametrize(("question", "called", "name", "arguments"), CALLS)
def test_the_next_call_is_told_in_fields(
    form: str, question: str, called: tuple[str, ...], name: str, arguments: dict[str, Any]
) -> None:
    asked = "\n\nRespond with the corresponding output fields " + " ".join(map(form.format, FIELDS))
    value = made(asked_json([TYPES + LISTED, told(question, called, form) + asked], ""))

    assert [*value] == list(FIELDS)
    assert (value["next_tool_name"], value["next_tool_args"]) == (name, arguments)


@pytest.mark.parametrize(("question", "called", "name", "arguments"), CALLS)
def test_the_next_call_is_told_in_json(
    question: str, called: tuple[str, ...], name: str, arguments: dict[str, Any]
) -> None:
    user = told(question, called, "[[ ## {} ## ]]") + "\n\nRespond with a JSON object of `a`."
    value = made(required_json([SKETCH + LISTED, user], user))

    assert [*value] == list(FIELDS)
    assert (value["next_tool_name"], value["next_tool_args"]) == (name, arguments)


@pytest.mark.parametrize(
    "line",
    [
        "search: finds things. Args: {'query': {'type': 'string'}}",
        "- `search`: finds things, arguments: {\"query\": {\"type\": \"string\"}}",
        "2. search(query: str) -> str - finds, args: {'query': {'title': 'Q', 'type': 'string'}}",
        'search. Parameters: {"type": "object", "properties": {"query": {}}, "x": true}',
    ],
)  # fmt: skip
def test_a_line_lists_a_tool(line: str) -> None:
    (tool,) = listed_tools(f"Use these:\n{line}\n\nDo.")

    assert tool.name == "search"
    assert [*tool.schema["properties"]] == ["query"]
    assert "query'" not in without_arguments(line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "search takes arguments {",
        "search takes arguments {city}",
        "search takes arguments {'a': __import__('os')}",
        "search takes arguments {1: {}}",
        "search takes arguments " + "{'a': " * 3000,
        "large " * 40_000,
    ],
)
def test_what_is_no_list_of_tools_is_none(text: str) -> None:
    assert listed_tools(text) == []


def test_arguments_that_are_no_schema_are_left_out() -> None:
    asked = "Add\n\nRespond with the corresponding output fields `<tool>`, `<args>`"
    types = "`tool` (Literal['add', 'end']), `args` (dict[str, Any])\n"
    listed = "add, which takes arguments {'a': {'type': 7}}\nend, which takes arguments {}"

    wanted = asked_json([types + listed, asked], "")

    assert wanted is not None
    assert wanted.schema["properties"]["tool"] == {"enum": ["add", "end"]}
