"""Bounds what bodies of one process take that came compressed, from when they are read.

A few bytes become as many as bodies may have. Who finds no room waits as it came, first come, first
read: what holds room is let go once its answer is made, however long that answer lasts. So all of
them together have at most the budget and one body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

BUDGET_BYTES = 16 << 20


class UnzipBudget:
    """What all such bodies of one process may take.

    Args:
        budget: bytes; one is read as long as those that were take less.

    Attributes:
        held: how many bytes they take, or may take as soon as they are read.
    """

    def __init__(self, budget: int = BUDGET_BYTES) -> None:
        self.held = 0
        self._budget = budget
        self._turn, self._room = asyncio.Lock(), asyncio.Event()
        self._room.set()
        # one whose client has left goes on, and no other beside it
        self._executor = ThreadPoolExecutor(1)

    async def unzip(self, work: Callable[[], bytes | None], most: int) -> bytes | None:
        """Read a body on a thread, as soon as there is room; it holds some until `leave`.

        Args:
            work: returns it, None where it cannot be read, which holds nothing.
            most: how many bytes that may be.
        """
        async with self._turn:
            await self._room.wait()
            self._count(most)
        content = None
        try:
            content = await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self._count(len(content or b"") - most)
        return content

    def leave(self, size: int) -> None:
        """Let go of a body of so many bytes."""
        self._count(-size)

    def _count(self, size: int) -> None:
        self.held += size
        if self.held < self._budget:
            self._room.set()
        else:
            self._room.clear()
