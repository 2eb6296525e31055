"""Refusals in Anthropic's words: limits, overload, failure [issues-2026]."""

from __future__ import annotations

from http import HTTPStatus

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.http import ORGANIZATION
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

_PAGE = "https://docs.claude.com/en/api/rate-limits"
_CONTACT = (
    "You can see the response headers for current usage. Please reduce the prompt length or the "
    "maximum tokens requested, or try again later. You may also contact sales at "
    "https://www.anthropic.com/contact-sales to discuss your options for a rate limit increase."
)
_CREDIT = (
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to "
    "upgrade or purchase credits."
)
_UNITS = {
    "rate_limit_requests": "requests",
    "rate_limit_tokens": "input tokens",
    "request_too_large": "input tokens",
}
_WINDOWS = {"minute": "per minute", "day": "per day", "at_once": "at once"}
# By kind: the status and the sentence of what needs no number.
_SENTENCES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "messages: Field required"),
    "content_policy": (400, "Output blocked by content filtering policy"),
    "unauthorized": (401, "invalid x-api-key"),
    "permission": (403, "Your API key does not have permission to use the specified resource."),
    "timeout": (408, "Request timed out"),
    "conflict": (409, "The resource was updated by another request."),
    "unprocessable": (422, "Unprocessable Entity"),
    "insufficient_quota": (400, _CREDIT),
    "server_error": (500, "Internal server error"),
    "bad_gateway": (502, "Bad gateway"),
    "overloaded": (529, "Overloaded"),
    "gateway_timeout": (504, "The request timed out while processing. Please try again."),
}


class LimitProblem(Problem):
    """A limit that a request would exceed; its answer tells what is left.

    Attributes:
        standing: what is left; None where it is not counted.
        is_tokens: whether tokens are at their end, or requests.
    """

    standing: Standing | None = None
    is_tokens: bool = False


def refused(refusal: Refusal, model: str) -> Problem:
    """Word a refusal of a request for a model, with the status and the wait that it asks for."""
    problem = _problem(refusal, model)
    if refusal.status and refusal.status != problem.status:
        problem.status, problem.kind = refusal.status, errors.kind_of(refusal.status)
    problem.retry_s = refusal.retry_s
    problem.headers += refusal.headers
    problem.message = refusal.message or problem.message
    return problem


def _problem(refusal: Refusal, model: str) -> Problem:
    kind, limit, wanted = refusal.kind, refusal.limit, refusal.wanted
    if kind in _UNITS:
        return rate_limited(refusal)
    if kind in _SENTENCES:
        return errors.of_status(*_SENTENCES[kind])
    match kind:
        case "not_found":
            return errors.no_model(model)
        case "too_deep":
            return errors.not_json("recursion limit exceeded")
        case "string_too_long":
            return errors.at(refusal.detail, f"String should have at most {limit} characters")
        case "too_many_tokens" | "too_many_probabilities" | "too_many_values":
            return errors.invalid(f"sanic_mock: {wanted or limit} are too many; at most {limit}.")
        case "unanswered":
            return errors.not_found(f"sanic_mock has no answer for this request: {refusal.detail}")
        case "unmet":
            return errors.invalid(f"sanic_mock: {refusal.detail}.")
        case "internal":
            return errors.of_status(500, f"sanic_mock failed: {refusal.detail}")
    return errors.of_status(refusal.status or 400, _phrase(refusal.status or 400))


def rate_limited(refusal: Refusal) -> Problem:
    """A limit that this request would exceed."""
    unit, window = _UNITS[refusal.kind], _WINDOWS[refusal.window]
    problem = LimitProblem(
        429,
        f"This request would exceed the rate limit for your organization ({ORGANIZATION}) of "
        f"{refusal.limit:,} {unit} {window}. For details, refer to: {_PAGE}. {_CONTACT}",
        kind=errors.kind_of(429),
    )
    problem.standing = refusal.standing
    problem.is_tokens = unit != "requests"
    return problem


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
