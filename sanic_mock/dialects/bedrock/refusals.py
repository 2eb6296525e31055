"""Refusals in Bedrock's words, with a status or as an exception in a stream's midst."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.event_stream import exception_kind
from sanic_mock.engine.refusal import Refusal, RefusalKind
from sanic_mock.errors import Problem

# Of a kind: status, name, sentence.
_WORDS: Mapping[RefusalKind, tuple[int, str, str]] = {
    "bad_request": (
        400,
        errors.VALIDATION,
        "Malformed input request, please reformat your input and try again.",
    ),
    "content_policy": (
        400,
        errors.VALIDATION,
        "The model returned the following errors: Output blocked by content filtering policy",
    ),
    "unauthorized": (
        403,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    ),
    "permission": (
        403,
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID.",
    ),
    "not_found": (
        404,
        "ResourceNotFoundException",
        "The specified resource ARN was not found. Check the ARN and try your request again.",
    ),
    "timeout": (
        408,
        "ModelTimeoutException",
        "The request took too long to process. Processing time exceeded the model timeout length.",
    ),
    "conflict": (
        409,
        "ConflictException",
        "Error occurred because of a conflict while performing an operation.",
    ),
    "unprocessable": (
        422,
        errors.VALIDATION,
        "The input fails to satisfy the constraints specified by Amazon Bedrock.",
    ),
    "rate_limit_requests": (
        429,
        "ThrottlingException",
        "Too many requests, please wait before trying again.",
    ),
    "rate_limit_tokens": (
        429,
        "ThrottlingException",
        "Too many tokens, please wait before trying again.",
    ),
    "request_too_large": (
        429,
        "ThrottlingException",
        "Too many tokens, please wait before trying again.",
    ),
    "insufficient_quota": (
        400,
        "ServiceQuotaExceededException",
        "Your request exceeds the service quota for your account.",
    ),
    "server_error": (
        500,
        "InternalServerException",
        "The system encountered an unexpected error during processing. Try your request again.",
    ),
    "bad_gateway": (
        502,
        "InternalServerException",
        "The system encountered an unexpected error during processing. Try your request again.",
    ),
    "overloaded": (
        503,
        "ServiceUnavailableException",
        "Bedrock is unable to process your request.",
    ),
    "gateway_timeout": (
        504,
        "ServiceUnavailableException",
        "Bedrock is unable to process your request.",
    ),
    "client_error": (
        400,
        errors.VALIDATION,
        "The input fails to satisfy the constraints specified by Amazon Bedrock.",
    ),
}
_A_DAY = "Too many tokens per day, please wait before trying again."
# What a stream may end in, by the error's name; any other is one of these by its status.
_IN_STREAMS = frozenset(
    (
        "InternalServerException",
        "ModelStreamErrorException",
        "ModelTimeoutException",
        "ServiceUnavailableException",
        "ThrottlingException",
        errors.VALIDATION,
    )
)


def refused(refusal: Refusal) -> Problem:
    """Word a refusal, with the status that it asks for.

    Nothing is told of when to try again, unless a request or a profile asks for that: Bedrock tells
    nothing, and AWS's clients read one field, in ms [boto-2026].
    """
    problem = _problem(refusal)
    problem.status = refusal.status or problem.status
    problem.headers = refusal.headers
    if refusal.is_wait_asked:
        problem.headers += (("x-amz-retry-after", str(ceil((refusal.retry_s or 0.0) * 1000))),)
    problem.message = refusal.message or problem.message
    return problem


def stream_exception(problem: Problem) -> bytes:
    """Return an error as the message that ends a stream; its name begins in lower case."""
    name = problem.kind
    if name not in _IN_STREAMS:
        name = errors.VALIDATION if problem.status < 500 else "InternalServerException"
    kind = exception_kind((name[0].lower() + name[1:]).encode())
    return kind.message(errors.body(problem))


def _problem(refusal: Refusal) -> Problem:
    limit, used, wanted = refusal.limit, refusal.used, refusal.wanted
    match refusal.kind:
        case "rate_limit_tokens" if refusal.window == "day":
            return Problem(429, _A_DAY, kind="ThrottlingException")
        case "too_many_tokens":
            return errors.validation(
                f"sanic_mock: {wanted} tokens in {used} answers were asked for; at most {limit}."
            )
        case "too_many_probabilities":
            return errors.validation(
                f"sanic_mock: {wanted} probabilities were asked for; at most {limit}."
            )
        case "too_deep":
            return errors.malformed()
        case "too_many_values":
            return errors.validation(
                f"sanic_mock: the body has more than {limit} arrays, objects and values; it is "
                "not read."
            )
        case "string_too_long":
            return errors.constraint(
                refusal.detail, f"Member must have length less than or equal to {limit}"
            )
        case "unanswered":
            message = f"sanic_mock has no answer for this request: {refusal.detail}"
            return Problem(404, message, kind="ResourceNotFoundException")
        case "unmet":
            return errors.validation(f"sanic_mock: {refusal.detail}.")
        case "internal":
            message = f"sanic_mock failed: {refusal.detail}"
            return Problem(500, message, kind="InternalServerException")
    status, kind, message = _WORDS[refusal.kind]
    return Problem(status, message, kind=kind)
