"""Asks as clients of each vendor do."""

from __future__ import annotations

import json

from tests.requests import post
from tests.serving import Server
from tests.talking import ask


def answered(server: Server, path: str, body: object) -> bytes:
    """Return what is answered, which must be well."""
    content = json.dumps(body).encode()
    version = "anthropic-version: 2023-06-01"  # which others pass over
    answer = ask(server, post(content, version, path=path))
    assert answer.status == 200, answer.body
    return answer.body
