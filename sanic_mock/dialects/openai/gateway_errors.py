"""What OpenAI answers before an endpoint is reached, or where it cannot answer at all.

Keys, URLs, methods, sizes [verifai-2026] [issues-2026], and failures of our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.errors import Problem


def bad_key(key: str) -> Problem:
    """A key that is not among those the profile accepts, masked as OpenAI masks it.

    Of 12 letters or fewer none is hidden [adapter-2026] [openllmetry-2026].
    """
    masked = key[:8] + "*" * (len(key) - 12) + key[-4:] if len(key) > 12 else key
    return Problem(
        401,
        f"Incorrect API key provided: {masked}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def no_bearer(kinds: str = "bearer") -> Problem:
    """No Authorization header, on newer routes; `kinds` is "bearer" or "bearer or basic"."""
    return Problem(401, f"Missing {kinds} authentication in header")


def no_backend(name: str, names: Sequence[str]) -> Problem:
    """A backend that this server does not have."""
    told = f"{len(names)}: {', '.join(names)}" if names else "none, see the key backends"
    return Problem(
        404,
        f"sanic_mock: there is no backend '{name}'; the profile has {told}.",
        code="backend_not_found",
    )


def closed_prefix(place: str, key: str) -> Problem:
    """A prefix of a path that the profile leaves closed, and what of the profile opens it."""
    return Problem(
        404,
        f"sanic_mock: the prefix {place} is off; a profile with `{key}: true` has it on.",
        code="prefix_off",
    )


def bad_field(field: WrongField) -> Problem:
    """A value that a field which only sanic-mock reads cannot have."""
    near = f"; nearest is {field.near}" if field.near else ""
    problem = f"{field.name}: '{field.value}' is not known{near}; want {field.wanted}"
    return Problem(
        400,
        f"sanic_mock: {field.problem or problem}.",
        param=field.name,
        code="invalid_value",
    )


def no_key() -> Problem:
    """No Authorization header where keys are checked."""
    return Problem(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization "
        "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field "
        "(with blank username) if you're accessing the API from your browser and are prompted for "
        "a username and password. You can obtain an API key from "
        "https://platform.openai.com/account/api-keys.",
    )


class UnseenProblem(Problem):
    """A path or a method that nobody is told of who has no key; it has no body."""


def unknown_url(method: str, path: str) -> Problem:
    """A path that OpenAI does not have."""
    return Problem(404, f"Invalid URL ({method} {path})")


def wrong_method(method: str, path: str, allowed: tuple[str, ...]) -> Problem:
    """A path that exists, asked with another method."""
    return Problem(
        405,
        f"Not allowed to {method} on {path}. "
        "(HINT: Perhaps you meant to use a different HTTP method?)",
        code="method_not_supported",
        headers=(("allow", ", ".join(allowed)),),
    )


def no_such_model(model: str) -> Problem:
    """A model that is not served."""
    return Problem(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
    )


def no_model_to_delete(model: str) -> Problem:
    """A model that is to be deleted and is not there [dotnet-2026]."""
    return Problem(
        404, f"The model '{model}' does not exist", param="model", code="model_not_found"
    )


def retired_model(model: str) -> Problem:
    """A model that was shut down ([issues-2026]: many threads tell it word for word)."""
    return Problem(
        404,
        f"The model `{model}` has been deprecated, learn more here: "
        "https://platform.openai.com/docs/deprecations",
        code="model_not_found",
    )


def no_such_responding_model(model: str) -> Problem:
    """A model that is not served, as responses told it in April 2026 [otel-2026]."""
    return Problem(
        400,
        f"The requested model '{model}' does not exist.",
        param="model",
        code="model_not_found",
    )


def not_yours() -> Problem:
    """A model of OpenAI's that somebody would delete; nowhere found, worded by analogy."""
    return Problem(403, "You have insufficient permissions for this operation.")


def body_too_large(limit_bytes: int) -> Problem:
    """A request body over the limit."""
    return Problem(413, f"Maximum content size limit ({limit_bytes} bytes) exceeded.")


def head_too_large(limit_bytes: int) -> Problem:
    """A request head over the limit."""
    return Problem(431, f"Request header fields too large: the limit is {limit_bytes} bytes.")


def timed_out(awaited: str) -> Problem:
    """A request that takes too long to arrive; `awaited` is "body" or "headers"."""
    return Problem(  # as GitHub Copilot's users see it, microsoft/vscode#274516
        408,
        f"Timed out reading request {awaited}. Try again, or use a smaller request size.",
        code="user_request_timeout",
    )


def bad_request(detail: str) -> Problem:
    """A request that is not HTTP as it should be."""
    return Problem(400, f"Bad request: {detail}")


def answer_too_large(what: str, param: str, limit: int) -> Problem:
    """An answer larger than sanic-mock makes; OpenAI has no such limit."""
    return Problem(
        400,
        f"sanic_mock: {what} were asked for; an answer has at most {limit}. "
        "Ask for a smaller 'n', 'top_logprobs' or 'max_tokens'.",
        param=param,
        code="invalid_value",
    )


def too_many_values(limit: int) -> Problem:
    """A body of more values than sanic-mock reads; OpenAI tells no such limit."""
    return Problem(
        400,
        f"sanic_mock: the body has more than {limit} arrays, objects and values; it is not read.",
        code="invalid_value",
    )


def server_error(detail: str) -> Problem:
    """A bug of sanic-mock itself, which says so: no client is to mistake it for OpenAI's."""
    return Problem(500, f"sanic_mock failed: {detail}", kind="server_error")


def unmet(why: str) -> Problem:
    """A request that asks sanic-mock for what it cannot have."""
    return Problem(400, f"sanic_mock: {why}.", code="invalid_value")


def unanswered(why: str) -> Problem:
    """A request that one of the profile's rules would have to answer, and none does."""
    return Problem(404, f"sanic_mock has no answer for this request: {why}", code="no_answer")
