"""Requests to Gemini's paths."""

from __future__ import annotations

import json
from typing import Any

from tests.requests import post

Json = dict[str, Any]

FLASH, THIRD = "gemini-2.5-flash", "gemini-3-flash-preview"
DEVELOPERS = "/v1beta/models"
VERTEX = "/v1beta1/projects/p/locations/us-central1/publishers/google/models"
WEATHER: Json = {
    "functionDeclarations": [
        {
            "name": "get_weather",
            "parameters": {
                "type": "OBJECT",
                "properties": {"city": {"type": "STRING", "enum": ["Paris"]}},
                "required": ["city"],
            },
        }
    ]
}
CALLING: Json = {
    "tools": [WEATHER],
    "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
}


def says(text: str = "Hello", **further: Any) -> Json:
    """Return a request with one message."""
    return {"contents": [{"role": "user", "parts": [{"text": text}]}], **further}


def capped(tokens: int, **further: Any) -> Json:
    """Return a request whose answer is cut, and not by what is thought before it."""
    config = {"maxOutputTokens": tokens, "thinkingConfig": {"thinkingBudget": 0}}
    return says(generationConfig=config, **further)


def asking(
    body: Json | bytes,
    *fields: str,
    method: str = "generateContent",
    model: str = FLASH,
    root: str = DEVELOPERS,
    query: str = "",
) -> bytes:
    """Return a request's bytes."""
    path = f"{root}/{model}:{method}{query}"
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return post(sent, *fields, path=path)


def streaming(body: Json, *fields: str, query: str = "?alt=sse", **further: Any) -> bytes:
    """Return a request for a stream."""
    return asking(body, *fields, method="streamGenerateContent", query=query, **further)
