"""A call that is cut by the answer's cap leaves the answer JSON, at every vendor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.dialects.vendors import answered
from tests.requests import HELLO
from tests.serving import Server
from tests.sharing import sharing

Json = dict[str, Any]

NAMES = [f"member_{place}" for place in range(20)]
SCHEMA: Json = {
    "type": "object",
    "properties": {name: {"type": "string", "minLength": 20} for name in NAMES},
    "required": NAMES,
}
CAPS = (1, 2, 7, 16, 30, 61)
FUNCTION: Json = {"type": "function", "function": {"name": "note", "parameters": SCHEMA}}
CLAUDE: Json = {
    "messages": HELLO,
    "tools": [{"name": "note", "input_schema": SCHEMA}],
    "tool_choice": {"type": "any"},
}
GOOGLE: Json = {
    "contents": [{"role": "user", "parts": [{"text": "Hello"}]}],
    "tools": [{"functionDeclarations": [{"name": "note", "parameters": SCHEMA}]}],
    "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
}
CONVERSE: Json = {
    "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
    "toolConfig": {
        "tools": [{"toolSpec": {"name": "note", "inputSchema": {"json": SCHEMA}}}],
        "toolChoice": {"any": {}},
    },
}


def claude(cap: int) -> Json:
    """Return a request for a message with a call, capped."""
    return {"model": "claude-sonnet-4-5", **CLAUDE, "max_tokens": cap}


def invoked(cap: int) -> Json:
    """Return the same as Bedrock wants it."""
    return {"anthropic_version": "bedrock-2023-05-31", **CLAUDE, "max_tokens": cap}


def ollama(cap: int, *, is_stream: bool = False) -> Json:
    """Return a request of Ollama's."""
    asked = {"model": "m", "messages": HELLO, "tools": [FUNCTION], "stream": is_stream}
    return {**asked, "options": {"num_predict": cap}}


ASKED: dict[str, Callable[[int], Json]] = {
    "/v1/chat/completions": lambda cap: {
        "model": "gpt-4o",
        "messages": HELLO,
        "tools": [FUNCTION],
        "tool_choice": "required",
        "max_tokens": cap,
    },
    "/v1/messages": claude,
    "/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/invoke": invoked,
    "/model/amazon.nova-lite-v1%3A0/converse": lambda cap: (
        CONVERSE | {"inferenceConfig": {"maxTokens": cap}}
    ),
    "/v1beta/models/gemini-2.0-flash:generateContent": lambda cap: (
        GOOGLE | {"generationConfig": {"maxOutputTokens": cap}}
    ),
    "/api/chat": ollama,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the default profile."""
    with sharing() as running:
        yield running


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("cap", CAPS)
def test_an_answer_with_a_cut_call_is_json(server: Server, path: str, cap: int) -> None:
    assert isinstance(json.loads(answered(server, path, ASKED[path](cap))), dict)


@pytest.mark.parametrize("cap", CAPS)
def test_anthropics_calls_have_the_members_that_came_whole(server: Server, cap: int) -> None:
    message = json.loads(answered(server, "/v1/messages", claude(cap)))

    assert message["stop_reason"] == "max_tokens"
    given = message["content"][0]["input"]
    assert [*given] == NAMES[: len(given)]
    assert all(len(value) >= 20 for value in given.values())


@pytest.mark.parametrize("cap", CAPS)
def test_ollama_tells_no_call_that_was_cut(server: Server, cap: int) -> None:
    whole = json.loads(answered(server, "/api/chat", ollama(cap)))
    lines = answered(server, "/api/chat", ollama(cap, is_stream=True)).splitlines()

    for told in (whole, *map(json.loads, lines)):
        assert "tool_calls" not in told["message"]
    assert (whole["done_reason"], json.loads(lines[-1])["done_reason"]) == ("length", "length")
