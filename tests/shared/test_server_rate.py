"""All processes of a server have one rate, exactly; whoever cannot have the lock goes on."""

from __future__ import annotations

import asyncio
import os
import signal

from sanic_mock.shared.server_rate import ServerRate
from tests.shared.killing import ended, fork

EACH, WORKERS = 2000, 4


def reserve_all(rate: ServerRate) -> None:
    for _ in range(EACH):
        rate.reserve(0, 10)


def test_bytes_pass_one_after_the_other() -> None:
    rate = ServerRate()
    assert [rate.reserve(100, 10), rate.reserve(100, 10), rate.reserve(500, 0)] == [110, 120, 500]


def test_what_several_processes_let_pass_adds_up() -> None:
    rate = ServerRate()
    pids = [fork(lambda: reserve_all(rate)) for _ in range(WORKERS)]
    for pid in pids:
        assert ended(pid) == 0
    assert rate.reserve(0, 0) == EACH * WORKERS * 10


def test_who_does_not_get_the_lock_is_charged_later() -> None:
    rate = ServerRate()
    rate.reserve(0, 1000)
    pid = fork(lambda: stop_with(rate))
    os.waitpid(pid, os.WUNTRACED)

    async def on_a_loop() -> list[int]:
        return [rate.reserve(0, 10), rate.reserve(0, 10), rate.reserve(5000, 10)]

    assert asyncio.run(on_a_loop()) == [1010, 1020, 5030]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert rate.reserve(0, 10) == 1040


def stop_with(rate: ServerRate) -> None:
    """Stop while holding the lock."""
    with rate._lock:
        os.kill(os.getpid(), signal.SIGSTOP)


def test_a_killed_process_leaves_the_lock() -> None:
    rate = ServerRate()

    def die() -> None:
        with rate._lock:
            os.kill(os.getpid(), signal.SIGKILL)

    ended(fork(die))
    assert rate.reserve(7, 3) == 10
