"""Gemini's error answers: one envelope, in an array where a stream would have been one."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini.errors import GeminiProblem, status_name
from sanic_mock.dialects.gemini.head import HEADS, Kind
from sanic_mock.dialects.gemini.layout import WHOLE, JsonLayout
from sanic_mock.errors import Problem

_PAGE = (
    b"<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
    b"  <title>Error 404 (Not Found)!!1</title>\n"
    b"  <p><b>404.</b> <ins>That\xe2\x80\x99s an error.</ins>\n"
    b"  <p>The requested URL was not found on this server.  "
    b"<ins>That\xe2\x80\x99s all we know.</ins>\n"
)


def content(problem: Problem) -> dict[str, Any]:
    """Return an error in its envelope."""
    details = problem.details if isinstance(problem, GeminiProblem) else ()
    told: dict[str, Any] = {
        "code": problem.status,
        "message": problem.message,
        "status": status_name(problem.status),
    }
    return {"error": told | ({"details": list(details)} if details else {})}


def error(
    problem: Problem, now_s: int, *, is_vertex: bool = False, layout: JsonLayout = WHOLE
) -> Whole:
    """Render an error; one in an array is laid out as an item of it."""
    head = HEADS[is_vertex]
    if isinstance(problem, GeminiProblem) and problem.is_page:
        return Whole(problem.status, head.fields("page", now_s), _PAGE)
    body = layout.first + layout.printed(content(problem)) + b"\n" + layout.end
    kind: Kind = "limited" if problem.status == 429 else "error"
    fields = head.fields(kind, now_s) + _further(problem)
    return Whole(problem.status, fields, body)


def operation_error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render an error of an operation; its answers have no name."""
    return error(problem, now_s)


def event(problem: Problem, layout: JsonLayout, sent: int) -> bytes:
    """Return an error behind so many events of a stream, as both official clients read it."""
    opening = layout.between if sent else layout.first
    return opening + layout.printed(content(problem)) + layout.after


def _further(problem: Problem) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in problem.headers).encode("latin-1")
