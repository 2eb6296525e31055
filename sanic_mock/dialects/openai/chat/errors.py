"""Errors of OpenAI's about what only chat requests have [adapter-2026] [issues-2026].

Nowhere found, and worded like others of their kind: `choice_without` for `function_call`,
`not_with_prediction`, `no_completion`, `no_message`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import errors
from sanic_mock.errors import Problem


def json_not_mentioned() -> Problem:
    """`json_object` in a conversation that does not speak of JSON."""
    return Problem(
        400,
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.",
        param="messages",
    )


def unanswered_calls(place: int, calls: Sequence[str]) -> Problem:
    """A message that stands where results of calls should."""
    return Problem(
        400,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(calls)}",
        param=f"messages.[{place}].role",
    )


def stray_tool_message(place: int) -> Problem:
    """A result of no call; the misspelling is OpenAI's."""
    return Problem(
        400,
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
        "with 'tool_calls'.",
        param=f"messages.[{place}].role",
    )


def needs_logprobs() -> Problem:
    """`top_logprobs` alone."""
    return Problem(
        400,
        "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
        param="top_logprobs",
    )


def choice_without(param: str, offered: str) -> Problem:
    """A choice where nothing is offered."""
    return Problem(
        400,
        f"Invalid value for '{param}': '{param}' is only allowed when '{offered}' are specified.",
        param=param,
    )


def parallel_without_tools() -> Problem:
    """`parallel_tool_calls` alone."""
    return Problem(
        400,
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when "
        "'tools' are specified.",
        param="parallel_tool_calls",
    )


def no_choice(param: str, got: str) -> Problem:
    """A choice of another type; the doubled words are OpenAI's."""
    strings = "'none' or 'auto'" if param == "function_call" else "'none', 'auto', or 'required'"
    return errors.wrong_type(param, f"one of one of {strings} or object", got)


def unknown_tool(param: str, name: str) -> Problem:
    """A tool that is chosen but not among those given."""
    offered = "functions" if param == "function_call" else "tools"
    return Problem(
        400,
        f"Invalid value for '{param}': no function named '{name}' was specified in the "
        f"'{offered}' parameter.",
        param=param,
    )


def no_call_id(place: int) -> Problem:
    """A result that does not say of which call."""
    return Problem(
        400,
        "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.",
        param=f"messages.[{place}].tool_call_id",
    )


def no_content(place: int) -> Problem:
    """A message that says nothing."""
    return Problem(
        400,
        "Invalid value for 'content': expected a string, got null.",
        param=f"messages.[{place}].content",
    )


def both_caps() -> Problem:
    """The same cap by its old and its new name (langgraph#5943)."""
    return Problem(
        400,
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        param="max_tokens",
        code="invalid_parameter_combination",
    )


def metadata_without_store() -> Problem:
    """`metadata` of an answer that is not kept."""
    return Problem(
        400,
        "The 'metadata' parameter is only allowed when 'store' is enabled.",
        param="metadata",
    )


def not_with_prediction(name: str) -> Problem:
    """A parameter that does not go with `prediction`, or only with other values."""
    return errors.unsupported_parameter(name, of="when 'prediction' is specified")


def no_completion(completion_id: str) -> Problem:
    """No completion is kept under an id [dotnet-2026]."""
    message = f"Completion {completion_id} not found"
    return Problem(404, message, param="completion_id", code="not_found")


def completion_too_large() -> Problem:
    """A kept completion that the store does not take: what only sanic-mock minds."""
    return Problem(
        400,
        "sanic_mock: this completion would be larger than what is kept of one.",
        param="metadata",
        code="invalid_value",
    )


def no_message(message_id: str) -> Problem:
    """A completion answered no such message; worded as it is for other kept things."""
    return Problem(404, f"Message with id '{message_id}' not found.")


def invalid_argument(param: str) -> Problem:
    """A string outside a list that the error does not name."""
    return Problem(400, f"Invalid {param} argument", param=param)
