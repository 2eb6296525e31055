"""A lenient server uses tools and schemas as far as it can, at chat and responses alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.answering import CHAT, ENDPOINTS, Json, say
from tests.serving import Server
from tests.sharing import sharing

PROMPT = "Book flights AB12 and CD34 for Anna please"
INTEGER: Json = {"type": "integer"}
POINT: Json = {"type": "object", "properties": {"x": INTEGER}, "required": ["x"]}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that is lenient."""
    with sharing("-mode", "lenient", module=request.param) as running:
        yield running


def asked(path: str, tools: list[Json] | None = None, wanted: Json | None = None) -> Json:
    """Return a request in the form of an endpoint."""
    if path == CHAT:
        said: Json = {"messages": [{"role": "user", "content": PROMPT}]}
        nested = [{"type": "function", "function": one} for one in tools or ()]
        form: Json = {"type": "json_schema", "json_schema": {"name": "N", "schema": wanted}}
        more: Json = {"response_format": form} if wanted else {}
    else:
        said = {"input": PROMPT}
        nested = [{"type": "function", **one} for one in tools or ()]
        more = {"text": {"format": {"type": "json_schema", "schema": wanted}}} if wanted else {}
    called: Json = {"tools": nested, "tool_choice": "required"} if tools else {}
    return {"model": "gpt-4o-mini", **said, **called, **more}


@pytest.mark.parametrize("name", ["git.status", "a b", "mcp://x/y", "f" * 100, "\u65e5\u672c"])
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_of_any_name_is_called(server: Server, path: str, name: str, stream: bool) -> None:
    said = say(server, path, asked(path, [{"name": name, "parameters": POINT}]), stream=stream)

    assert set(said.names) == {name}
    assert isinstance(said.calls[0].given["x"], int)


SCHEMAS: list[Json] = [
    {"type": "object", "properties": {"x": INTEGER, "y": {"type": "array"}}, "required": ["x"]},
    {"$ref": "#/$defs/P", "$defs": {"P": POINT}},
    {"properties": {"x": INTEGER}, "required": ["x"]},
    {**POINT, "anyOf": [{"required": ["x"]}], "description": "x"},
    {**POINT, "properties": {**POINT["properties"], "bad": {"$ref": "elsewhere.json"}}},
    {"type": "object", "properties": {"x": {"type": "int", "minimum": 0,
     "exclusiveMinimum": True}}, "required": ["x"]},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("strict", [True, False, None])
def test_a_schema_that_openai_refuses_is_kept_to(
    server: Server, path: str, schema: Json, strict: bool | None
) -> None:
    tool = {"name": "book", "parameters": schema, "strict": strict}

    (call, *_) = say(server, path, asked(path, [tool])).calls
    assert isinstance(call.given["x"], int)


def value(server: Server, path: str, schema: Json) -> Any:
    """Return the JSON that is answered for a schema."""
    return json.loads(say(server, path, asked(path, wanted=schema)).text)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_so_is_that_of_a_text(server: Server, path: str, schema: Json) -> None:
    assert isinstance(value(server, path, schema)["x"], int)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_array_is_answered_at_the_root(server: Server, path: str) -> None:
    found = value(server, path, {"type": "array", "items": POINT, "minItems": 2})

    assert [type(one["x"]) for one in found[:2]] == [int, int]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_tuple_is_answered_in_its_order(server: Server, path: str) -> None:
    pair = {"type": "array", "items": [INTEGER, {"type": "boolean"}]}
    schema = {"type": "object", "properties": {"p": pair}, "required": ["p"]}

    assert [type(one) for one in value(server, path, schema)["p"]] == [int, bool]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_tools_of_the_other_endpoint_are_called_too(server: Server, path: str) -> None:
    (other,) = (one for one in ENDPOINTS if one != path)
    tools = asked(other, [{"name": "f", "parameters": POINT}])["tools"]

    assert set(say(server, path, {**asked(path), "tools": tools}).names) == {"f"}
