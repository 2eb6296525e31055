"""Answers and errors of sanic-mock's own API: compact JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.errors import Problem

_JSON = b"Content-Type: application/json\r\n"


def answer(
    content: dict[str, Any], status: int = 200, fields: bytes = b"", end: bytes = b"\n"
) -> Whole:
    """Return an answer; it ends its line, for who reads it in a terminal."""
    return Whole(status, _JSON + fields, msgspec.json.encode(content) + end)


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Return an error; clients of any vendor find its message where they look for it."""
    content = {"message": problem.message, "type": problem.kind, "code": problem.code}
    fields = "".join(f"{name}: {value}\r\n" for name, value in problem.headers)
    return answer({"error": content}, problem.status, fields.encode("latin-1"))
