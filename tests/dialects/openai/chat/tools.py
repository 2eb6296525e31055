"""Requests that offer tools, and messages with calls of them."""

from __future__ import annotations

from typing import Any

from tests.requests import HELLO, chat, post

Json = dict[str, Any]

PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
MADE = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [MADE]}
ANSWERED = {"role": "tool", "tool_call_id": "call_a", "content": "x"}


def function(**inner: Any) -> Json:
    """Return a tool."""
    return {"type": "function", "function": inner}


def request(**fields: Any) -> bytes:
    """Return the bytes of a chat request."""
    return post(chat(**{"model": "gpt-4o", "messages": HELLO, **fields}))


WEATHER = function(name="get_weather", parameters=PLACE)
