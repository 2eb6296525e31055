"""Refusals in OpenAI's words: limits, quota, overload, failure [issues-2026].

Clients find out from these how long to wait: from the headers, or from "try again in" itself.
"""

from __future__ import annotations

from typing import Literal

from sanic_mock.dialects.openai import errors, gateway_errors, status_errors
from sanic_mock.dialects.openai.http import go_duration
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

# Stands in a message for the request's own id, which only the envelope knows.
REQUEST_ID = "{request_id}"
ORGANIZATION = "org-sanicMockSanicMockSanicM"

_LIMITS_PAGE = "Visit https://platform.openai.com/account/rate-limits to learn more."
_QUOTA_PAGE = "https://platform.openai.com/docs/guides/error-codes/api-errors"

Unit = Literal["requests", "tokens"]
_SHORT = {"requests": "RPM", "tokens": "TPM"}


def rate_limited(
    model: str, unit: Unit, limit: int, used: int, wanted: int, retry_s: float
) -> Problem:
    """A limit per minute that this request would exceed; numbers are in `unit`."""
    after = go_duration(max(1, round(retry_s * 1000))).decode()
    return Problem(
        429,
        f"Rate limit reached for {model} in organization {ORGANIZATION} on {_unit(unit)}: "
        f"Limit {limit}, Used {used}, Requested {wanted}. Please try again in {after}. "
        f"{_LIMITS_PAGE}",
        kind=unit,
        code="rate_limit_exceeded",
        retry_s=retry_s,
        headers=_limit_fields(unit, limit, max(0, limit - used), after),
    )


def request_too_large(model: str, limit: int, wanted: int) -> Problem:
    """A request that alone exceeds the limit of tokens per minute; waiting does not help."""
    return Problem(
        429,
        f"Request too large for {model} in organization {ORGANIZATION} on {_unit('tokens')}: "
        f"Limit {limit}, Requested {wanted}. The input or output tokens must be reduced in order "
        f"to run successfully. {_LIMITS_PAGE}",
        kind="tokens",
        code="rate_limit_exceeded",
    )


def no_quota() -> Problem:
    """An account without money."""
    return Problem(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more "
        f"information on this error, read the docs: {_QUOTA_PAGE}.",
        kind="insufficient_quota",
        code="insufficient_quota",
    )


def failed() -> Problem:
    """A failure of the service."""
    return Problem(
        500,
        "The server had an error while processing your request. Sorry about that! You can retry "
        "your request, or contact us through our help center at help.openai.com if the error "
        f"persists. (Please include the request ID {REQUEST_ID} in your message.)",
        kind="server_error",
    )


def overloaded(retry_s: float | None = None) -> Problem:
    """No room for another request, as of 2026."""
    return Problem(
        503,
        "Our servers are currently overloaded. Please try again later.",
        kind="service_unavailable_error",
        code="server_is_overloaded",
        retry_s=retry_s,
    )


def _unit(unit: Unit) -> str:
    return f"{unit} per min ({_SHORT[unit]})"


def _limit_fields(unit: Unit, limit: int, left: int, after: str) -> tuple[tuple[str, str], ...]:
    return (
        (f"x-ratelimit-limit-{unit}", str(limit)),
        (f"x-ratelimit-remaining-{unit}", str(left)),
        (f"x-ratelimit-reset-{unit}", after),
    )


def refused(refusal: Refusal, model: str) -> Problem:
    """Word a refusal of a request for a model, with the status and the wait that it asks for."""
    problem = _error_for(refusal, model)
    problem.status = refusal.status or problem.status
    problem.retry_s = refusal.retry_s
    problem.headers += refusal.headers
    problem.message = refusal.message or problem.message
    return problem


def _error_for(refusal: Refusal, model: str) -> Problem:
    limit, used, wanted = refusal.limit, refusal.used, refusal.wanted
    match refusal.kind:
        case "rate_limit_requests":
            return rate_limited(model, "requests", limit, used, wanted, refusal.retry_s or 0.0)
        case "rate_limit_tokens":
            return rate_limited(model, "tokens", limit, used, wanted, refusal.retry_s or 0.0)
        case "request_too_large":
            return request_too_large(model, limit, wanted)
        case "insufficient_quota":
            return no_quota()
        case "server_error":
            return failed()
        case "overloaded":
            return overloaded(refusal.retry_s)
        case "too_many_tokens":
            return gateway_errors.answer_too_large(f"{wanted} tokens in {used} choices", "n", limit)
        case "too_many_probabilities":
            return gateway_errors.answer_too_large(f"{wanted} probabilities", "top_logprobs", limit)
        case "too_deep":  # no reader of JSON goes on without end
            return errors.not_json()
        case "too_many_values":
            return gateway_errors.too_many_values(limit)
        case "string_too_long":
            return errors.too_long(refusal.detail, limit, wanted)
        case "internal":
            return gateway_errors.server_error(refusal.detail)
        case _:
            return status_errors.error_for(refusal, model)
