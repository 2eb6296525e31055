"""Asks Anthropic's routes of a server, and reads its streams."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import httpx

from tests.serving import Server

FIELDS = {"anthropic-version": "2023-06-01", "x-api-key": "sk-ant-test"}
NEWER = {"anthropic-version": "2026-10-21", "authorization": "Bearer sk-ant-test"}
MODEL = "claude-haiku-4-5"
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
_EVENT = re.compile(r"event: (\w+)\ndata: (.*)\n\n")


def asked(text: str = "Hello there", **more: Any) -> dict[str, Any]:
    """Return a request."""
    usual = {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": text}]}
    return usual | more


def post(
    server: Server,
    body: dict[str, Any] | bytes,
    path: str = "/v1/messages",
    **fields: str,
) -> httpx.Response:
    """Ask for a message."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return httpx.post(server.url + path, content=content, headers=FIELDS | named, timeout=30)


class Event(NamedTuple):
    """One event of a stream: its name, its JSON, and that as it came."""

    name: str
    content: dict[str, Any]
    raw: str


def stream(server: Server, body: dict[str, Any], **fields: str) -> list[Event]:
    """Return the events of a streamed message."""
    text = post(server, body | {"stream": True}, **fields).text
    found = [Event(name, json.loads(raw), raw) for name, raw in _EVENT.findall(text)]
    assert "".join(f"event: {one.name}\ndata: {one.raw}\n\n" for one in found) == text
    return found
