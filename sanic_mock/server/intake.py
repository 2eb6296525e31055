"""Takes connections into one process, and gives each to a protocol of its own.

Where they come from is handed in: a listening socket, or the channel from the parent. Both are
asked without waiting, for one connection a turn of the loop, as libuv does: a burst delays no
stream, and a second look each time, which mostly finds nothing, costs more than the turn.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from math import inf
from ssl import SSLContext
from typing import Any, Protocol

from sanic_mock.server.shortage import CAUSES, RETRY_S, Shortage
from sanic_mock.server.tcp_info import can_say, first_wait_ns, is_silent, silence_ns
from sanic_mock.server.wrong_scheme import is_plain
from sanic_mock.shared.counters import Row

# who has begun no TLS handshake for so long is not waited for when the process stops, nor who has
# sent nothing more of one for so long
SILENT_S, STALLED_S = 1.0, 3.0

# What each process counts for itself in sanic_mock.shared.counters.
OPEN, TAKEN = COUNTED = ("connections", "connections_taken")

Factory = Callable[[], asyncio.Protocol]


def _nothing() -> None:
    return


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

    Attributes:
        TAKES_NEW: whether what comes from the source has not been with another process before.
        connections: those that are open.

    Args:
        accept: returns the next connection; raises BlockingIOError where there is none just now,
            EOFError where there never will be.
        source: what becomes readable, and is closed in the end.
        shortage: is told when descriptors run out.
        tls: what encrypts connections; None is nothing.
        note_end: is called for each connection that has ended.
        note_last: is called where there never will be another.
        let_none_come: lets no more come to a source whose queue is lost unless it is accepted here;
            None where another process sees to it.
    """

    TAKES_NEW = True

    def __init__(
        self,
        accept: Callable[[], socket.socket],
        source: ConnectionSource,
        shortage: Shortage,
        tls: SSLContext | None = None,
        note_end: Callable[[], None] = _nothing,
        note_last: Callable[[], None] = _nothing,
        let_none_come: Callable[[], None] | None = None,
    ) -> None:
        self.connections: set[Any] = Connections(self._end)
        self._accept = accept
        self._source = source
        self.shortage = shortage
        self._tls = tls
        self._note_end = note_end
        self._note_last = note_last
        self._let_none_come = let_none_come
        self._observe: Callable[[int], None] | None = None
        self._counts: Row | None = None
        self._is_open = False
        self._drop_silent_s = inf
        self._opening: dict[asyncio.Task[Any], socket.socket] = {}
        self._retry: asyncio.TimerHandle | None = None

    def open(self, loop: asyncio.AbstractEventLoop, factory: Factory, refusing: Factory) -> None:
        """Begin.

        Args:
            loop: what runs.
            factory: makes the protocol of a connection.
            refusing: makes that of one that speaks plain HTTP where TLS is to be spoken.
        """
        self._loop = loop
        self._factory = factory
        self._refusing = refusing
        self._is_open = True
        loop.add_reader(self._source.fileno(), self._take)

    def count(self, row: Row) -> None:
        """Count connections: those that are open, none so far, and all that came."""
        self._counts = row
        row.set(OPEN, 0)

    def watch(self, observe: Callable[[int], None]) -> None:
        """Tell how long each connection's first bytes have waited for it to be accepted, ns."""
        self._observe = observe

    async def drain(self, deadline_s: float) -> None:
        """Take in what has come, where it is lost else, and then no more."""
        if self._let_none_come is not None:
            self._let_none_come()
            while self._loop.time() < deadline_s and self._take():
                await self._make_room()
        self._close()

    async def _make_room(self) -> None:
        """Let others have their turn; where descriptors ran out, what is idle gives its own."""
        if self._retry is None:
            await asyncio.sleep(0)
            return
        for one in tuple(self.connections):
            one.close_if_idle()
        await asyncio.sleep(RETRY_S)

    def _close(self) -> None:
        if self._is_open:
            self._loop.remove_reader(self._source.fileno())
        if self._retry is not None:
            self._retry.cancel()
        self._source.close()
        self._drop_silent_s = self._loop.time() + SILENT_S

    def drop_silent(self) -> None:
        """Drop connections that do not go on with their handshake, when they have had time to."""
        if self._loop.time() >= self._drop_silent_s:
            for task, connection in self._opening.items():
                if can_say(connection) and _is_left(connection):
                    task.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether there are connections, or some are just being opened."""
        return bool(self.connections or self._opening)

    def _take(self) -> bool:
        """Take one in; return whether there may be more."""
        try:
            connection = self._accept()
        except EOFError:
            self._loop.remove_reader(self._source.fileno())
            self._is_open = False
            self._note_last()
            return False
        except BlockingIOError:
            return False
        except OSError as error:  # the one that was there has gone, or waits
            if error.errno in CAUSES:
                self._wait_for_room(error)
            return True
        if self._observe is not None:
            self._tell_wait(connection, self._observe)
        if self._counts is not None and self.TAKES_NEW:
            self._counts.add(TAKEN)
        self.take_in(connection)
        return True

    def _tell_wait(self, connection: socket.socket, observe: Callable[[int], None]) -> None:
        try:
            observe(first_wait_ns(connection))
        except OSError:  # a UNIX socket, or a system that does not say
            self._observe = None

    def take_in(self, connection: socket.socket) -> None:
        """Give a connection to a protocol, wherever it comes from."""
        if self._counts is not None:
            self._counts.add(OPEN)
        factory = self.factory_for(connection)
        opening: Coroutine[Any, Any, object]
        if self._tls is None:
            opening = self._loop.connect_accepted_socket(factory, connection)
        else:
            opening = self._open_encrypted(factory, connection)
        task = self._loop.create_task(opening)
        self._opening[task] = connection
        task.add_done_callback(self._opened)

    async def _open_encrypted(self, factory: Factory, connection: socket.socket) -> None:
        try:
            speaks_http = await is_plain(self._loop, connection)
        except BaseException:
            connection.close()
            raise
        if speaks_http:
            await self._loop.connect_accepted_socket(self._refusing, connection)
        else:
            await self._loop.connect_accepted_socket(factory, connection, ssl=self._tls)

    def factory_for(self, connection: socket.socket) -> Factory:
        """Return what makes the protocol of a connection."""
        return self._factory

    def _opened(self, task: asyncio.Task[Any]) -> None:
        del self._opening[task]
        if task.cancelled() or task.exception() is not None:  # a handshake that came to nothing
            self._end()

    def _end(self) -> None:
        if self._counts is not None:
            self._counts.add(OPEN, -1)
        self._note_end()

    def _wait_for_room(self, error: OSError) -> None:
        self.shortage.note(error)
        self._loop.remove_reader(self._source.fileno())
        self._retry = self._loop.call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        self._loop.add_reader(self._source.fileno(), self._take)


def _is_left(connection: socket.socket) -> bool:
    """Return whether its client has begun nothing, or left it where it was."""
    return is_silent(connection) or silence_ns(connection) >= STALLED_S * 1e9
