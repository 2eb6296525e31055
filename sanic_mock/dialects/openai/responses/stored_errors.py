"""What is told of ids under which nothing is kept, and of what cannot be done with what is."""

from __future__ import annotations

from typing import get_args

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses.request import Included
from sanic_mock.errors import Problem


def bad_id(param: str, value: str, what: str) -> Problem:
    """An id of another form, which `what` tells (Codex, LangChain, kaapi [issues-2026])."""
    message = f"Invalid '{param}': '{value}'. Expected an ID that {what}."
    return Problem(400, message, param=param, code="invalid_value")


def conversation_too_large() -> Problem:
    """A conversation that the store does not take: what only sanic-mock minds."""
    return Problem(
        400,
        "sanic_mock: this conversation would be larger than what is kept of one; begin another.",
        param="items",
        code="invalid_value",
    )


def no_response(response_id: str) -> Problem:
    """No response is kept under an id."""
    return Problem(404, f"Response with id '{response_id}' not found.")


def no_conversation(conversation_id: str) -> Problem:
    """No conversation is kept under an id; its items neither [conversations-2025]."""
    return Problem(404, f"Conversation with id '{conversation_id}' not found.")


def no_item(item_id: str) -> Problem:
    """A conversation has no such item [conversations-2025]."""
    return Problem(404, f"Item with id '{item_id}' not found in conversation.")


def no_input_item(item_id: str) -> Problem:
    """A response had no such item in its input."""
    return Problem(404, f"Item with id '{item_id}' not found.")


def not_cancellable(what: str) -> Problem:
    """A response that cannot be cancelled; `what` it is comes with its article."""
    return Problem(400, f"Cannot cancel {what} response.")


def not_streamed() -> Problem:
    """A response that was never a stream to come back to (openai-ruby [issues-2026])."""
    return _not_streamed("cannot be streamed because it was not created with background=true.")


def no_longer_streamed() -> Problem:
    """A response that was, but too long ago (openai-python [issues-2026])."""
    return _not_streamed("can no longer be streamed because it is more than 5 minutes old.")


def _not_streamed(why: str) -> Problem:
    return Problem(400, f"This response {why}", param="stream", code="invalid_request_error")


def wrong_include(place: int, value: str) -> Problem:
    """A further part of answers that there is not."""
    return errors.bad_choice(f"include[{place}]", value, get_args(Included))
