"""All of Gemini's operations; what reads prompts is imported when one of them needs it."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import envelope, key_errors, listing
from sanic_mock.dialects.gemini.compatible import listing as compatible_listing
from sanic_mock.dialects.operation import Call, Operation, State


def count_tokens(state: State, call: Call) -> Whole:
    """Return what a request would bill for its prompt."""
    from sanic_mock.dialects.gemini import counting

    return counting.count_tokens(state, call)


_COUNT_PATH = "/<root:path>/<model>:countTokens"
OPERATIONS = (
    Operation("POST", _COUNT_PATH, count_tokens, envelope.operation_error, key_errors.no_key),
    *compatible_listing.OPERATIONS,
    *listing.OPERATIONS,
)
