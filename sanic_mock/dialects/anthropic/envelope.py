"""Anthropic's error answers: the envelope, and its header fields [messages-2026]."""

from __future__ import annotations

from math import ceil

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic.errors import ModelProblem, ThreadProblem
from sanic_mock.dialects.anthropic.http import SHOULD_RETRY, counted, error_fields
from sanic_mock.dialects.anthropic.ids import request_id
from sanic_mock.dialects.anthropic.refusals import LimitProblem
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE
from sanic_mock.errors import Problem

_encode = msgspec.json.Encoder().encode
_BODY = b'{"type":"error","error":{%b"type":%b,"message":%b},"request_id":"%b"}'
_EVENT = b"event: error\ndata: %b\n\n"
_DETAILS = b'"details":{"error_code":%b},'
_NO_DETAILS = b'"details":null,'


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render a problem."""
    is_model, asked = isinstance(problem, ModelProblem), dict(problem.headers).get(SHOULD_RETRY)
    fields = error_fields(problem.status, digest, now_s, is_model, asked)
    fields += _limit_fields(problem, now_s) + _further_fields(problem)
    details = ThreadProblem.DETAILS if isinstance(problem, ThreadProblem) else b""
    return Whole(problem.status, fields, body(problem, digest, now_s, details))


def body(problem: Problem, digest: bytes, now_s: int, details: bytes = b"") -> bytes:
    """Return the JSON of a problem; one that has a code tells it in its details [sdk-2026]."""
    if problem.code is not None:
        details = _DETAILS % _encode(problem.code)
    text = problem.message.encode("utf-8", "replace").decode()
    told = details, _encode(problem.kind), _encode(text), request_id(digest, now_s)
    return _BODY % told


def event(problem: Problem, digest: bytes, now_s: int) -> bytes:
    """Return a problem in the midst of a stream [issues-2026]."""
    return _EVENT % body(problem, digest, now_s, _NO_DETAILS)


def _limit_fields(problem: Problem, now_s: int) -> bytes:
    """Return what is left where a limit was reached: nothing of what it is on."""
    if not isinstance(problem, LimitProblem):
        return b""
    standing = problem.standing
    if standing is None:
        after_ms = ceil((problem.retry_s or 0) * 1000)
        tokens = (TOKENS_PER_MINUTE, TOKENS_PER_MINUTE, 0)
        requests = (REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - 1, 0)
        if problem.is_tokens:
            tokens = (TOKENS_PER_MINUTE, 0, after_ms)
        else:
            requests = (REQUESTS_PER_MINUTE, 0, after_ms)
        standing = Standing(*requests, *tokens)
    return counted(standing, now_s)


def _further_fields(problem: Problem) -> bytes:
    """Return the header lines that a problem asks for itself."""
    pairs = [pair for pair in problem.headers if pair[0] != SHOULD_RETRY]
    if problem.retry_s is not None:
        pairs.insert(0, ("retry-after", str(ceil(problem.retry_s))))
    return "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("latin-1", "replace")
