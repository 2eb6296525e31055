"""The ways in which clients of each vendor send a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.bodies import CHAT, RESPONSES
from tests.requests import HELLO, post

Json = dict[str, Any]

ANTHROPIC = ("anthropic-version: 2023-06-01",)
MESSAGES, GEMINI = "/v1/messages", "/v1beta/models/gemini-2.5-flash:generateContent"
CONVERSE, OLLAMA = "/model/amazon.nova-lite-v1%3A0/converse", "/api/chat"
_CLAUDE: Json = {"model": "claude-sonnet-4-5", "max_tokens": 16, "messages": HELLO}
_CONTENTS = [{"role": "user", "parts": [{"text": "Hello"}]}]
_SAID = [{"role": "user", "content": [{"text": "Hello"}]}]


def ways(schema: Json) -> Iterator[tuple[str, Json]]:
    """Yield the path and the body of each way to send a schema."""
    tool = {"name": "hostile", "parameters": schema}
    named = {"type": "json_schema", "name": "hostile", "schema": schema}
    yield RESPONSES, {"model": "gpt-4o", "input": "Hi", "text": {"format": named}}
    function = {"type": "function", "function": tool}
    yield CHAT, {"model": "gpt-4o", "messages": HELLO, "tools": [function], "max_tokens": 16}
    given = {"name": "hostile", "input_schema": schema}
    yield MESSAGES, _CLAUDE | {"tools": [given], "tool_choice": {"type": "any"}}
    config = {"responseMimeType": "application/json", "responseJsonSchema": schema}
    yield GEMINI, {"contents": _CONTENTS, "generationConfig": config}
    yield GEMINI, {"contents": _CONTENTS, "tools": [{"functionDeclarations": [tool]}]}
    spec = {"toolSpec": {"name": "hostile", "inputSchema": {"json": schema}}}
    yield CONVERSE, {"messages": _SAID, "toolConfig": {"tools": [spec], "toolChoice": {"any": {}}}}
    yield OLLAMA, {"model": "m", "stream": False, "messages": HELLO, "format": schema}


def sending(schema: Json) -> list[bytes]:
    """Return the requests that send a schema to each vendor."""
    return [post(json.dumps(body).encode(), *ANTHROPIC, path=path) for path, body in ways(schema)]
