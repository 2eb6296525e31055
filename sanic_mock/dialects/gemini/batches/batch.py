"""A batch at any time: what is kept of it says when each of its requests is done.

All run at once, so a batch ends when the slowest of them does, or when it is cancelled. Nothing has
to happen for that: it is read off the clock, by whichever worker is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from sanic_mock.dialects.gemini import errors, instants
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

Json = dict[str, Any]
BatchState = Literal["PENDING", "RUNNING", "SUCCEEDED", "CANCELLED"]

COLLECTION = "batches/"
RESULTS = "files/batch-"

_TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch"
_CANCELLED = {"code": 1, "message": "The operation was cancelled."}  # worded by analogy


class BatchedAnswer(Struct, array_like=True, gc=False):
    """What becomes of one request.

    Attributes:
        due_s: when it is done, from the batch's beginning.
        is_error: whether it is answered an error.
        told: the answer, with what its client has said of the request, as JSON.
    """

    due_s: float
    is_error: bool
    told: Raw


class GeminiBatch(KeptRecord, kw_only=True):
    """One batch.

    Attributes:
        model: that answers, with its collection.
        display_name: its client's name for it.
        file: the file that its requests came in; "" for none.
        requests: how many it has.
        failed: how many are answered errors.
        lasts_s: how long it takes.
        cancelled_s: when its end was asked for, unix seconds; 0 where it was not.
        done: how many requests were done by then.
    """

    model: str
    display_name: str
    file: str
    requests: int
    failed: int
    lasts_s: float
    cancelled_s: float = 0.0
    done: int = 0

    def state(self, now_s: float) -> BatchState:
        """Return how far it is."""
        if self.cancelled_s:
            return "CANCELLED"
        return "SUCCEEDED" if now_s >= self.created_s + self.lasts_s else "RUNNING"

    @property
    def results(self) -> str:
        """The name of the file that has its answers, where its requests came in one."""
        return RESULTS + self.name.removeprefix(COLLECTION)

    def shown(self, state: BatchState, answers: Sequence[BatchedAnswer]) -> Json:
        """Return the operation that it is [gemini-2026].

        Args:
            state: how far it is.
            answers: of its requests, which are told when it has succeeded.
        """
        begun = state in ("PENDING", "RUNNING")
        created = instants.printed(self.created_s, instants.NANOS)
        ended = instants.printed(self.cancelled_s or self.created_s + self.lasts_s, instants.NANOS)
        output = self._output(answers) if state == "SUCCEEDED" else {}
        metadata: Json = {
            "@type": _TYPE,
            "model": self.model,
            "displayName": self.display_name,
            **({"inputConfig": {"fileName": self.file}} if self.file else {}),
            **({"output": output} if output else {}),
            "createTime": created,
            **({} if begun else {"endTime": ended}),
            "updateTime": created if begun else ended,
            "batchStats": self._stats(state),
            "state": f"BATCH_STATE_{state}",
            "name": self.name,
        }
        found: Json = {"name": self.name, "metadata": metadata}
        if output:
            return found | {"done": True, "response": {"@type": f"{_TYPE}Output", **output}}
        return found if begun else found | {"done": True, "error": _CANCELLED}

    def _output(self, answers: Sequence[BatchedAnswer]) -> Json:
        if self.file:
            return {"responsesFile": self.results}
        return {"inlinedResponses": {"inlinedResponses": [_told(one.told) for one in answers]}}

    def _stats(self, state: BatchState) -> Json:
        """Return how many requests came to what, without what is none."""
        done = self.requests if state == "SUCCEEDED" else self.done
        failed = self.failed if state == "SUCCEEDED" else 0
        counts = {
            "requestCount": self.requests,
            "successfulRequestCount": done - failed,
            "failedRequestCount": failed,
            "pendingRequestCount": self.requests - done,
        }
        return {name: str(count) for name, count in counts.items() if count}


def too_large(most: int) -> errors.GeminiProblem:
    """A batch whose answers are more than is kept."""
    return errors.too_large("the answers of this batch", most)


KEPT = KeptRecords(COLLECTION, GeminiBatch, too_large)
_encode = msgspec.json.Encoder().encode
_told = msgspec.json.decode
_answers = msgspec.json.Decoder(list[BatchedAnswer]).decode


def keep(state: State, batch: GeminiBatch, answers: Sequence[BatchedAnswer]) -> None:
    """Keep a batch; raises GeminiProblem where its answers are more than is kept."""
    KEPT.keep(state, batch, _encode(answers))


def load(state: State, name: str) -> GeminiBatch:
    """Return a batch; raises GeminiProblem where there is none."""
    batch = KEPT.load(state, name)
    if batch is None:
        raise errors.not_found()
    return batch


def answers_of(state: State, batch: GeminiBatch) -> Sequence[BatchedAnswer]:
    """Return the answers of a batch; raises GeminiProblem where newer things took their room."""
    content = KEPT.content(state, batch)
    if content is None:
        raise errors.not_found()
    return _answers(content)
