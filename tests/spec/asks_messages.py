"""Requests for messages whose answers have all that messages may have, by what they are of."""

from __future__ import annotations

from typing import Any

_HIDING = (
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_"
    "46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB"
)
_SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
_WEATHER = {"name": "get_weather", "description": "The weather", "input_schema": _SCHEMA}
_SEARCH = {"type": "web_search_20250305", "name": "web_search"}
_FETCH = {"type": "web_fetch_20250910", "name": "web_fetch"}
_CODE = {"type": "code_execution_20250825", "name": "code_execution"}
_THINKS: dict[str, Any] = {
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "max_tokens": 4096,
}
_CITED = {"citations": {"enabled": True}}
_DOCUMENTS: dict[str, dict[str, Any]] = {
    "a text": {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": "Ants are small. So."},
    },
    "parts": {
        "type": "document",
        "source": {"type": "content", "content": [{"type": "text", "text": "Ants are small."}]},
    },
    "a PDF": {
        "type": "document",
        "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"},
    },
    "a result": {
        "type": "search_result",
        "source": "https://example.com/a",
        "title": "A result",
        "content": [{"type": "text", "text": "Ants are small."}],
    },
}


def asked(content: str | list[dict[str, Any]] = "Hello", **more: Any) -> dict[str, Any]:
    """Return a request for a message."""
    messages = [{"role": "user", "content": content}]
    return {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": messages} | more


def _citing(block: dict[str, Any]) -> dict[str, Any]:
    return asked([block | _CITED, {"type": "text", "text": "What is small?"}])


MESSAGES: dict[str, dict[str, Any]] = {
    "text": asked(),
    "stopped": asked(stop_sequences=["e"]),
    "cut": asked(max_tokens=3),
    "calls": asked("Weather in Paris and Oslo?", tools=[_WEATHER]),
    "thought": asked(**_THINKS),
    "hidden thought": asked(_HIDING, **_THINKS),
    "search": asked("What is the latest news?", tools=[_SEARCH]),
    "page": asked("What does https://example.com/a say?", tools=[_FETCH]),
    "program": asked("Calculate 3 + 4", tools=[_CODE]),
    **{f"of {name}": _citing(block) for name, block in _DOCUMENTS.items()},
}
