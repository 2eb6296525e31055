"""The operations of batches: who creates one does not wait for it [anthropic-2026]."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Raw

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors
from sanic_mock.dialects.anthropic.batches import kept
from sanic_mock.dialects.anthropic.batches.batch import (
    BatchLine,
    MessageBatch,
    batch_of,
    results,
)
from sanic_mock.dialects.anthropic.batches.kept import KEPT
from sanic_mock.dialects.anthropic.batches.request import BatchedRequest, read_requests
from sanic_mock.dialects.anthropic.http import LINES, modelless_fields
from sanic_mock.dialects.anthropic.ids import uuid4_id
from sanic_mock.dialects.anthropic.json_answer import answer
from sanic_mock.dialects.anthropic.pages import page
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.subrequests import Subrequests
from sanic_mock.engine.offload import step
from sanic_mock.profile.places import NO_TLS

# Stands for a field that a batch's requests have; no field has such a name.
IN_BATCH = ":batch"
PATH = "/v1/messages/batches"
_MESSAGES = "/v1/messages"


def create(state: State, call: Call) -> Whole:
    """Begin a batch: answer all of its requests, and keep when each is done."""
    requests = read_requests(call.body)
    assert state.subrequests is not None
    lines = _answer_all(state.subrequests, requests, call)
    batch = batch_of(uuid4_id(b"msgbatch_", call.digest).decode(), call.now_s, lines)
    kept.keep(state, batch, lines)
    return answer(batch.begun(), call)


def retrieve(state: State, call: Call) -> Whole:
    """Return a batch as it is just now."""
    return _shown(state, _batch(state, call), call)


def list_batches(state: State, call: Call) -> Whole:
    """Return a page of batches, the newest first."""
    shown = [_object(state, one, call) for one in KEPT.load_all(state)]
    return answer(page(shown, call), call)


def cancel(state: State, call: Call) -> Whole:
    """End a batch; of its requests those that are not done never are."""
    batch = _batch(state, call)
    lines = list(kept.lines_of(state, batch))

    def cancelled(batch: MessageBatch) -> MessageBatch:
        if batch.status(call.now_s) != "in_progress":
            return batch
        return batch.cancelled(call.now_s, lines)

    if batch.status(call.now_s) == "ended":
        raise errors.invalid(f"Batch {batch.name} has already ended.")  # worded by analogy
    changed = KEPT.change(state, batch.name, cancelled)
    if changed is None:
        raise _no_batch(batch.name)
    return _shown(state, changed, call)


def delete(state: State, call: Call) -> Whole:
    """Forget a batch, which must have ended."""
    batch = _batch(state, call)
    if batch.status(call.now_s) != "ended":
        why = "is still processing; cancel it first, and delete it when it has ended."
        raise errors.invalid(f"Batch {batch.name} {why}")  # worded by analogy
    KEPT.forget(state, batch.name)
    return answer({"id": batch.name, "type": "message_batch_deleted"}, call)


def tell_results(state: State, call: Call) -> Whole:
    """Return the results of a batch that has ended, a line for each request."""
    batch = _batch(state, call)
    if batch.status(call.now_s) != "ended":
        raise errors.not_found(f"Batch {batch.name} has no results yet.")  # worded by analogy
    named = b"content-disposition: attachment; filename*=utf-8''%b_results.jsonl\r\n"
    fields = modelless_fields(LINES, int(call.now_s), call.digest) + named % batch.name.encode()
    return Whole(200, fields, b"".join(results(kept.lines_of(state, batch), batch.end)))


def _operation(method: str, path: str, respond: Callable[[State, Call], Whole]) -> Operation:
    return Operation(method, PATH + path, respond, envelope.error, errors.no_key, waits=True)


_ONE = "/<batch>"
OPERATIONS = (
    _operation("POST", "", create),
    _operation("GET", "", list_batches),
    _operation("GET", _ONE, retrieve),
    _operation("DELETE", _ONE, delete),
    _operation("POST", f"{_ONE}/cancel", cancel),
    _operation("GET", f"{_ONE}/results", tell_results),
)


def _answer_all(
    subrequests: Subrequests, requests: Sequence[BatchedRequest], call: Call
) -> list[BatchLine]:
    """Return what becomes of each request; nobody waits for one after the other."""
    fields = {**call.head.fields, IN_BATCH: "1"}
    head = call.head._replace(method="POST", path=_MESSAGES, query="", fields=fields)
    lines: list[BatchLine] = []
    for one in requests:
        step()
        body = bytes(one.params)
        found, lasts_s = subrequests.answer(head, body, one.custom_id.encode() + b" " + body)
        lines.append(BatchLine(lasts_s, one.custom_id, found.status != 200, Raw(found.body)))
    return lines


def _batch(state: State, call: Call) -> MessageBatch:
    """Return the batch in the path; raises Problem where there is none."""
    name = call.parts["batch"]
    batch = KEPT.load(state, name)
    if batch is None:
        raise _no_batch(name)
    return batch


def _no_batch(name: str) -> Exception:
    return errors.not_found(f"Batch {name} not found")  # worded by analogy


def _shown(state: State, batch: MessageBatch, call: Call) -> Whole:
    return answer(_object(state, batch, call), call)


def _object(state: State, batch: MessageBatch, call: Call) -> dict[str, Any]:
    scheme = "http" if state.settings.tls == NO_TLS else "https"
    path = call.head.path.partition(PATH)[0] + PATH
    host = call.head.field("host") or ""
    return batch.shown(call.now_s, f"{scheme}://{host}{path}/{batch.name}/results")
