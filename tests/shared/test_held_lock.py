"""What becomes of those who want the lock while a stopped process has it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Iterator

import pytest

from sanic_mock.errors import HeldError, Lengthy
from sanic_mock.shared.memory import LONGEST_S
from sanic_mock.shared.store import LEAST_BYTES, Store
from tests.patience import within
from tests.shared.killing import ended, fork


@pytest.fixture
def held() -> Iterator[tuple[Store, int]]:
    """Yield a store, and the process that was stopped in the middle of a change of it."""
    store = Store(LEAST_BYTES)
    store.put("mine", b"old")

    def stop(old: bytes | None) -> bytes:
        os.kill(os.getpid(), signal.SIGSTOP)
        return b"new"

    pid = fork(lambda: store.update("mine", stop))
    os.waitpid(pid, os.WUNTRACED)
    yield store, pid
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


async def on_a_loop(store: Store) -> None:
    store.put("other", b"x")


def test_an_event_loop_does_not_wait_for_it(held: tuple[Store, int]) -> None:
    with pytest.raises(Lengthy):
        asyncio.run(on_a_loop(held[0]))


def test_a_thread_waits_for_a_bounded_time_once_and_says_so_once(
    held: tuple[Store, int], caplog: pytest.LogCaptureFixture
) -> None:
    store = held[0]
    with caplog.at_level(logging.WARNING):
        with pytest.raises(HeldError):
            store.get("mine")
        with within(LONGEST_S):
            with pytest.raises(HeldError):
                asyncio.run(on_a_loop(store))
            assert store.keep("other", b"x") is False

    assert len(caplog.records) == 1
    assert "nothing is kept" in store.trouble


def test_who_is_continued_ends_its_change_and_others_go_on(held: tuple[Store, int]) -> None:
    store, pid = held
    assert store.keep("other", b"x") is False

    os.kill(pid, signal.SIGCONT)

    assert ended(pid) == 0
    assert store.get("mine") == b"new"
    assert store.get("other") is None
    assert store.trouble == ""


def test_a_lock_is_free_when_its_stopped_owner_is_killed(held: tuple[Store, int]) -> None:
    store, pid = held
    os.kill(pid, signal.SIGKILL)
    ended(pid)

    assert store.keep("other", b"x") is True
    assert store.get("mine") == b"old"
