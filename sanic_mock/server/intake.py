"""Takes connections into one process, and gives each to a protocol of its own.

Where they come from is handed in: a listening socket, or the channel from the parent. Both are
asked without waiting, for one connection a turn of the loop, as libuv does: a burst delays no
stream, and a second look each time, which mostly finds nothing, costs more than the turn.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ssl import SSLContext
from typing import Any, Protocol

from sanic_mock.server.shortage import CAUSES, RETRY_S, Shortage

Factory = Callable[[], asyncio.Protocol]


class ConnectionSource(Protocol):
    """Where connections come from: a listening socket, or what is asked like one."""

    def fileno(self) -> int:
        """Return what becomes readable when a connection comes."""

    def accept(self) -> Any:
        """Return a connection; raise BlockingIOError where there is none."""

    def close(self) -> None:
        """Let no more come."""


class Connections(set[Any]):
    """The open connections of a process, as Sanic's protocols keep them; tells when one ends."""

    def __init__(self, note_end: Callable[[], None]) -> None:
        super().__init__()
        self._note_end = note_end

    def discard(self, connection: Any) -> None:
        """Forget a connection that has ended."""
        if connection in self:
            super().discard(connection)
            self._note_end()


class Intake:
    """Takes connections in from one source.

    Args:
        accept: returns the next connection; raises BlockingIOError where there is none just now,
            EOFError where there never will be.
        source: what becomes readable, and is closed in the end.
        shortage: is told when descriptors run out.
        tls: what encrypts connections; None is nothing.
        note_end: is called for each connection that has ended.
    """

    def __init__(
        self,
        accept: Callable[[], socket.socket],
        source: ConnectionSource,
        shortage: Shortage,
        tls: SSLContext | None = None,
        note_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.connections: set[Any] = Connections(note_end)
        self._accept = accept
        self._source = source
        self.shortage = shortage
        self._tls = tls
        self._note_end = note_end
        self._opening: set[asyncio.Task[Any]] = set()
        self._retry: asyncio.TimerHandle | None = None

    def open(self, loop: asyncio.AbstractEventLoop, factory: Factory) -> None:
        """Begin; `factory` makes the protocol of a connection."""
        self._loop = loop
        self._factory = factory
        loop.add_reader(self._source.fileno(), self._take)

    def close(self) -> None:
        """Take no more in."""
        self._loop.remove_reader(self._source.fileno())
        if self._retry is not None:
            self._retry.cancel()
        self._source.close()
        if self._tls is not None:  # else a turn of the loop opens them; a handshake may take long
            for task in self._opening:
                task.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether there are connections, or some are just being opened."""
        return bool(self.connections or self._opening)

    def _take(self) -> None:
        try:
            connection = self._accept()
        except EOFError:
            self._loop.remove_reader(self._source.fileno())
        except OSError as error:  # none is there, or the one that was has gone
            if error.errno in CAUSES:
                self._wait_for_room(error)
        else:
            self.take_in(connection)

    def take_in(self, connection: socket.socket) -> None:
        """Give a connection to a protocol, wherever it comes from."""
        factory = self.factory_for(connection)
        opening = self._loop.connect_accepted_socket(factory, connection, ssl=self._tls)
        task = self._loop.create_task(opening)
        self._opening.add(task)
        task.add_done_callback(self._opened)

    def factory_for(self, connection: socket.socket) -> Factory:
        """Return what makes the protocol of a connection."""
        return self._factory

    def _opened(self, task: asyncio.Task[Any]) -> None:
        self._opening.discard(task)
        if task.cancelled() or task.exception() is not None:  # a handshake that came to nothing
            self._note_end()

    def _wait_for_room(self, error: OSError) -> None:
        self.shortage.note(error)
        self._loop.remove_reader(self._source.fileno())
        self._retry = self._loop.call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        self._loop.add_reader(self._source.fileno(), self._take)
