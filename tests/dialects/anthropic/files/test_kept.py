"""What is kept of files, and when it has gone."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.anthropic.files import kept
from sanic_mock.dialects.anthropic.files.kept import StoredFile
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store


def state_at(up_s: float, store: Store | None = None) -> State:
    """Return what endpoints share when the server is ready for so long."""
    return State(Settings("any"), store or Store(1 << 16), up_s=lambda: up_s)


def stored(size: int, **times: float) -> StoredFile:
    """Return what is told of a file."""
    return StoredFile(
        name="file_01",
        created_s=5.0,
        filename="a.txt",
        mime_type="text/plain",
        size=size,
        **times,  # type: ignore[arg-type]  # parts is none of them
    )


def test_a_file_that_expires_has_gone_by_then() -> None:
    store = Store(1 << 16)
    file = stored(2, expires_s=3605.0, gone_s=3600.0)
    kept.KEPT.keep(state_at(0, store), file, b"ab")

    assert kept.load(state_at(3599, store), "file_01") == file
    assert kept.KEPT.load_all(state_at(3601, store)) == []
    with pytest.raises(Problem, match="has expired") as gone:
        kept.load(state_at(3601, store), "file_01")
    assert gone.value.code == "file_expired"


def test_a_file_that_is_larger_than_what_is_kept_is_refused() -> None:
    file = stored(1 << 16)

    with pytest.raises(Problem, match="32,768 bytes") as refused:
        kept.KEPT.keep(state_at(0), file, bytes(1 << 16))
    assert refused.value.status == 413


def test_only_what_is_a_file_is_deleted() -> None:
    state = state_at(0)
    state.store.put("msgbatch_01", b"{}")

    with pytest.raises(Problem, match="File not found"):
        kept.forget(state, "msgbatch_01")
