"""Steers a running server, as somebody on its machine."""

from __future__ import annotations

import json
from typing import Any

from tests.patience import Patience
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask

#: Of a machine that is busy.
PATIENCE_S = 30.0


def control(
    server: Server,
    method: str,
    path: str,
    content: object = None,
    *fields: str,
    host: str = "localhost",
) -> Response:
    """Return what an operation answers; text is sent as it is."""
    body = content if isinstance(content, str) else "" if content is None else json.dumps(content)
    raw = body.encode()
    lines = [f"{method} /_mock{path} HTTP/1.1", f"Host: {host}", *fields]
    head = "\r\n".join([*lines, f"Content-Length: {len(raw)}"]).encode()
    return ask(server, head + b"\r\n\r\n" + raw, PATIENCE_S)


def controlled(server: Server, method: str, path: str, content: object = None) -> Any:
    """Return what an operation answers that must be done."""
    response = control(server, method, path, content)
    assert response.status == 200, response.body
    return json.loads(response.body)


def insist(server: Server, method: str, path: str, content: object = None) -> None:
    """Do what is the same done twice, until all of a server's processes follow.

    On a busy machine they may take longer than one answer waits for them.
    """
    patience = Patience(PATIENCE_S)
    while (response := control(server, method, path, content)).status != 200:
        assert b'"not_followed"' in response.body, response.body
        assert not patience.is_over(), response.body


def answered(server: Server, content: str = "Hello", *fields: str, **further: object) -> Any:
    """Return what a chat is answered."""
    request = post(chat(content, **further), *fields)
    return json.loads(ask(server, request, PATIENCE_S).body)
