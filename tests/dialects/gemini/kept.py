"""Requests for what Gemini keeps: cached contents, files, batches."""

from __future__ import annotations

import json
from typing import Any

from tests.serving import Response, Server
from tests.talking import ask

Json = dict[str, Any]

KEY = "x-goog-api-key: any"
START = (
    "X-Goog-Upload-Protocol: resumable",
    "X-Goog-Upload-Command: start",
    "X-Goog-Upload-Header-Content-Length: 5",
    "X-Goog-Upload-Header-Content-Type: text/plain",
)


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


def uploaded(server: Server, content: bytes = b"Hello", **further: str) -> Json:
    """Return a file that is there from here on."""
    path, _ = begun(server, **further)
    fields = "X-Goog-Upload-Command: upload, finalize", "X-Goog-Upload-Offset: 0"
    found: Json = told(server, calling("POST", path, content, *fields))["file"]
    return found


def begun(server: Server, **further: str) -> tuple[str, Response]:
    """Return the path at which an upload goes on that has begun, and what it was answered."""
    sent = {"file": {"display_name": "sample.txt", **further}}
    answer = ask(server, calling("POST", "/upload/v1beta/files", sent, KEY, *START))
    return answer.header("x-goog-upload-url").removeprefix("http://localhost"), answer
