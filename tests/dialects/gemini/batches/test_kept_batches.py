"""Batches whose answers newer things took the room of."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import Raw

from sanic_mock.dialects.gemini.batches import batch as batches
from sanic_mock.dialects.gemini.batches import operations
from sanic_mock.dialects.gemini.batches.batch import BatchedAnswer, GeminiBatch
from sanic_mock.dialects.gemini.errors import GeminiProblem
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

NOW_S = 1_787_140_800.0


def calling(name: str = "") -> Call:
    """Return a call for a batch, or for all."""
    head = RequestHead("GET", "/v1beta/batches")
    return Call(head, {"root": "v1beta", "name": name}, {}, b"", bytes(64), NOW_S)


def kept(state: State, name: str, **further: Any) -> GeminiBatch:
    """Return a batch of one answer that is kept from here on."""
    usual: dict[str, Any] = {"file": "", "lasts_s": 1.0, "created_s": NOW_S - 9}
    made = GeminiBatch(
        name=f"batches/{name}",
        model="models/gemini-2.5-flash",
        display_name="",
        requests=1,
        failed=0,
        **usual | further,
    )
    batches.keep(state, made, [BatchedAnswer(0.5, False, Raw(b'{"response":{}}'))])
    return made


def outlive_answers(state: State, name: str, *others: str) -> None:
    """Change a batch, which is newer than its answers by that, and have others take their room.

    Args:
        state: what is kept.
        name: the batch's.
        others: batches that are kept after that.
    """
    full = f"batches/{name}"
    batch = batches.KEPT.change(state, full, lambda one: one)
    assert batch is not None
    for other in others:
        kept(state, other)
    while batches.KEPT.content(state, batch) is not None:
        state.store.put("any", bytes(40))
    assert batches.KEPT.load(state, full) is not None


@pytest.fixture
def state() -> State:
    return State(Settings("any"), Store(1 << 14))


def listed(state: State) -> list[str]:
    """Return the names of a list."""
    content = msgspec.json.decode(operations.list_all(state, calling()).body)
    return [one["name"] for one in content.get("operations", ())]


def test_what_cannot_be_told_is_not_listed_and_hides_nothing(state: State) -> None:
    kept(state, "old")
    outlive_answers(state, "old", "new")

    assert listed(state) == ["batches/new"]
    with pytest.raises(GeminiProblem, match="not found"):
        operations.retrieve(state, calling("old"))


@pytest.mark.parametrize(
    "further", [{"file": "files/any"}, {"cancelled_s": NOW_S - 5}, {"lasts_s": 60.0}]
)
def test_what_tells_no_answers_needs_none(state: State, further: dict[str, Any]) -> None:
    kept(state, "old", **further)
    outlive_answers(state, "old")

    assert listed(state) == ["batches/old"]
    assert operations.retrieve(state, calling("old")).status == 200


def test_a_batch_without_its_answers_can_be_deleted(state: State) -> None:
    kept(state, "old")
    outlive_answers(state, "old")

    assert operations.delete(state, calling("old")).body == b"{}\n"
    with pytest.raises(GeminiProblem, match="not found"):
        operations.delete(state, calling("old"))
