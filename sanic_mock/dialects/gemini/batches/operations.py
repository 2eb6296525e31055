"""The operations of batches: who creates one does not wait for it [gemini-2026]."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import structs

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.batches import batch as batches
from sanic_mock.dialects.gemini.batches.batch import (
    COLLECTION,
    RESULTS,
    BatchedAnswer,
    GeminiBatch,
)
from sanic_mock.dialects.gemini.batches.request import BatchItem, read_batch
from sanic_mock.dialects.gemini.files import file
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.ids import resource_id
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.pages import page
from sanic_mock.dialects.gemini.surface import surface_of
from sanic_mock.dialects.kept_records import most_bytes
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.offload import step

Json = dict[str, Any]

_LETTERS = 36
_METHOD = "batchGenerateContent"
# Of google.rpc.Code, by the statuses of HTTP that stand for them.
_CODES = {
    400: 3,
    401: 16,
    403: 7,
    404: 5,
    409: 10,
    429: 8,
    499: 1,
    500: 13,
    501: 12,
    503: 14,
    504: 4,
}
_encode = msgspec.json.Encoder().encode


def create(state: State, call: Call) -> Whole:
    """Begin a batch: answer all of its requests, and keep when each is done."""
    surface, model = surface_of(call.parts["root"]), call.parts["model"]
    if surface is None or surface.is_vertex:
        raise errors.unknown_path()
    if not state.part(Kitchen).serves(model):
        raise errors.no_model(surface, model, _METHOD)
    asked = read_batch(state, call, surface)
    answers = _answer_all(state, call, asked.requests)
    made = GeminiBatch(
        name=COLLECTION + resource_id(call.digest, _LETTERS),
        created_s=call.now_s,
        model=surface.resource(model),
        display_name=asked.display_name,
        file=asked.file,
        requests=len(answers),
        failed=sum(one.is_error for one in answers),
        lasts_s=max(one.due_s for one in answers),
    )
    batches.keep(state, made, answers)
    return answer(made.shown("PENDING", ()), call, is_vertex=False)


def retrieve(state: State, call: Call) -> Whole:
    """Return a batch as it is just now."""
    return answer(_shown(state, _named(state, call), call), call, is_vertex=False)


def list_all(state: State, call: Call) -> Whole:
    """Return a page of batches, the newest first, of those whose answers are still kept."""

    def shown(batch: GeminiBatch) -> Json:
        try:
            return _shown(state, batch, call)
        except errors.GeminiProblem:
            return {}

    found = page("operations", batches.KEPT.load_all(state), shown, call)
    return answer(found, call, is_vertex=False)


def cancel(state: State, call: Call) -> Whole:
    """End a batch; those of its requests that are not done never are."""
    named = _named(state, call)
    passed_s = call.now_s - named.created_s
    done = sum(one.due_s <= passed_s for one in batches.answers_of(state, named))

    def cancelled(batch: GeminiBatch) -> GeminiBatch:
        if batch.state(call.now_s) != "RUNNING":
            return batch
        return structs.replace(batch, cancelled_s=call.now_s, done=done)

    if batches.KEPT.change(state, named.name, cancelled) is None:
        raise errors.not_found()
    return answer({}, call, is_vertex=False)


def delete(state: State, call: Call) -> Whole:
    """Forget a batch."""
    if not batches.KEPT.forget(state, _name(call)):
        raise errors.not_found()
    return answer({}, call, is_vertex=False)


def download(state: State, call: Call) -> Whole:
    """Return the answers of a batch whose requests came in a file, a line for each."""
    name = f"files/{call.parts['name']}"
    if not name.startswith(RESULTS):
        file.load(state, name)
        raise errors.wrong_argument(  # worded by analogy
            "Only files with source GENERATED can be downloaded."
        )
    batch = batches.load(state, COLLECTION + name.removeprefix(RESULTS))
    if batch.state(call.now_s) != "SUCCEEDED" or not batch.file:
        raise errors.no_file(call.parts["name"])
    lines = b"".join(b"%b\n" % one.told for one in batches.answers_of(state, batch))
    return Whole(200, HEADS[False].fields("counted", int(call.now_s)), lines)


def _name(call: Call) -> str:
    return COLLECTION + call.parts["name"]


def _named(state: State, call: Call) -> GeminiBatch:
    return batches.load(state, _name(call))


def _shown(state: State, batch: GeminiBatch, call: Call) -> Json:
    """Return a batch as it is just now, with its answers where it tells them itself."""
    how_far = batch.state(call.now_s)
    tells = how_far == "SUCCEEDED" and not batch.file
    return batch.shown(how_far, batches.answers_of(state, batch) if tells else ())


def _answer_all(state: State, call: Call, requests: Iterable[BatchItem]) -> list[BatchedAnswer]:
    """Return what becomes of each request; nobody waits for one after the other.

    Raises:
        GeminiProblem: there are none, or so many that their answers are more than is kept.
    """
    path = f"{call.head.path.removesuffix(_METHOD)}generateContent"
    head = call.head._replace(path=path)
    answers: list[BatchedAnswer] = []
    left = most = most_bytes(state)
    for number, one in enumerate(requests):
        due_s, is_error, told = _answered(state, head, one, number)
        encoded = _encode(told)
        left -= len(encoded)
        if left < 0:
            raise batches.too_large(most)
        answers.append(BatchedAnswer(due_s, is_error, msgspec.Raw(encoded)))
    if not answers:
        raise errors.wrong_argument(  # worded by analogy
            "* BatchGenerateContentRequest.batch.input_config: input_config has no requests\n"
        )
    return answers


def _answered(
    state: State, head: RequestHead, one: BatchItem, number: int
) -> tuple[float, bool, Json]:
    """Return when a request is done, whether it is answered an error, and what is told of it."""
    step()
    assert state.subrequests is not None
    found, lasts_s = state.subrequests.answer(head, one.body, b"%d %b" % (number, one.body))
    told: Json = msgspec.json.decode(found.body)
    if found.status == 200:
        return lasts_s, False, {"response": told, **one.named}
    error = told["error"]
    status = {"code": _CODES.get(found.status, 2), "message": error["message"]}
    status |= {"details": error["details"]} if "details" in error else {}
    return lasts_s, True, {"error": status, **one.named}
