"""A connection whose task, in which Sanic reads requests, begins with the first that is Sanic's.

Most connections never have one. A task, and what it holds, takes 4 KB, and has to be run once; who
is at both ends of the connection, and what is waited for, takes 3 KB more, which only it asks for.
Until then `idle_watch` looks at them all.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from sanic.models.server_types import ConnInfo

from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.late_event import LateEvent

# Bytes that wait to be sent: from so many on a client counts as one that does not read, and down to
# so many it does; Sanic's.
_MOST_WAITING, _FEW_WAITING = 65_536, 16_384


class _Ends:
    """What Sanic asks of every connection's `ConnInfo`.

    Attributes:
        lost: whether the connection is.
    """

    __slots__ = ("lost",)

    def __init__(self) -> None:
        self.lost = False


class LateTaskProtocol(Http1Protocol):
    """Sanic's protocol, but for when its task begins, and who closes what idles until then."""

    __slots__ = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state = None  # with the task
        self._can_write: Any = LateEvent(is_set=True)
        self._data_received: Any = LateEvent()

    def connection_made(self, transport: Any) -> None:
        """Take a connection in, as Sanic does, but begin no task."""
        transport.set_write_buffer_limits(low=_FEW_WAITING, high=_MOST_WAITING)
        self.transport = transport
        self.connections.add(self)
        self.conn_info: Any = _Ends()
        self.recv_buffer = bytearray()
        self._time = monotonic()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End it as Sanic does, and keep nothing of it until Sanic's next look at what idles."""
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
        self.state = {"requests_count": 0}
        transport: Any = self.transport
        self.conn_info = ConnInfo(transport, unix=self._unix)
        self._task = self.loop.create_task(self.connection_task())  # type: ignore[no-untyped-call]

    def check_idle(self) -> None:
        """See Http1Protocol."""
        if self._task is None:
            self.check_timeouts()

    def check_timeouts(self) -> None:
        """Close what idles too long; with a task, Sanic does so, and looks again."""
        transport = self.transport
        if self._task is not None:
            super().check_timeouts()  # type: ignore[no-untyped-call]
        elif transport is None or transport.is_closing():
            return
        elif monotonic() - self._time > self.keep_alive_timeout:
            self.close()
