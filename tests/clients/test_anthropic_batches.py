"""Anthropic's official client creates, polls and ends batches, whichever worker answers."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import anthropic
import pytest
from anthropic.types.messages import MessageBatch

from tests.sharing import sharing_profile

QUICK = "latency: 300ms\nworkers: {}\nseed: 1\n"
LATER = "latency: 10m\nworkers: {}\nseed: 1\n"


@pytest.fixture(scope="module", params=[1, 4], ids="{} workers".format)
def workers(request: pytest.FixtureRequest) -> int:
    count: int = request.param
    return count


def client_of(url: str) -> anthropic.Anthropic:
    """Return a client that checks what it is answered."""
    return anthropic.Anthropic(api_key="any", base_url=url, _strict_response_validation=True)


def create(client: anthropic.Anthropic, count: int) -> MessageBatch:
    """Create a batch of so many requests, the last of which is wrong."""
    requests: list[Any] = [
        {
            "custom_id": f"question-{number}",
            "params": {
                "model": "claude-haiku-4-5",
                "max_tokens": 100 if number < count - 1 else -1,
                "messages": [{"role": "user", "content": f"Question {number}"}],
            },
        }
        for number in range(count)
    ]
    return client.messages.batches.create(requests=requests)


def ended(client: anthropic.Anthropic, name: str) -> MessageBatch:
    """Return a batch when it has ended."""
    while (batch := client.messages.batches.retrieve(name)).processing_status != "ended":
        time.sleep(0.02)
    return batch


def test_a_batch_is_polled_until_its_results_are_there(workers: int) -> None:
    with sharing_profile(QUICK.format(workers)) as server, client_of(server.url) as client:
        batch = create(client, 20)
        assert batch.processing_status == "in_progress"
        assert batch.request_counts.processing == 20
        batch = ended(client, batch.id)
        found = {one.custom_id: one.result for one in client.messages.batches.results(batch.id)}

    assert batch.ended_at is not None
    assert (batch.ended_at - batch.created_at).total_seconds() == pytest.approx(0.3, abs=0.001)
    assert (batch.request_counts.succeeded, batch.request_counts.errored) == (19, 1)
    assert len(found) == 20
    assert found["question-3"].type == "succeeded"
    assert found["question-3"].message.usage.service_tier == "batch"
    assert found["question-19"].type == "errored"
    assert found["question-19"].error.error.type == "invalid_request_error"


def test_a_batch_is_cancelled_and_then_deleted(workers: int) -> None:
    with sharing_profile(LATER.format(workers)) as server, client_of(server.url) as client:
        batch = create(client, 5)
        with pytest.raises(anthropic.AnthropicError, match="No `results_url`"):
            client.messages.batches.results(batch.id)
        with pytest.raises(anthropic.BadRequestError, match="still processing"):
            client.messages.batches.delete(batch.id)
        cancelled = client.messages.batches.cancel(batch.id)
        assert cancelled.processing_status == "canceling"
        with suppress(anthropic.BadRequestError):  # it may have ended meanwhile
            again = client.messages.batches.cancel(batch.id)
            assert again.cancel_initiated_at == cancelled.cancel_initiated_at is not None
        batch = ended(client, batch.id)
        assert (batch.request_counts.canceled, batch.request_counts.errored) == (4, 1)
        kinds = [one.result.type for one in client.messages.batches.results(batch.id)]
        assert kinds == ["canceled"] * 4 + ["errored"]

        assert client.messages.batches.delete(batch.id).type == "message_batch_deleted"
        with pytest.raises(anthropic.NotFoundError):
            client.messages.batches.retrieve(batch.id)


def test_batches_are_listed_in_pages(workers: int) -> None:
    with (
        sharing_profile(LATER.format(workers), purpose="pages") as server,
        client_of(server.url) as client,
    ):
        names = [create(client, 1).id for _ in range(5)]
        page = client.messages.batches.list(limit=2)
        assert [one.id for one in page.data] == names[:2:-1]
        assert [one.id for one in page] == names[::-1]
        before = client.messages.batches.list(before_id=names[1], limit=2)
        assert [one.id for one in before.data] == names[3:1:-1]
