"""Both kinds of mutex: one holder at a time, over threads and processes, and none that is dead."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from sanic_mock.shared.memory import Memory
from sanic_mock.shared.mutex import Mutex, file_mutex, make_mutex
from tests.shared.killing import ended, fork


class Owner:
    """Somebody a mutex lives as long as."""


@pytest.fixture(params=[make_mutex, file_mutex])
def mutex(request: pytest.FixtureRequest) -> Mutex:
    make: Callable[[object], Mutex] = request.param
    return make(request.getfixturevalue("owner"))


@pytest.fixture
def owner() -> Owner:
    return Owner()


def elsewhere(work: Callable[[], bool]) -> bool:
    """Return what work comes to in another process."""
    return ended(fork(lambda: os._exit(int(work())))) == 1


def test_who_has_it_is_the_only_one(mutex: Mutex) -> None:
    found: list[bool] = []
    assert mutex.take()
    assert not mutex.take()
    assert not elsewhere(mutex.take)
    thread = threading.Thread(target=lambda: found.append(mutex.take()))
    thread.start()
    thread.join()
    assert found == [False]

    mutex.free()

    assert mutex.take()
    mutex.free()


def test_a_holder_that_is_killed_has_it_no_more(mutex: Mutex) -> None:
    for _ in range(3):  # nobody's death is the last that is noticed

        def die() -> None:
            mutex.take()
            os.kill(os.getpid(), signal.SIGKILL)

        assert ended(fork(die)) == -signal.SIGKILL
        assert mutex.take()
        assert not elsewhere(mutex.take)
        mutex.free()
    assert elsewhere(mutex.take)


def test_a_holders_child_does_not_have_it(mutex: Mutex) -> None:
    assert mutex.take()
    assert ended(fork(lambda: None)) == 0
    assert not elsewhere(mutex.take)
    mutex.free()


def test_processes_that_add_at_once_lose_nothing(mutex: Mutex) -> None:
    words = Memory(8).words

    def add() -> None:
        for _ in range(2000):
            while not mutex.take():
                pass
            words[0] += 1
            mutex.free()

    for pid in [fork(add) for _ in range(4)]:
        assert ended(pid) == 0
    assert words[0] == 8000


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is a lock on a file anyway")
def test_where_the_c_library_has_none_it_is_a_lock_on_a_file(
    monkeypatch: pytest.MonkeyPatch, owner: Owner
) -> None:
    monkeypatch.setattr("sanic_mock.shared.mutex._robust_mutex", lambda: None)
    monkeypatch.delattr(os, "memfd_create", raising=False)
    found = make_mutex(owner)

    assert found.take()
    assert not elsewhere(found.take)
    found.free()
    assert elsewhere(found.take)
