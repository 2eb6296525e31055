"""Refusals in Azure's words: most are its gateway's, which names the operation; see `errors`."""

from __future__ import annotations

from math import ceil

from sanic_mock.dialects.http_fields import replacing
from sanic_mock.dialects.openai import refusals
from sanic_mock.dialects.openai.azure import status_errors
from sanic_mock.dialects.openai.azure.errors import Gateway
from sanic_mock.dialects.openai.live_limits import live_pairs
from sanic_mock.dialects.openai.refusals import REQUEST_ID
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

_QUOTA = "To increase your default rate limit, visit: https://aka.ms/oai/quotaincrease."
_REGION = "East US 2"
_A_MINUTE_S = 60.0
# What a limit counts, as its sentence and its policy call it.
_UNITS = {"requests": ("call", "Call"), "tokens": ("token", "Token")}


def rate_limited(model: str, operation: str, version: str, unit: str, retry_s: float) -> Gateway:
    """A limit per minute that this request would exceed; `unit` is "requests" or "tokens"."""
    told, policy = _UNITS[unit]
    wait = max(1, ceil(retry_s))
    return Gateway(
        429,
        '{"error":{"code":"RateLimitReached","message": "%s"}}',
        f"Your requests to {model} for {model} in {_REGION} have exceeded the {told} rate limit "
        "for your current OpenAI S0 pricing tier. This request was for "
        f"{operation} under Azure OpenAI API version {version}. Please retry after "
        f"{wait} second{'s' if wait > 1 else ''}. {_QUOTA}",
        headers=(
            ("Retry-After", str(wait)),
            (f"x-ratelimit-reset-{unit}", str(wait)),
            ("policy-id", f"DeploymentRatelimit-{policy}"),
        ),
    )


def out_of_quota() -> Gateway:
    """A subscription without calls left, as the gateway in front of all services tells it."""
    return Gateway(
        403,
        '{ "statusCode": 403, "message": "%s" }',
        "Out of call volume quota. Quota will be replenished in 13.05:37:09.",
    )


def unavailable(retry_s: float | None) -> Gateway:
    """No room for another request."""
    headers = () if retry_s is None else _wait(retry_s)
    return Gateway(
        503,
        '{"error":{"code":"InternalServerError","message": "%s"}}',
        "The service is temporarily unable to process your request. Please try again later.",
        headers,
    )


def failed() -> Problem:
    """A failure of the model's own server."""
    return Problem(
        500,
        "The server had an error while processing your request. Sorry about that! You can retry "
        "your request, or contact us through an Azure support request at: "
        "https://go.microsoft.com/fwlink/?linkid=2213926 if the error persists. "
        f"(Please include the request ID {REQUEST_ID} in your message.)",
        kind="server_error",
    )


def refused(refusal: Refusal, model: str, operation: str, version: str) -> Problem:
    """Word a refusal, with the status and the wait that it asks for."""
    problem = _error_for(refusal, model, operation, version)
    problem.status = refusal.status or problem.status
    if refusal.retry_s is not None and not problem.headers:
        problem.headers = _wait(refusal.retry_s)
    problem.headers = replacing(problem.headers, refusal.headers)
    problem.message = refusal.message or problem.message
    if refusal.standing is not None:
        problem.headers += _left(refusal.standing)
    return problem


def _left(standing: Standing) -> tuple[tuple[str, str], ...]:
    """Return the fields that tell what is left, without those that tell when there is more."""
    return tuple(one for one in live_pairs(standing) if "-reset-" not in one[0])


def _wait(retry_s: float) -> tuple[tuple[str, str], ...]:
    return (("Retry-After", str(max(1, ceil(retry_s)))),)


def _error_for(refusal: Refusal, model: str, operation: str, version: str) -> Problem:
    """Word what happened; Azure has no word of its own for a request larger than its limit."""
    wait_s = refusal.retry_s or 0.0
    match refusal.kind:
        case "rate_limit_requests":
            return rate_limited(model, operation, version, "requests", wait_s)
        case "rate_limit_tokens":
            return rate_limited(model, operation, version, "tokens", wait_s)
        case "request_too_large":
            return rate_limited(model, operation, version, "tokens", _A_MINUTE_S)
        case "insufficient_quota":
            return out_of_quota()
        case "server_error":
            return failed()
        case "overloaded":
            return unavailable(refusal.retry_s)
        # it tells them as OpenAI's
        case (
            "too_many_tokens"
            | "too_many_probabilities"
            | "too_deep"
            | "too_many_values"
            | "string_too_long"
            | "unanswered"
            | "unmet"
            | "internal"
        ):
            return refusals.refused(refusal, "")
        case _:
            return status_errors.error_for(refusal)
