"""All of Anthropic's operations; what reads messages is imported when one of them needs it."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors, listing
from sanic_mock.dialects.anthropic.batches import operations as batches
from sanic_mock.dialects.anthropic.files import operations as files
from sanic_mock.dialects.anthropic.skills import operations as skills
from sanic_mock.dialects.operation import Call, Operation, State


def count_tokens(state: State, call: Call) -> Whole:
    """Return how many tokens a prompt has."""
    from sanic_mock.dialects.anthropic import counting

    return counting.count_tokens(state, call)


OPERATIONS = (
    *listing.OPERATIONS,
    Operation("POST", "/v1/messages/count_tokens", count_tokens, envelope.error, errors.no_key),
    *batches.OPERATIONS,
    *files.OPERATIONS,
    *skills.OPERATIONS,
)
