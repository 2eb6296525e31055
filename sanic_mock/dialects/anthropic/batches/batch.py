"""A batch at any time: what is kept of it says when each of its requests is done.

All run at once, so a batch ends when the slowest of them does, or with its day, or soon after it is
cancelled. Nothing has to happen for that: it is read off the clock, by whichever worker is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from sanic_mock.dialects.kept_records import KeptRecord
from sanic_mock.units import utc_second

Status = Literal["in_progress", "canceling", "ended"]

DAY_S = 24 * 60 * 60.0
# A batch that is cancelled is told as `canceling` for this long; the service's time is not known.
CANCELING_S = 0.1
_MILLION = 1_000_000


class BatchLine(Struct, array_like=True, gc=False):
    """What becomes of one request.

    Attributes:
        due_s: when it is done, from the batch's beginning.
        custom_id: its client's name for it.
        is_error: whether it is answered an error.
        content: the answer.
    """

    due_s: float
    custom_id: str
    is_error: bool
    content: Raw

    def outcome(self, end: BatchEnd) -> str:
        """Return the type of its result, in a batch that ends so."""
        if self.due_s > end.after_s:
            return end.rest
        return "errored" if self.is_error else "succeeded"

    def result(self, end: BatchEnd) -> bytes:
        """Return its line among the results."""
        outcome = self.outcome(end)
        if outcome == end.rest:
            told = b'{"type":"%b"}' % outcome.encode()
        else:
            member = b"error" if self.is_error else b"message"
            told = b'{"type":"%b","%b":%b}' % (outcome.encode(), member, self.content)
        return b'{"custom_id":"%b","result":%b}\n' % (self.custom_id.encode(), told)


class BatchEnd(Struct, gc=False):
    """Up to when requests are answered.

    Attributes:
        after_s: from the batch's beginning.
        rest: what becomes of those that are not done by then.
    """

    after_s: float = DAY_S
    rest: Literal["canceled", "expired"] = "expired"


class RequestCounts(Struct, gc=False):
    """How many requests of a batch came to what."""

    processing: int = 0
    succeeded: int = 0
    errored: int = 0
    canceled: int = 0
    expired: int = 0


class MessageBatch(KeptRecord, kw_only=True):
    """One batch.

    Attributes:
        requests: how many it has.
        lasts_s: how long it takes until it has ended.
        counts: what they come to when it has.
        end: up to when they are answered.
        cancelled_s: when that was asked for, unix seconds; 0 where it was not.
    """

    requests: int
    lasts_s: float
    counts: RequestCounts
    end: BatchEnd
    cancelled_s: float = 0.0

    def status(self, now_s: float) -> Status:
        """Return how far it is."""
        if now_s - self.created_s >= self.lasts_s:
            return "ended"
        return "canceling" if self.cancelled_s else "in_progress"

    def shown(self, now_s: float, results_url: str) -> dict[str, Any]:
        """Return its object [messages-2026]; counts move when it has ended."""
        return self._shown(self.status(now_s), results_url)

    def begun(self) -> dict[str, Any]:
        """Return its object as whoever creates it sees it: even one that takes no time is begun."""
        return self._shown("in_progress", "")

    def cancelled(self, now_s: float, lines: Iterable[BatchLine]) -> MessageBatch:
        """Return it as it becomes if it is cancelled."""
        end = BatchEnd(max(0.0, now_s - self.created_s), "canceled")
        return msgspec.structs.replace(
            self,
            lasts_s=end.after_s + CANCELING_S,
            counts=counted(lines, end),
            end=end,
            cancelled_s=now_s,
        )

    def _shown(self, status: Status, results_url: str) -> dict[str, Any]:
        has_ended = status == "ended"
        return {
            "id": self.name,
            "type": "message_batch",
            "processing_status": status,
            "request_counts": self.counts if has_ended else RequestCounts(self.requests),
            "ended_at": _moment(self.created_s + self.lasts_s) if has_ended else None,
            "created_at": _moment(self.created_s),
            "expires_at": _moment(self.created_s + DAY_S),
            "archived_at": None,
            "cancel_initiated_at": _moment(self.cancelled_s) if self.cancelled_s else None,
            "results_url": results_url if has_ended else None,
        }


def batch_of(name: str, created_s: float, lines: list[BatchLine]) -> MessageBatch:
    """Return a batch that begins."""
    end = BatchEnd()
    lasts_s = min(DAY_S, max(line.due_s for line in lines))
    return MessageBatch(
        name=name,
        created_s=created_s,
        requests=len(lines),
        lasts_s=lasts_s,
        counts=counted(lines, end),
        end=end,
    )


def counted(lines: Iterable[BatchLine], end: BatchEnd) -> RequestCounts:
    """Return what requests come to in a batch that ends so."""
    return RequestCounts(**Counter(line.outcome(end) for line in lines))


def results(lines: Iterable[BatchLine], end: BatchEnd) -> Iterator[bytes]:
    """Yield the results of a batch, a line for each."""
    return (line.result(end) for line in lines)


def _moment(at_s: float) -> str:
    """Print a unix second with its millionths, as batches have it."""
    whole, millionths = divmod(round(at_s * _MILLION), _MILLION)
    return f"{utc_second(whole)}.{millionths:06}+00:00"
