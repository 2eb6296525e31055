"""A connection whose task, in which Sanic reads requests, begins with the first that is Sanic's.

Most connections never have one. A task, and what it holds, takes 4 KB, and has to be run once.
"""

from __future__ import annotations

import asyncio
from time import monotonic

from sanic.server.protocols.base_protocol import SanicProtocol

from sanic_mock.server.http1_protocol import Http1Protocol

_LEAST_CHECK_S = 0.1


class LateTaskProtocol(Http1Protocol):
    """Sanic's protocol, but for when its task begins, and who closes what idles until then."""

    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection in, as Sanic does, but begin no task."""
        SanicProtocol.connection_made(self, transport)  # type: ignore[no-untyped-call]
        self.recv_buffer = bytearray()
        self._time = monotonic()
        self.check_timeouts()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End it as Sanic does, and keep nothing of it until the next look at what idles."""
        if self._callback_check_timeouts is not None:
            self._callback_check_timeouts.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Let Sanic have what has come."""
        if self._task is None:
            self._begin_task()
        super().data_received(data)

    def _begin_task(self) -> None:
        """Begin the task, but not again: with its end, it closes the connection."""
        if self.transport is None or self.transport.is_closing():
            return
        if self._callback_check_timeouts is not None:
            self._callback_check_timeouts.cancel()  # the task begins with a check of its own
        self._task = self.loop.create_task(self.connection_task())  # type: ignore[no-untyped-call]

    def check_timeouts(self) -> None:
        """Close what idles too long, and look again otherwise; with a task, Sanic does so."""
        if self._task is not None:
            super().check_timeouts()  # type: ignore[no-untyped-call]
        elif self.transport is not None and not self.transport.is_closing():
            if monotonic() - self._time > self.keep_alive_timeout:
                self.close()
                return
            after_s = max(_LEAST_CHECK_S, self.keep_alive_timeout / 2)
            self._callback_check_timeouts = self.loop.call_later(after_s, self.check_timeouts)
