"""Refusals in OpenAI's words: limits, quota, overload, failure [issues-2026].

Clients find out from these how long to wait: from the headers, or from "try again in" itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Literal

from sanic_mock.dialects.openai import (
    errors,
    gateway_errors,
    size_errors,
    status_errors,
)
from sanic_mock.dialects.openai.http import go_duration
from sanic_mock.dialects.openai.live_limits import live_pairs
from sanic_mock.engine.refusal import LimitWindow, Refusal
from sanic_mock.errors import Problem

# Stands in a message for the request's own id, which only the envelope knows.
REQUEST_ID = "{request_id}"
ORGANIZATION = "org-sanicMockSanicMockSanicM"

_LIMITS_PAGE = "Visit https://platform.openai.com/account/rate-limits to learn more."
_QUOTA_PAGE = "https://platform.openai.com/docs/guides/error-codes/api-errors"

Unit = Literal["requests", "tokens"]
# What a limit is on. Those of a minute were seen most, of a day at times; the rest by analogy.
_UNITS: Mapping[tuple[Unit, LimitWindow], str] = {
    ("requests", "minute"): "requests per min (RPM)",
    ("requests", "day"): "requests per day (RPD)",
    ("requests", "at_once"): "concurrent requests",
    ("tokens", "minute"): "tokens per min (TPM)",
    ("tokens", "day"): "tokens per day (TPD)",
}


def rate_limited(model: str, unit: Unit, refusal: Refusal) -> Problem:
    """A limit that this request would exceed; the refusal's numbers are in `unit`."""
    limit, used, wanted = refusal.limit, refusal.used, refusal.wanted
    retry_s = refusal.retry_s or 0.0
    after = go_duration(max(1, _milliseconds(retry_s))).decode()
    return Problem(
        429,
        f"Rate limit reached for {model} in organization {ORGANIZATION} on "
        f"{_UNITS[unit, refusal.window]}: Limit {limit}, Used {used}, Requested {wanted}. "
        f"Please try again in {after}. {_LIMITS_PAGE}",
        kind=unit,
        code="rate_limit_exceeded",
        retry_s=retry_s,
        headers=_limit_fields(unit, limit, max(0, limit - used), after),
    )


def request_too_large(model: str, refusal: Refusal) -> Problem:
    """A request that alone exceeds a limit of tokens; waiting does not help."""
    return Problem(
        429,
        f"Request too large for {model} in organization {ORGANIZATION} on "
        f"{_UNITS['tokens', refusal.window]}: Limit {refusal.limit}, Requested {refusal.wanted}. "
        f"The input or output tokens must be reduced in order to run successfully. {_LIMITS_PAGE}",
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


def _milliseconds(duration_s: float) -> int:
    """Return a duration in whole milliseconds, never too few; 0.07 s is 70 of them."""
    return ceil(round(duration_s * 1000, 6))


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
    if refusal.standing is not None:
        problem.headers = live_pairs(refusal.standing)
    problem.headers += refusal.headers
    problem.message = refusal.message or problem.message
    return problem


def _error_for(refusal: Refusal, model: str) -> Problem:
    limit, used, wanted = refusal.limit, refusal.used, refusal.wanted
    match refusal.kind:
        case "rate_limit_requests":
            return rate_limited(model, "requests", refusal)
        case "rate_limit_tokens":
            return rate_limited(model, "tokens", refusal)
        case "request_too_large":
            return request_too_large(model, refusal)
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
            return size_errors.too_long(refusal.detail, limit, wanted)
        case "unanswered":
            return gateway_errors.unanswered(refusal.detail)
        case "unmet":
            return gateway_errors.unmet(refusal.detail)
        case "internal":
            return gateway_errors.server_error(refusal.detail)
        case _:
            return status_errors.error_for(refusal, model)
