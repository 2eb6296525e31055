"""Errors by their statuses, as a request asks for them, in OpenAI's words.

Sentences of 400, 409 and 422 are those of the guide "Error codes" [guides-2026], that of 502 and
504 what the network in front of OpenAI answers; the rest was quoted [issues-2026].
"""

from __future__ import annotations

from http import HTTPStatus

from sanic_mock.dialects.openai import gateway_errors
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

KEY = "sk-sanic-mock-not-let-in"


def bad_request() -> Problem:
    """A request that cannot be read."""
    return Problem(
        400,
        "Your request was malformed or missing some required parameters, such as a token or an "
        "input.",
    )


def content_policy() -> Problem:
    """A prompt that is not answered."""
    return Problem(
        400,
        "Your request was rejected as a result of our safety system. Your prompt may contain text "
        "that is not allowed by our safety system.",
        code="content_policy_violation",
    )


def permission() -> Problem:
    """A key that may do other things."""
    return Problem(
        403,
        "You have insufficient permissions for this operation. Missing scopes: model.request. "
        "Check that you have the correct role in your organization (Reader, Writer, Owner) and "
        "project (Member, Owner), and if you're using a restricted API key, that it has the "
        "necessary scopes.",
        code="missing_scope",
    )


def conflict() -> Problem:
    """A resource that somebody else changes."""
    return Problem(409, "The resource was updated by another request.")


def unprocessable() -> Problem:
    """A request that is right in its form alone."""
    return Problem(422, "Unable to process the request despite the format being correct.")


def bad_gateway() -> Problem:
    """The network does not reach OpenAI's servers."""
    return Problem(502, "Bad gateway.", kind="cf_bad_gateway", code=502)


def gateway_timeout() -> Problem:
    """The network waits no longer for OpenAI's servers."""
    return Problem(504, "Gateway timeout.", kind="cf_gateway_timeout", code=504)


def client_error(status: int) -> Problem:
    """A status that OpenAI has no sentence for."""
    return Problem(status, phrase(status))


def phrase(status: int) -> str:
    """Return what HTTP calls a status."""
    try:
        return f"{HTTPStatus(status).phrase}."
    except ValueError:
        return f"Status {status}."


def error_for(refusal: Refusal, model: str) -> Problem:
    """Word an error that is asked for by its kind; server errors are those of any failure."""
    match refusal.kind:
        case "content_policy":
            return content_policy()
        case "unauthorized":
            return gateway_errors.bad_key(KEY)
        case "permission":
            return permission()
        case "not_found":
            return gateway_errors.no_such_model(model)
        case "timeout":
            return gateway_errors.timed_out("body")
        case "conflict":
            return conflict()
        case "unprocessable":
            return unprocessable()
        case "bad_gateway":
            return bad_gateway()
        case "gateway_timeout":
            return gateway_timeout()
        case "client_error":
            return client_error(refusal.status)
    return bad_request()
