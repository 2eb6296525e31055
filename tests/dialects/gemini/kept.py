"""Requests for what Gemini keeps: cached contents, files, batches."""

from __future__ import annotations

import json
from typing import Any

from tests.serving import Server
from tests.talking import ask

Json = dict[str, Any]


def calling(method: str, path: str, body: Json | bytes = b"", *fields: str) -> bytes:
    """Return a request's bytes."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = (f"{method} {path} HTTP/1.1", "Host: localhost", *fields)
    length = (f"Content-Length: {len(sent)}",) if sent or method == "POST" else ()
    return "\r\n".join((*lines, *length, "", "")).encode() + sent


def told(server: Server, request: bytes) -> Json:
    """Return what a request is answered, which is JSON."""
    answer: Json = json.loads(ask(server, request).body)
    return answer
