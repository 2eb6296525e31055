"""A response that fails in the midst of its stream: an error, then what has become of it.

The error is nested, as OpenAI sends it, and flat, as its document has it ([openapi-2026]
ResponseErrorEvent): clients read the one or the other.
"""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.openai import envelope
from sanic_mock.dialects.openai.responses import conversations, stored
from sanic_mock.dialects.openai.responses.event_bodies import event
from sanic_mock.dialects.openai.responses.events import Script
from sanic_mock.dialects.openai.responses.opening import PREFIX
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem

# Of the codes that a response may have ([openapi-2026] ResponseErrorCode), the one for each status.
_CODES = {429: "rate_limit_exceeded"}
_ANY_CODE = "server_error"


def failed_response(script: Script, problem: Problem, digest: bytes) -> Item:
    """Return a response as it is where its stream has failed."""
    code = _CODES.get(problem.status, _ANY_CODE)
    error = {"code": code, "message": envelope.members(problem, digest).message}
    return script.begun("failed") | {"error": error}


def keep_failed(state: State, response: Item) -> None:
    """Let what is kept of a response have failed, too; its conversation gets nothing of it."""
    stored.end(state, response)
    if conversation := response.get("conversation"):
        conversations.take_back(state, conversation["id"], response["id"])


def failed_events(problem: Problem, response: Item, digest: bytes, number: int) -> bytes:
    """Return the events that end a stream.

    Args:
        problem: the error.
        response: as it is told at its end.
        digest: the request's chance.
        number: of the first of them.
    """
    error = envelope.members(problem, digest)._asdict()
    told = {
        "type": "error",
        "code": error["code"],
        "error": error,
        "message": error["message"],
        "param": error["param"],
        "sequence_number": number,
    }
    first = b"event: error\ndata: %b\n\n" % msgspec.json.encode(told)
    return first + PREFIX + event("failed", number + 1, response=response)
