"""Lets large answers be made slice by slice: one slice in a turn of the loop, however many are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TypeVar

S = TypeVar("S")


class Turns:
    """A queue of those who make something large, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def take(self, parts: Iterator[S]) -> S | None:
        """Return the next part, None behind the last; others have their turn after it."""
        async with self._lock:
            part = next(parts, None)
            await asyncio.sleep(0)
        return part
