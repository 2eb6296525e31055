"""Errors of OpenAI's about what only requests of the Responses API have.

Wording: [adapter-2026] [pydantic-2026] [issues-2026].
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.errors import quoted_list
from sanic_mock.errors import Problem

_DOCUMENTS = "https://platform.openai.com/docs/api-reference/responses/create"


def moved(param: str, instead: str) -> Problem:
    """A parameter of chat completions that has another name here."""
    return Problem(
        400,
        f"Unsupported parameter: '{param}'. In the Responses API, this parameter has moved to "
        f"'{instead}'. Try again with the new parameter. See the API documentation for more "
        f"information: {_DOCUMENTS}.",
        code="unsupported_parameter",
    )


def nothing_asked() -> Problem:
    """An input without an item, and nothing to go on from."""
    return Problem(
        400,
        "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be "
        "provided.",
        code="missing_required_parameter",
    )


def no_previous(response_id: str) -> Problem:
    """A response to go on from that is not there."""
    return Problem(
        400,
        f"Previous response with id '{response_id}' not found.",
        param="previous_response_id",
        code="previous_response_not_found",
    )


def two_pasts() -> Problem:
    """A response to go on from, and a conversation; the shortened name is OpenAI's."""
    return Problem(
        400,
        "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or "
        "'conversation'.",
        code="mutually_exclusive_parameters",
    )


def stray_output(kind: str, call_id: str) -> Problem:
    """A result of no call; `kind` is "function call" or another."""
    return Problem(
        400, f"No tool call found for {kind} output with call_id {call_id}.", param="input"
    )


def unanswered(kind: str, call_id: str) -> Problem:
    """A call without a result."""
    return Problem(400, f"No tool output found for {kind} {call_id}.", param="input")


def nothing_follows(item_id: str) -> Problem:
    """What was thought, without what was said or called then (continue#8933)."""
    return _input(
        f"Item '{item_id}' of type 'reasoning' was provided without its required following item."
    )


def no_thought(item_id: str, type_: str, thought: str) -> Problem:
    """What was said or called, without what was thought before (cline#12242)."""
    return _input(
        f"Item '{item_id}' of type '{type_}' was provided without its required 'reasoning' item: "
        f"'{thought}'."
    )


def no_such_item(item_id: str, *, is_kept: bool) -> Problem:
    """An id that stands for an item that is not kept; a response that is not, says why."""
    why = (
        ""
        if is_kept
        else " Items are not persisted when `store` is set to false. Try again with `store` set to "
        "true, or remove this item from your input."
    )
    return _input(f"Item with id '{item_id}' not found.{why}", 404)


def _input(message: str, status: int = 400) -> Problem:
    return Problem(status, message, param="input")


def too_long() -> Problem:
    """More tokens than the model takes."""
    return Problem(
        400,
        "Your input exceeds the context window of this model. Please adjust your input and try "
        "again.",
        param="input",
        code="context_length_exceeded",
    )


def not_supported(param: str) -> Problem:
    """A parameter that a model which reasons does not take."""
    return Problem(
        400,
        f"Unsupported parameter: '{param}' is not supported with this model.",
        param=param,
    )


def value_not_supported(param: str, value: str, model: str, allowed: Sequence[str]) -> Problem:
    """A value that other models take."""
    return Problem(
        400,
        f"Unsupported value: '{value}' is not supported with the '{model}' model. "
        f"Supported values are: {quoted_list(allowed)}.",
        param=param,
        code="unsupported_value",
    )


def no_logprobs(param: str) -> Problem:
    """Probabilities of a model that reasons."""
    return Problem(
        400,
        "logprobs are not supported with reasoning models.",
        param=param,
        code="unsupported_parameter",
    )


def no_encrypted() -> Problem:
    """Reasoning, encrypted, of a model that does not reason (agent-framework [issues-2026])."""
    return Problem(400, "Encrypted content is not supported with this model.", param="include")


def background_needs_store() -> Problem:
    """A response in the background that nobody could come back for."""
    return Problem(
        400,
        "Invalid value for 'store': background responses must be stored.",
        param="store",
        code="invalid_value",
    )


def json_not_mentioned() -> Problem:
    """`json_object` in an input that does not speak of JSON."""
    return Problem(
        400,
        "Response input messages must contain the word 'json' in some form to use 'text.format' "
        "of type 'json_object'.",
        param="input",
    )


def bad_format_schema(name: str, why: str) -> Problem:
    """A schema that the text cannot have; `why` comes with its context."""
    return Problem(
        400,
        f"Invalid schema for response_format '{name}': {why}",
        param="text.format.schema",
        code="invalid_json_schema",
    )


def choice_without_tools(choice: str) -> Problem:
    """A tool must be called, but none is offered."""
    return Problem(
        400,
        f"Tool choice '{choice}' must be specified with 'tools' parameter.",
        param="tool_choice",
    )


def unknown_choice(choice: str) -> Problem:
    """A tool that is chosen but not offered."""
    return Problem(
        400,
        f"Tool choice '{choice}' not found in 'tools' parameter.",
        param="tool_choice",
    )
