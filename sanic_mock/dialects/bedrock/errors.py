"""Bedrock's errors: a status, its name in a header, and a sentence [bedrock-2026].

Sentences with no recording were quoted by users [issues-2026], or are those with which the
service's own description explains an error [boto-2026]; where neither has one, it is worded
like others of its kind and says so.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.bedrock.http import JSON, fields
from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.errors import Problem

VALIDATION = "ValidationException"
_ORIGINS = {
    True: "http://internal.amazon.com/coral/com.amazon.bedrock/",
    False: "http://internal.amazon.com/coral/com.amazon.coral.service/",
}
# Told by what lets requests in, before there is a model.
_LETTING_IN = frozenset(("UnrecognizedClientException", "MissingAuthenticationTokenException"))
_encode = msgspec.json.Encoder().encode


def validation(message: str) -> Problem:
    """A request that is wrong."""
    return Problem(400, message, kind=VALIDATION)


def no_such_model() -> Problem:
    """A model that is not there, which is no 404."""
    return validation("The provided model identifier is invalid.")


def on_demand(model: str) -> Problem:
    """A model that is served by profiles alone; the apostrophe is Bedrock's."""
    return validation(
        f"Invocation of model ID {model} with on-demand throughput isn\u2019t supported. Retry "
        "your request with the ID or ARN of an inference profile that contains this model."
    )


def malformed(where: str = "") -> Problem:
    """A body that cannot be read; `where` says where, and what is wrong there."""
    what = f"Malformed input request: {where}" if where else "Malformed input request"
    return validation(f"{what}, please reformat your input and try again.")


def constraint(path: str, what: str, value: str | None = None) -> Problem:
    """A value that is out of its bounds; `value` is told where it is known."""
    at = f"Value at '{path}'" if value is None else f"Value '{value}' at '{path}'"
    return validation(f"1 validation error detected: {at} failed to satisfy constraint: {what}")


def absent(path: str) -> Problem:
    """A member that must be there."""
    return validation(
        f"1 validation error detected: Value null at '{path}' failed to satisfy constraint: "
        "Member must not be null"
    )


def starts_otherwise() -> Problem:
    """A conversation that the model begins."""
    return validation(
        "A conversation must start with a user message. Try again with a conversation that starts "
        "with a user message."
    )


def does_not_alternate() -> Problem:
    """Two turns of one role."""
    return validation(
        "A conversation must alternate between user and assistant roles. Make sure the "
        "conversation alternates between user and assistant roles and try again."
    )


def blank_text(path: str) -> Problem:
    """A text without a letter."""
    return validation(
        f"The text field in the ContentBlock object at {path} is blank. Add text to the text "
        "field, and try again."
    )


def too_many_results(place: int) -> Problem:
    """Results of calls that nobody made."""
    return validation(
        f"The number of toolResult blocks at messages.{place}.content exceeds the number of "
        "toolUse blocks of previous turn."
    )


def missing_results(place: int, ids: list[str]) -> Problem:
    """Calls without their results."""
    return validation(
        f"Expected toolResult blocks at messages.{place}.content for the following Ids: "
        f"{', '.join(ids)}"
    )


def no_tools() -> Problem:
    """Calls or results in a conversation that offers no tools."""
    return validation(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks."
    )


def unknown_tool(name: str) -> Problem:
    """A tool that is to be called and is not offered; by analogy."""
    return validation(f"The tool {name} in toolChoice is not among those of toolConfig.tools.")


def bad_schema(name: str, message: str) -> Problem:
    """A schema that cannot be understood; by analogy."""
    return validation(
        f"The value at toolConfig.tools.toolSpec.inputSchema.json of tool {name} is not a valid "
        f"JSON schema: {message}"
    )


def no_caching() -> Problem:
    """A cache point for a model that keeps nothing; cline#2064, opencode#782 [issues-2026]."""
    return Problem(
        403,
        "You invoked an unsupported model or your request did not allow prompt caching. See the "
        "documentation for more information.",
        kind="AccessDeniedException",
    )


def extraneous(pointer: str, key: str) -> Problem:
    """A member that a model does not have."""
    return malformed(f"{pointer}: extraneous key [{key}] is not permitted")


def no_such_content(kind: str) -> Problem:
    """Content that a model does not take [bedrock-2026]."""
    return validation(
        f"This model doesn't support the {kind} content block that you provided. Update the "
        "content block and try again."
    )


def by_model(message: str) -> Problem:
    """What a model itself says of a request."""
    return validation(f"The model returned the following errors: {message}")


def bad_pointer(path: str) -> Problem:
    """A place in a model's own answer that is no JSON pointer; by analogy."""
    return constraint(
        "additionalModelResponseFieldPaths", "Member must be a valid JSON Pointer", path
    )


def no_prompts(model: str) -> Problem:
    """A prompt of prompt management, of which there is none."""
    return Problem(
        404,
        f"sanic_mock: there is no prompt management, and so no {model}; send messages.",
        kind="ResourceNotFoundException",
    )


def not_counted() -> Problem:
    """A model whose requests cannot be counted, or nothing to count."""
    return validation("The provided model doesn't support counting tokens.")


def no_shape(model: str) -> Problem:
    """A model whose bodies sanic-mock does not know, though it converses."""
    return validation(
        f"sanic_mock: no shape of InvokeModel's bodies is known for {model}; ask it by Converse."
    )


def no_streams() -> Problem:
    """A model that answers in one piece alone; langchainjs#2645 [issues-2026]."""
    return validation("The model is unsupported for streaming.")


def no_conversation() -> Problem:
    """A model that does not converse; by analogy."""
    return validation(
        "This action doesn't support the model that you provided. Try again with a supported text "
        "or chat model."
    )


def bad_key() -> Problem:
    """A key that lets nobody in."""
    return Problem(
        403,
        "The security token included in the request is invalid.",
        kind="UnrecognizedClientException",
    )


def no_key() -> Problem:
    """No key at all; by analogy with other services of the same house."""
    return Problem(403, "Missing Authentication Token", kind="MissingAuthenticationTokenException")


def bad_field(field: WrongField) -> Problem:
    """A value that a field which only sanic-mock reads cannot have."""
    near = f"; nearest is {field.near}" if field.near else ""
    problem = f"{field.name}: '{field.value}' is not known{near}; want {field.wanted}"
    return validation(f"sanic_mock: {field.problem or problem}.")


def unknown_operation() -> Problem:
    """A path that is none, or not for this method; told with status 200."""
    return UnknownOperation(404, "")


class UnknownOperation(Problem):
    """See `unknown_operation`."""


def rendered(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Render a problem."""
    told = fields(JSON, now_s, digest)
    if isinstance(problem, UnknownOperation):
        return Whole(200, told, _UNKNOWN)
    origin = _ORIGINS[problem.kind not in _LETTING_IN]
    pairs = [("x-amzn-ErrorType", f"{problem.kind}:{origin}"), *problem.headers]
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("latin-1", "replace")
    return Whole(problem.status, told + lines, body(problem))


def body(problem: Problem) -> bytes:
    """Return the JSON of a problem."""
    shown: dict[str, Any] = {"message": problem.message.encode("utf-8", "replace").decode()}
    return _encode(shown)


# litellm#28551 [issues-2026]
_UNKNOWN = (
    b'{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}'
)
