"""The bytes of requests."""

from __future__ import annotations

import json
from typing import Any

HELLO = [{"role": "user", "content": "Hello"}]


def chat(content: str = "Hello", **further: object) -> bytes:
    """Return the body of a chat request."""
    messages = [{"role": "user", "content": content}]
    return json.dumps({"model": "gpt-4o-mini", "messages": messages, **further}).encode()


def post(
    body: bytes,
    *fields: str,
    path: str = "/v1/chat/completions",
    version: str = "1.1",
    length: str | None = None,
) -> bytes:
    """Return a POST request's bytes."""
    lines = [f"POST {path} HTTP/{version}", "Host: localhost", *fields]
    lines.append(f"Content-Length: {len(body)}" if length is None else length)
    return "\r\n".join(filter(None, lines)).encode() + b"\r\n\r\n" + body


def chunked(*chunks: bytes) -> bytes:
    """Return a POST request with a chunked body."""
    framed = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in (*chunks, b""))
    return post(b"", "Transfer-Encoding: chunked", length="") + framed


def message(**fields: Any) -> bytes:
    """Return a request with this one message."""
    return json.dumps({"model": "gpt-4o", "messages": [fields]}).encode()
