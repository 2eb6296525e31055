"""Small requests of each vendor: those that are answered in one call, and some that are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sanic_mock.dialects import router
from sanic_mock.dialects.loading import load
from tests.requests import post

_PLAIN = [{"role": "user", "content": "Tell me of gateways"}]
_STREAMED = {"messages": _PLAIN, "stream": True}
_CLAUDE = {"model": "claude-sonnet-4-5", "max_tokens": 400, "messages": _PLAIN}
_BLOCKS = [{"role": "user", "content": [{"text": "Tell me of gateways"}]}]
_PARTS = [{"role": "user", "parts": [{"text": "Tell me of gateways"}]}]
_ANTHROPIC, _RESPONSES, _OLLAMA = "/v1/messages", "/v1/responses", "/api/chat"
_GEMINI = "/v1beta/models/gemini-%s:%s"
_BEDROCK = "/model/anthropic.claude-3-haiku-20240307-v1:0/%s"
_BODIES: list[tuple[str, Any]] = [
    (_ANTHROPIC, _CLAUDE),
    (_ANTHROPIC, {**_CLAUDE, "model": "claude-opus-4-6", "system": "Be brief."}),
    (_ANTHROPIC, {**_CLAUDE, "max_tokens": 3}),
    (_ANTHROPIC, {**_CLAUDE, "stream": True}),
    (_RESPONSES, {"model": "gpt-4o", "input": "Tell me of gateways"}),
    (_RESPONSES, {"model": "gpt-4o-mini", "input": _PLAIN, "store": False}),
    (_RESPONSES, {"model": "gpt-4o", "input": "Hello", "stream": True}),
    (_RESPONSES, {"model": "gpt-5", "input": "Hello", "max_output_tokens": 900}),
    (_GEMINI % ("2.0-flash", "generateContent"), {"contents": _PARTS}),
    (_GEMINI % ("2.5-flash", "generateContent"), {"contents": _PARTS}),
    (_GEMINI % ("3-pro-preview", "generateContent"), {"contents": _PARTS}),
    (_GEMINI % ("2.0-flash", "streamGenerateContent?alt=sse"), {"contents": _PARTS}),
    (_OLLAMA, {"model": "llama3.2", "messages": _PLAIN, "stream": False}),
    (_OLLAMA, {"model": "llama3.2", **_STREAMED}),
    (_BEDROCK % "converse", {"messages": _BLOCKS}),
    (_BEDROCK % "converse", {"messages": _BLOCKS, "inferenceConfig": {"maxTokens": 2}}),
    (_BEDROCK % "converse-stream", {"messages": _BLOCKS}),
]
# Where it is asked, and the body.
VENDORS = [(path, json.dumps(body).encode()) for path, body in _BODIES]


def asking(path: str, body: bytes, number: int) -> bytes:
    """Return a request with the key of one of some clients."""
    return post(body, *_fields(number), path=path)


def load_vendors() -> None:
    """Load what answers, which the first request of a server does on a thread."""
    for module in {vendor.ANSWERED_BY for vendor in router.VENDORS} - {""}:
        load(module)


def _fields(number: int) -> Iterator[str]:
    """Yield what tells whose request it is, at any vendor."""
    for field in ("Authorization: Bearer sk-%d", "x-api-key: sk-%d", "x-goog-api-key: sk-%d"):
        yield field % number
    yield "anthropic-version: 2023-06-01"
