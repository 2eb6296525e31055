"""Errors of Anthropic's, in its words [messages-2026] [issues-2026] [platform-2026]."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.errors import Problem

# By their status; what is not here is told as the hundred it is of.
KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


def kind_of(status: int) -> str:
    """Return the type of an error by its status."""
    return KINDS.get(status, "invalid_request_error" if status < 500 else "api_error")


def of_status(status: int, message: str, retry_s: float | None = None) -> Problem:
    """An error with the type that its status has."""
    return Problem(status, message, kind=kind_of(status), retry_s=retry_s)


def invalid(message: str) -> Problem:
    """Something is wrong with a request."""
    return Problem(400, message)


def at(path: str, why: str) -> Problem:
    """Something is wrong at a place of a request."""
    return invalid(f"{path}: {why}")


def missing(path: str) -> Problem:
    """A member that has to be there is not."""
    return at(path, "Field required")


def extra(path: str) -> Problem:
    """A member that nobody knows."""
    return at(path, "Extra inputs are not permitted")


def not_json(why: str = "unexpected end of data") -> Problem:
    """The body is not JSON."""
    return invalid(f"The request body is not valid JSON: {why}")


def no_version() -> Problem:
    """No version is asked for."""
    return invalid("anthropic-version: header is required")


def bad_version(version: str) -> Problem:
    """There is no such version; worded by analogy."""
    return invalid(f'anthropic-version: "{version}" is not a valid version')


def bad_beta(names: Sequence[str]) -> Problem:
    """Something is asked for that is not in trial."""
    quoted = ", ".join(f"`{name}`" for name in names)
    return invalid(
        f"Unexpected value(s) {quoted} for the `anthropic-beta` header. Please consult our "
        "documentation at platform.claude.com/docs or try again without the header."
    )


def no_key() -> Problem:
    """There is no key."""
    return of_status(401, "x-api-key header is required")


def bad_key() -> Problem:
    """A key that is not let in."""
    return of_status(401, "invalid x-api-key")


def no_browser(field: str) -> Problem:
    """A page asks, and does not say by a field that it means to."""
    return of_status(401, f"CORS requests must set '{field}' header")


def no_model(name: str) -> Problem:
    """There is no such model."""
    return ModelProblem(404, f"model: {name}", kind=kind_of(404))


class ThreadProblem(Problem):
    """A conversation that is not kept.

    Attributes:
        DETAILS: what tells a client to send all of it again [sdk-2026].
    """

    DETAILS = b'"details":{"error_code":"thread_not_found"},'


def no_thread(message_id: str) -> Problem:
    """A conversation that is not kept goes on; its sentence is by analogy."""
    return ThreadProblem(404, f"thread: no thread with message {message_id}", kind=kind_of(404))


class ModelProblem(Problem):
    """A model that is not there; its header fields tell more than those of a path that is not."""


def too_large(what: str, most: int) -> Problem:
    """Something of more bytes than are kept of one thing."""
    return of_status(413, f"sanic_mock: {what} has more than the {most:,} bytes that are kept.")


def not_found(what: str = "Not Found") -> Problem:
    """There is nothing at a path."""
    return of_status(404, what)


def wrong_method(allowed: Sequence[str]) -> Problem:
    """A path that is there, asked in another way."""
    return Problem(405, "Method Not Allowed", headers=(("allow", ", ".join(allowed)),))


def bad_field(field: WrongField) -> Problem:
    """A value that a field which only sanic-mock reads cannot have."""
    near = f"; nearest is {field.near}" if field.near else ""
    problem = f"{field.name}: '{field.value}' is not known{near}; want {field.wanted}"
    return invalid(f"sanic_mock: {field.problem or problem}.")
