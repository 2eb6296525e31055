"""Refusals in Ollama's words; it has few of them itself, so most are by analogy [ollama-2026]."""

from __future__ import annotations

from http import HTTPStatus

from sanic_mock.dialects.ollama import errors
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

_BUSY = "server busy, please try again.  maximum pending requests exceeded"
_SENTENCES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "missing request body"),
    "content_policy": (400, "request was rejected"),
    "unauthorized": (401, "unauthorized"),
    "permission": (403, "forbidden"),
    "timeout": (408, "request timed out"),
    "conflict": (409, "conflict"),
    "unprocessable": (422, "unprocessable entity"),
    "rate_limit_requests": (429, "too many requests"),
    "rate_limit_tokens": (429, "too many requests"),
    "request_too_large": (429, "too many requests"),
    "insufficient_quota": (429, "you have reached your usage limit"),
    "server_error": (500, "llama runner process has terminated"),
    "bad_gateway": (502, "upstream error"),
    "overloaded": (503, _BUSY),
    "gateway_timeout": (504, "timed out waiting for llama runner to start"),
    "too_deep": (400, "json: exceeded max depth"),
}


def refused(refusal: Refusal, model: str) -> Problem:
    """Word a refusal of a request for a model, with the status and the wait that it asks for."""
    problem = _problem(refusal, model)
    problem.status = refusal.status or problem.status
    problem.retry_s = refusal.retry_s
    problem.headers += refusal.headers
    problem.message = refusal.message or problem.message
    return problem


def _problem(refusal: Refusal, model: str) -> Problem:
    kind, limit, detail = refusal.kind, refusal.limit, refusal.detail
    if kind in _SENTENCES:
        return Problem(*_SENTENCES[kind])
    match kind:
        case "not_found":
            return errors.no_model(model)
        case "string_too_long":
            return errors.bad(f"{detail}: longer than {limit}")
        case "too_many_tokens" | "too_many_probabilities" | "too_many_values":
            return errors.bad(f"sanic_mock: {refusal.wanted} are too many; at most {limit}.")
        case "unanswered":
            return Problem(404, f"sanic_mock has no answer for this request: {detail}")
        case "unmet":
            return errors.bad(f"sanic_mock: {detail}.")
        case "internal":
            return Problem(500, f"sanic_mock failed: {detail}")
    status = refusal.status or 400
    known = status in HTTPStatus.__members__.values()
    return Problem(status, HTTPStatus(status).phrase.lower() if known else f"status {status}")
