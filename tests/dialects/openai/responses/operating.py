"""Sends operations of responses and conversations."""

from __future__ import annotations

import json
from typing import Any

from openai.types.responses import ResponseInputItemParam

from tests.serving import Response, Server
from tests.talking import ask

USER: ResponseInputItemParam = {"type": "message", "role": "user", "content": "Hi"}


def send(server: Server, method: str, path: str, body: object = None, *fields: str) -> Response:
    """Send a request whose body is JSON, or the bytes given."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} /v1{path} HTTP/1.1", "Host: mock", *fields, f"Content-Length: {len(sent)}"]
    return ask(server, "\r\n".join(lines).encode() + b"\r\n\r\n" + sent)


def told(response: Response) -> tuple[int, str, Any, Any]:
    """Return status, message, param and code of a refusal."""
    error = json.loads(response.body)["error"]
    assert error["type"] == "invalid_request_error"
    return response.status, error["message"], error["param"], error["code"]


def is_laid_out(response: Response) -> bool:
    """Return whether a body is indented by two, and ends without a new line."""
    return response.body.decode() == json.dumps(json.loads(response.body), indent=2)
