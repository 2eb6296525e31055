"""Requests of OpenAI's to Gemini's paths."""

from __future__ import annotations

import json
from typing import Any

from tests.dialects.gemini.asking import FLASH
from tests.requests import post

Json = dict[str, Any]

DEVELOPERS = "/v1beta/openai"
VERTEX = "/v1/projects/p/locations/us-central1/endpoints/openapi"
WEATHER: Json = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["Paris"]}},
            "required": ["city"],
        },
    },
}
CALLING: Json = {"tools": [WEATHER], "tool_choice": "required"}
STREAM: Json = {"stream": True, "stream_options": {"include_usage": True}}


def chat(*fields: str, root: str = DEVELOPERS, text: str = "Hello", **further: Any) -> bytes:
    """Return a request for a chat completion."""
    body = {"model": FLASH, "messages": [{"role": "user", "content": text}], **further}
    return post(json.dumps(body).encode(), *fields, path=f"{root}/chat/completions")


def embeddings(*fields: str, root: str = DEVELOPERS, **further: Any) -> bytes:
    """Return a request for embeddings."""
    body = {"model": "gemini-embedding-001", "input": "Hello", **further}
    return post(json.dumps(body).encode(), *fields, path=f"{root}/embeddings")


def models(*fields: str, name: str = "") -> bytes:
    """Return a request for the models, or for one."""
    lines = (f"GET {DEVELOPERS}/models{name} HTTP/1.1", "Host: localhost", *fields)
    return "\r\n".join(lines).encode() + b"\r\n\r\n"
