"""Errors as Ollama tells them: a sentence, and nothing else [ollama-2026]."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.errors import Problem

_JSON = b"Content-Type: application/json; charset=utf-8\r\n"
_PLAIN = b"Content-Type: text/plain\r\n"


class PlainProblem(Problem):
    """What the server's router says, without JSON."""


def bad(message: str) -> Problem:
    """A request that cannot be answered."""
    return Problem(400, message)


def unreadable(why: str) -> Problem:
    """A body that is no request; Go's reader has other words for it."""
    return Problem(400, f"json: cannot unmarshal request: {why}")


def no_model(name: str) -> Problem:
    """A model that is not there."""
    return Problem(404, f"model '{name}' not found", code="model_not_found")


def no_name() -> Problem:
    """No model is named."""
    return bad("model is required")


def wrong_format(given: str) -> Problem:
    """A format that is neither."""
    return bad(f'invalid format: {given}; expected "json" or a valid JSON Schema object')


def wrong_thought(given: object) -> Problem:
    """A way of thinking that there is not."""
    known = '("high", "medium", "low", "max", true, or false)'
    if not isinstance(given, str):
        return bad(f"think must be a boolean or string {known}")
    return bad(f'invalid think value: "{given}" (must be {known[1:]}')


def no_key() -> Problem:
    """A key that is not let in, or none."""
    return Problem(401, "unauthorized")


def bad_field(field: WrongField) -> Problem:
    """A value that a field which only sanic-mock reads cannot have."""
    near = f"; nearest is {field.near}" if field.near else ""
    problem = f"{field.name}: '{field.value}' is not known{near}; want {field.wanted}"
    return Problem(400, f"sanic_mock: {field.problem or problem}.")


def unknown() -> Problem:
    """A path that there is not."""
    return PlainProblem(404, "404 page not found")


def wrong_method(allowed: tuple[str, ...]) -> Problem:
    """A path that is there for other methods."""
    return PlainProblem(405, "405 method not allowed", headers=(("allow", ", ".join(allowed)),))


def body_of(problem: Problem) -> bytes:
    """Return an error as JSON."""
    return html_escaped(msgspec.json.encode({"error": problem.message}))


def rendered(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render an error."""
    is_plain = isinstance(problem, PlainProblem)
    lines = "".join(f"{name}: {value}\r\n" for name, value in problem.headers).encode("latin-1")
    if problem.retry_s is not None:
        lines += b"retry-after: %d\r\n" % -(-problem.retry_s // 1)
    body = problem.message.encode() if is_plain else body_of(problem)
    return Whole(problem.status, date_field(now_s) + (_PLAIN if is_plain else _JSON) + lines, body)
