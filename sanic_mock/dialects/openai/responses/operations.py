"""The operations of kept responses."""

from __future__ import annotations

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai import pages
from sanic_mock.dialects.openai.http import EVENTS
from sanic_mock.dialects.openai.responses import stored, stored_errors
from sanic_mock.dialects.openai.responses.conversation_operations import error, no_key
from sanic_mock.dialects.openai.responses.item_validation import check_id
from sanic_mock.dialects.openai.responses.kept_events import events_of
from sanic_mock.dialects.openai.responses.queries import check_include, flag
from sanic_mock.dialects.openai.responses.stored import Record
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.rendering import StepEvents

# What is not told as cancelled, but refused: how a response ended, with its article. By analogy
# with "a synchronous", which is OpenAI's.
_ENDS = {"completed": "a completed", "failed": "a failed", "incomplete": "an incomplete"}
# How long a response in the background is told as a stream; see stored_errors.no_longer_streamed.
_STREAMED_S = 300


def retrieve(state: State, call: Call) -> Whole | Events:
    """Return a response as it is at this time, or all of its events after one."""
    check_include(call)
    is_streamed = flag(call, "stream", usual=False)
    after = pages.integer(call, "starting_after", usual=-1)
    kept = _record(state, call)
    if not is_streamed:
        return pages.answer(kept.shown(call.now_s), call)
    if call.is_strict:
        _check_streamed(kept, call.now_s)
    return _streamed_again(kept, after, call)


def delete(state: State, call: Call) -> Whole:
    """Forget a response."""
    wanted = _id(call)
    if not stored.forget(state, wanted):
        raise stored_errors.no_response(wanted)
    return pages.answer({"id": wanted, "object": "response", "deleted": True}, call)


def cancel(state: State, call: Call) -> Whole:
    """End a response in the background; one that is cancelled already is told again."""
    kept = _record(state, call)
    if not kept.response.get("background"):
        raise stored_errors.not_cancellable("a synchronous")
    stored.cancel(state, _id(call), call.now_s)
    ended = _record(state, call).response
    if ended["status"] != "cancelled":
        raise stored_errors.not_cancellable(_ENDS.get(ended["status"], "a finished"))
    return pages.answer(ended, call)


def input_items(state: State, call: Call) -> Whole:
    """Return a page of a response's own input, the newest first unless asked otherwise."""
    check_include(call)
    wanted = pages.read_query(call, "desc")
    items = _record(state, call).input
    return pages.answer(pages.page(items, wanted, stored_errors.no_input_item), call)


_ONE = "/responses/<response_id>"
OPERATIONS = (
    Operation("GET", _ONE, retrieve, error, no_key),
    Operation("DELETE", _ONE, delete, error, no_key),
    Operation("POST", f"{_ONE}/cancel", cancel, error, no_key),
    Operation("GET", f"{_ONE}/input_items", input_items, error, no_key),
)


def _check_streamed(kept: Record, now_s: float) -> None:
    """Check that a response is still told as a stream; raises Problem where it is not."""
    if not kept.response.get("background"):
        raise stored_errors.not_streamed()
    if now_s - kept.started_s > _STREAMED_S:
        raise stored_errors.no_longer_streamed()


def _streamed_again(kept: Record, after: int, call: Call) -> Events:
    """Return the events of a response, those of one that is under way too.

    An operation is answered at once, so they do not come in their time.
    """
    # no delta of a stream in the background was padded [pydantic-2026]
    usual = not kept.response.get("background")
    is_padded = flag(call, "include_obfuscation", usual=usual)
    events = events_of(kept.response, kept.pieces, is_padded=is_padded)
    if kept.response["status"] == "cancelled":  # which no event tells [openapi-2026]
        events.pop()
    fields = pages.fields(call, EVENTS)
    rest = tuple(events[max(0, after + 1) :])
    return Events(fields, rest, StepEvents())


def _record(state: State, call: Call) -> Record:
    """Return what is kept under the id in the path; raises Problem where nothing is."""
    wanted = _id(call)
    kept = stored.load(state, wanted)
    if kept is None:
        raise stored_errors.no_response(wanted)
    return kept


def _id(call: Call) -> str:
    """Return the id in the path; raises Problem where it cannot be one."""
    wanted = call.parts["response_id"]
    if call.is_strict and (problem := check_id("response_id", wanted, "resp")):
        raise problem
    return wanted
