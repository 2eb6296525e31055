"""A request whose head is known and whose body is still on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic_mock.server.body_watch import BodyWatch


class ArrivingRequest:
    """The parts of one request at a time, until all of it is there.

    Args:
        loop: the loop that runs.
        give_up: called once a body has taken too long.
    """

    __slots__ = ("_missing", "_parts", "_watch")

    def __init__(self, loop: asyncio.AbstractEventLoop, give_up: Callable[[], None]) -> None:
        self._watch = BodyWatch(loop, give_up)
        self._parts: list[bytes] = []
        self._missing = 0

    def begin(self, first: bytes, missing: int, limit_s: float) -> None:
        """Wait for so many more bytes, at least 1; 0 seconds are no limit."""
        self._parts = [first]
        self._missing = missing
        self._watch.begin(limit_s)

    def add(self, part: bytes) -> tuple[bytes, bytes] | None:
        """Take what arrived; return the request and what follows it, None until it is whole."""
        missing = self._missing
        self._parts.append(part[:missing])
        self._missing = missing - len(part)
        if self._missing > 0:
            return None
        self._watch.end()
        return self.take(), part[missing:]

    def take(self) -> bytes:
        """Return all that has arrived, and forget it."""
        request, self._parts = b"".join(self._parts), []
        return request

    def close(self) -> None:
        """Forget the connection."""
        self._parts.clear()
        self._watch.close()
