"""A sink for a coroutine, which sends what it takes from there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sanic.exceptions import ServerError

from sanic_mock.server.shaped_response import MOST_WAITING_BYTES

MOST_WAITING = 16


class QueueSink:
    """A sink for a coroutine: what is sent waits here to be taken; see sink.Sink."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[bytes, bool]] = asyncio.Queue()
        self._bytes = 0
        self._is_reset = False

    def open(self) -> None:
        """See sink.Sink."""
        self.write(b"")

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        self._bytes += len(content)
        self._waiting.put_nowait((content, False))

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self._bytes += len(content)
        self._waiting.put_nowait((content, True))

    def reset(self) -> None:
        """See sink.Sink."""
        self._is_reset = True
        self._waiting.put_nowait((b"", True))

    def is_blocked(self) -> bool:
        """See sink.Sink; Sanic's own `send` waits for the client to read."""
        return self._waiting.qsize() >= MOST_WAITING or self._bytes > MOST_WAITING_BYTES

    async def contents(self) -> AsyncIterator[bytes]:
        """Yield all that is sent, to the end; raises ServerError where it will not come."""
        is_last = False
        while not is_last:
            content, is_last = await self._waiting.get()
            if self._is_reset:
                raise ServerError("an answer failed on its way")
            yield content
            self._bytes -= len(content)
