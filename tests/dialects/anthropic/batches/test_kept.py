"""What is kept of batches, however large their results are."""

from __future__ import annotations

import pytest
from msgspec import Raw

from sanic_mock.dialects.anthropic.batches import kept
from sanic_mock.dialects.anthropic.batches.batch import BatchLine, batch_of
from sanic_mock.dialects.anthropic.batches.kept import KEPT
from sanic_mock.dialects.kept_records import most_bytes
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

CAPACITY = 1 << 23


def lines(size: int) -> list[BatchLine]:
    """Return lines of so many bytes in all."""
    content = Raw(b'"%b"' % (b"x" * 10_000))
    return [BatchLine(1.0, f"{number}", False, content) for number in range(size // 10_000)]


def test_results_larger_than_a_value_of_the_store_are_kept() -> None:
    state = State(Settings("any"), Store(CAPACITY))
    many = lines(3_500_000)
    batch = batch_of("msgbatch_1", 5.0, many)
    assert sum(len(one.content) for one in many) > state.store.largest_bytes

    kept.keep(state, batch, many)

    found = KEPT.load(state, "msgbatch_1")
    assert found is not None
    assert list(kept.lines_of(state, found)) == many
    assert KEPT.forget(state, "msgbatch_1")
    assert state.store.keys("") == []


def test_more_than_is_kept_is_refused_and_nothing_of_it_kept() -> None:
    state = State(Settings("any"), Store(CAPACITY))
    many = lines(most_bytes(state) + 100_000)

    with pytest.raises(Problem, match="the list of this batch's results") as refused:
        kept.keep(state, batch_of("msgbatch_1", 5.0, many), many)

    assert refused.value.status == 413
    assert state.store.keys("") == []


def test_what_newer_things_displaced_is_told() -> None:
    state = State(Settings("any"), Store(CAPACITY))
    many = lines(3_500_000)
    batch = batch_of("msgbatch_1", 5.0, many)
    kept.keep(state, batch, many)
    for number in range(5):
        state.store.put(f"newer {number}", bytes(1_000_000))
    found = KEPT.load(state, "msgbatch_1")

    assert found is not None
    with pytest.raises(Problem, match="took the room"):
        list(kept.lines_of(state, found))
