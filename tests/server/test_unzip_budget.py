"""What compressed bodies take once they are read is bounded, and none waits for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from sanic_mock.server.unzip_budget import UnzipBudget

KIB = 1 << 10


async def settled(is_so: Callable[[], bool]) -> None:
    """Return when something has become so."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.001)


def test_all_together_have_at_most_the_budget_and_one_body() -> None:
    async def scene() -> int:
        budget, most = UnzipBudget(4 * KIB), 0

        async def answer(size: int) -> None:
            nonlocal most
            content = await budget.unzip(partial(bytes, size), 3 * KIB)
            most = max(most, budget.held)
            await asyncio.sleep(0.001)
            budget.leave(len(content or b""))

        async with asyncio.timeout(10):
            await asyncio.gather(*(answer(size) for size in [3 * KIB, KIB, 0, 2 * KIB] * 20))
        assert budget.held == 0
        return most

    assert 4 * KIB <= asyncio.run(scene()) < 7 * KIB


def test_who_came_first_is_read_first() -> None:
    async def scene() -> list[int]:
        budget, read = UnzipBudget(1), []

        async def answer(number: int) -> None:
            await budget.unzip(lambda: b"x", 1)
            read.append(number)
            await asyncio.sleep(0)
            budget.leave(1)

        await asyncio.gather(*map(answer, range(20)))
        return read

    assert asyncio.run(scene()) == list(range(20))


@pytest.mark.parametrize("content", [None, b""])
def test_what_cannot_be_read_holds_nothing(content: bytes | None) -> None:
    async def scene() -> UnzipBudget:
        budget = UnzipBudget(1)
        for _ in range(3):
            assert await budget.unzip(lambda: content, 100) == content
        return budget

    assert asyncio.run(scene()).held == 0


def test_what_fails_holds_nothing() -> None:
    async def scene() -> UnzipBudget:
        budget = UnzipBudget(1)
        with pytest.raises(ZeroDivisionError):
            await budget.unzip(lambda: bytes(1 // 0), 100)
        return budget

    assert asyncio.run(scene()).held == 0


def test_who_leaves_makes_room_and_two_are_never_read_at_once() -> None:
    go_on, reading, most = threading.Event(), 0, 0

    def slow() -> bytes:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        go_on.wait(10)
        reading -= 1
        return b"x"

    async def scene() -> None:
        budget = UnzipBudget(1)

        def begin() -> asyncio.Task[bytes | None]:
            asking: Awaitable[bytes | None] = budget.unzip(slow, 1)
            return asyncio.ensure_future(asking)

        first, waiting, last = begin(), begin(), begin()
        await settled(lambda: reading == 1)
        waiting.cancel()
        first.cancel()  # its work goes on
        await settled(lambda: budget.held == 1)  # the last one's
        go_on.set()
        async with asyncio.timeout(10):
            assert await last == b"x"
        assert budget.held == 1

    asyncio.run(scene())
    assert most == 1
