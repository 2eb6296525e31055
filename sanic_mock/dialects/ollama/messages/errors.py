"""Errors of messages as Ollama tells them: in Anthropic's envelope [ollama-2026]."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.ollama import errors
from sanic_mock.errors import Problem

_CHARSET = b"; charset=utf-8"
_KINDS: Mapping[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    503: "overloaded_error",
    529: "overloaded_error",
}


def body_of(problem: Problem, digest: bytes) -> bytes:
    """Return an error as JSON."""
    told = {"type": "error", "error": _fields(problem), "request_id": f"req_{digest[24:36].hex()}"}
    return html_escaped(msgspec.json.encode(told))


def event_of(problem: Problem) -> bytes:
    """Return an error as the JSON of an event."""
    return html_escaped(msgspec.json.encode({"type": "error", "error": _fields(problem)}))


def rendered(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render an error; one that is found once the request is read ends in a newline."""
    answer, body = errors.rendered(problem, digest, now_s), body_of(problem, digest)
    if problem.status == HTTPStatus.BAD_REQUEST:
        return Whole(answer.status, answer.fields, body)
    return Whole(answer.status, answer.fields.replace(_CHARSET, b""), body + b"\n")


def _fields(problem: Problem) -> dict[str, str]:
    return {"type": _KINDS.get(problem.status, "api_error"), "message": problem.message}
