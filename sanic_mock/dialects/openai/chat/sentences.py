"""OpenAI's sentences about what only chat requests have (recorded traffic)."""

from __future__ import annotations

from collections.abc import Sequence

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


def tool_choice_without_tools() -> Problem:
    """`tool_choice` alone."""
    return Problem(
        400,
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
        "specified.",
        param="tool_choice",
    )


def unknown_tool(name: str) -> Problem:
    """A tool that is chosen but not among those given."""
    return Problem(
        400,
        f"Invalid value for 'tool_choice': no function named '{name}' was specified in the "
        "'tools' parameter.",
        param="tool_choice",
    )
