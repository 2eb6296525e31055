"""A batch at any time, read off the clock."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import Raw

from sanic_mock.dialects.anthropic.batches.batch import (
    CANCELING_S,
    DAY_S,
    BatchLine,
    MessageBatch,
    batch_of,
    results,
)

BEGUN = 1_755_614_970.044811  # 19 August 2026, as one was recorded
FAST = BatchLine(1.0, "fast", False, Raw(b'{"id":"msg_1"}'))
WRONG = BatchLine(0.0, "wrong", True, Raw(b'{"type":"error"}'))
SLOW = BatchLine(9.5, "slow", False, Raw(b'{"id":"msg_2"}'))
ENDLESS = BatchLine(2 * DAY_S, "endless", False, Raw(b'{"id":"msg_3"}'))
LINES = [FAST, WRONG, SLOW]


def batch(*lines: BatchLine) -> MessageBatch:
    """Return a batch that begins."""
    return batch_of("msgbatch_01", BEGUN, list(lines))


def outcomes(of: MessageBatch, lines: list[BatchLine]) -> dict[str, str]:
    """Return the type of each result."""
    told = map(json.loads, results(lines, of.end))
    return {one["custom_id"]: one["result"]["type"] for one in told}


def shown(of: MessageBatch, after_s: float) -> dict[str, Any]:
    """Return the batch's object so long after its beginning."""
    return of.shown(BEGUN + after_s, "http://here/results")


@pytest.mark.parametrize(
    ("after_s", "status"), [(0.0, "in_progress"), (9.4, "in_progress"), (9.6, "ended")]
)
def test_a_batch_ends_when_its_slowest_request_does(after_s: float, status: str) -> None:
    assert shown(batch(*LINES), after_s)["processing_status"] == status


def test_counts_and_results_come_when_a_batch_ends() -> None:
    before, after = shown(batch(*LINES), 9.4), shown(batch(*LINES), 9.6)

    assert before["request_counts"].processing == 3
    assert (before["ended_at"], before["results_url"]) == (None, None)
    counts = after["request_counts"]
    assert (counts.processing, counts.succeeded, counts.errored) == (0, 2, 1)
    assert after["results_url"] == "http://here/results"


def test_moments_have_millionths_and_a_zone() -> None:
    object_ = shown(batch(*LINES), 9.6)

    assert object_["created_at"] == "2025-08-19T14:49:30.044811+00:00"
    assert object_["ended_at"] == "2025-08-19T14:49:39.544811+00:00"
    assert object_["expires_at"] == "2025-08-20T14:49:30.044811+00:00"


def test_what_is_done_when_a_batch_is_cancelled_stays() -> None:
    cancelled = batch(*LINES).cancelled(BEGUN + 2, LINES)

    assert shown(cancelled, 2)["processing_status"] == "canceling"
    assert shown(cancelled, 2 + CANCELING_S + 0.01)["processing_status"] == "ended"
    assert (cancelled.counts.succeeded, cancelled.counts.canceled) == (1, 1)
    assert outcomes(cancelled, LINES) == {
        "fast": "succeeded",
        "wrong": "errored",
        "slow": "canceled",
    }


def test_what_takes_longer_than_a_day_expires() -> None:
    endless = batch(FAST, ENDLESS)

    assert endless.lasts_s == DAY_S
    assert outcomes(endless, [FAST, ENDLESS]) == {"fast": "succeeded", "endless": "expired"}


def test_a_clock_that_is_set_back_ends_nothing() -> None:
    assert batch(*LINES).status(BEGUN - 100) == "in_progress"
    assert batch(*LINES).cancelled(BEGUN - 100, LINES).counts.canceled == 2
