"""Refusals in Gemini's words: limits, quota, overload, failure [gemini-2026].

No header tells how long to wait: a sentence does, and a detail, which the ledger reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from sanic_mock.dialects.gemini import errors, key_errors
from sanic_mock.dialects.gemini.errors import GeminiProblem, detail
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.engine.refusal import LimitWindow, Refusal
from sanic_mock.errors import Problem

_SERVICE = "generativelanguage.googleapis.com/"
_LIMITS = "https://ai.google.dev/gemini-api/docs/rate-limits"
_METRICS: Mapping[str, str] = {
    "requests": "generate_content_paid_tier_requests",
    "tokens": "generate_content_paid_tier_input_token_count",
}
_QUOTAS: Mapping[tuple[str, LimitWindow], str] = {
    ("requests", "minute"): "GenerateRequestsPerMinutePerProjectPerModel-PaidTier",
    ("requests", "day"): "GenerateRequestsPerDayPerProjectPerModel-PaidTier",
    ("requests", "at_once"): "GenerateConcurrentRequestsPerProjectPerModel-PaidTier",
    ("tokens", "minute"): "GenerateContentPaidTierInputTokensPerModelPerMinute",
    ("tokens", "day"): "GenerateContentPaidTierInputTokensPerModelPerDay",
}
_BUSY = (
    "Resource exhausted. Please try again later. Please refer to "
    "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details."
)


def refused(refusal: Refusal, surface: Surface, model: str, method: str) -> Problem:
    """Word a refusal of a request for a model, with the status and the wait that it asks for."""
    problem = _error_for(refusal, surface, model, method)
    problem.status = refusal.status or problem.status
    is_told = surface.is_vertex or _tells_wait(problem)
    if refusal.retry_s is not None and not is_told:
        problem.details += (_wait(refusal.retry_s),)
    problem.headers = refusal.headers
    problem.message = refusal.message or problem.message
    return problem


def quota_exceeded(unit: str, refusal: Refusal, model: str) -> GeminiProblem:
    """A limit that a request would exceed."""
    metric = _SERVICE + _METRICS[unit]
    violation = {
        "quotaMetric": metric,
        "quotaId": _QUOTAS[unit, refusal.window],
        "quotaDimensions": {"location": "global", "model": model},
        "quotaValue": str(refusal.limit),
    }
    retry_s = refusal.retry_s or 0.0
    return GeminiProblem(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more "
        f"information on this error, head to: {_LIMITS}. To monitor your current usage, head to: "
        f"https://ai.dev/rate-limit. \n* Quota exceeded for metric: {metric}, "
        f"limit: {refusal.limit}, model: {model}\nPlease retry in {retry_s:.9f}s.",
        (
            detail(
                "Help",
                links=[{"description": "Learn more about Gemini API quotas", "url": _LIMITS}],
            ),
            detail("QuotaFailure", violations=[violation]),
            _wait(retry_s),
        ),
    )


def _wait(retry_s: float) -> dict[str, Any]:
    """Return the detail that tells when to come again, in whole seconds.

    Google rounds down [gemini-2026]; up, a client that waits so long is let in.
    """
    return detail("RetryInfo", retryDelay=f"{ceil(retry_s)}s")


def _tells_wait(problem: GeminiProblem) -> bool:
    return any("retryDelay" in one for one in problem.details)


def exhausted(surface: Surface) -> GeminiProblem:
    """A capacity that others have taken."""
    message = _BUSY if surface.is_vertex else "Resource has been exhausted (e.g. check quota)."
    return GeminiProblem(429, message)


def _limited(unit: str, refusal: Refusal, surface: Surface, model: str) -> GeminiProblem:
    if surface.is_vertex:
        return exhausted(surface)
    return quota_exceeded(unit, refusal, model)


def _error_for(refusal: Refusal, surface: Surface, model: str, method: str) -> GeminiProblem:
    match refusal.kind:
        case "rate_limit_requests":
            return _limited("requests", refusal, surface, model)
        case "rate_limit_tokens" | "request_too_large":
            return _limited("tokens", refusal, surface, model)
        case "insufficient_quota":
            return exhausted(surface)
        case "overloaded":
            return errors.overloaded()
        case "server_error":
            return errors.failed()
        case "not_found":
            return errors.no_model(surface, model, method)
        case "unauthorized":
            return key_errors.bad_token() if surface.is_vertex else key_errors.bad_key()
        case "permission":
            return errors.not_permitted(surface.is_vertex, surface.resource(model))
        case "content_policy":
            return errors.wrong_argument("The request was blocked by the safety filters.")
        case "bad_request":
            return errors.wrong_argument("Request contains an invalid argument.")
        case "gateway_timeout":
            return GeminiProblem(504, "Deadline expired before operation could complete.")
        case _:
            return _own_error(refusal)


def _own_error(refusal: Refusal) -> GeminiProblem:
    """Word what only the mock refuses, and statuses that Gemini has no sentence for."""
    limit, wanted = refusal.limit, refusal.wanted
    match refusal.kind:
        case "too_many_tokens":
            told = f"{wanted} tokens in {refusal.used} candidates"
        case "too_many_probabilities":
            told = f"{wanted} probabilities"
        case "too_deep":
            return errors.not_json("")
        case "too_many_values":
            told = f"the body has more than {limit} arrays, objects and values; it is not read"
            return errors.wrong_argument(f"sanic_mock: {told}.")
        case "string_too_long":
            told = f"{refusal.detail} is too long: {wanted} letters of at most {limit}"
            return errors.wrong_argument(f"sanic_mock: {told}.")
        case "unanswered":
            told = f"sanic_mock has no answer for this request: {refusal.detail}"
            return GeminiProblem(404, told)
        case "unmet":
            return errors.wrong_argument(f"sanic_mock: {refusal.detail}.")
        case "internal":
            return GeminiProblem(500, f"sanic_mock failed: {refusal.detail}")
        case kind:
            return errors.of_status(refusal.status or _STATUS_OF.get(kind, 400))
    return errors.wrong_argument(
        f"sanic_mock: {told} were asked for; an answer has at most {limit}."
    )


_STATUS_OF: Mapping[str, int] = {
    "timeout": 408,
    "conflict": 409,
    "unprocessable": 422,
    "bad_gateway": 502,
}
