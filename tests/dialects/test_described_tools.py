"""Every vendor's tools are found by their descriptions, where the prompt names none."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.dialects.vendors import answered
from tests.serving import Server
from tests.sharing import sharing

TEXT = "What is it like outside in Paris?"
SAID = [{"role": "user", "content": TEXT}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [
    {"name": "get_stock_price", "description": "The price of a company's shares."},
    {"name": "get_weather", "description": "Current conditions outside."},
]
FUNCTIONS = [{**one, "parameters": SCHEMA} for one in TOOLS]
OPENAI = [{"type": "function", "function": one} for one in FUNCTIONS]
OFFERED: dict[str, dict[str, object]] = {
    "/v1/chat/completions": {"model": "gpt-4o", "messages": SAID, "tools": OPENAI},
    "/v1/chat/completions?f": {"model": "gpt-4o", "messages": SAID, "functions": FUNCTIONS},
    "/v1/responses": {
        "model": "gpt-4o",
        "input": TEXT,
        "tools": [{"type": "function", **one} for one in FUNCTIONS],
    },
    "/v1/responses?c": {
        "model": "gpt-5",
        "input": TEXT,
        "tools": [{"type": "custom", **one} for one in TOOLS],
    },
    "/anthropic/v1/messages": {
        "model": "claude-sonnet-4-5",
        "max_tokens": 99,
        "messages": SAID,
        "tools": [{**one, "input_schema": SCHEMA} for one in TOOLS],
    },
    "/v1beta/models/gemini-2.5-flash-lite:generateContent": {
        "contents": [{"role": "user", "parts": [{"text": TEXT}]}],
        "tools": [{"functionDeclarations": FUNCTIONS}],
    },
    "/model/amazon.nova-lite-v1:0/converse": {
        "messages": [{"role": "user", "content": [{"text": TEXT}]}],
        "toolConfig": {
            "tools": [{"toolSpec": {**one, "inputSchema": {"json": SCHEMA}}} for one in TOOLS]
        },
    },
    "/api/chat": {"model": "llama3.2", "messages": SAID, "tools": OPENAI, "stream": False},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing() as running:
        yield running


@pytest.mark.parametrize("path", OFFERED)
def test_the_tool_is_called_that_does_what_is_asked(path: str, server: Server) -> None:
    answer = answered(server, path.partition("?")[0], OFFERED[path])

    assert called(json.loads(answer)) == ["get_weather"]


def called(answer: dict[str, object]) -> list[object]:
    """Return the names in an answer, but for the tools that it tells again."""
    return [one for key, value in answer.items() if key != "tools" for one in names_in(value)]


def names_in(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == "name" and isinstance(one, str))
    if isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from names_in(one)
