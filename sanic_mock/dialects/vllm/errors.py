"""What vLLM says of a request that it cannot answer [vllm-2026]."""

from __future__ import annotations

from http import HTTPStatus

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.errors import Problem


def bad_request(message: str, param: str | None = None) -> Problem:
    """Say that a request cannot be read."""
    return Problem(400, message, param=param)


def no_key() -> Problem:
    """Say that a key is needed, which no path here asks for."""
    return Problem(401, "Unauthorized")


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Return an error; its kind is the name of its status."""
    kind = "".join(HTTPStatus(problem.status).phrase.split()) + "Error"
    content = {
        "message": problem.message,
        "type": kind,
        "param": problem.param,
        "code": problem.status,
    }
    fields = "".join(f"{name}: {value}\r\n" for name, value in problem.headers)
    return answer({"error": content}, problem.status, fields.encode("latin-1"), end=b"")
