"""A channel takes accepted connections from the parent to one worker, and back again.

The parent accepts. Each connection's descriptor is one message (SCM_RIGHTS, unix(7)) on a pair of
sockets that belongs to one worker; no worker has the listening socket. What is sent and not yet
received is in the kernel, and the parent keeps the receiving end open, too. So none is lost:

- A message is either received or queued, never half of each. A worker that ends, however it
  ends, takes with it what it has received: its own connections, and no others.
- A queue lives as long as somebody holds its receiving end. The parent does, receives what a dead
  or stopped worker has left, and hands it to another. Two who receive get different messages.
- Who has no descriptor left for a connection leaves it queued, says so (shortage), and tries again;
  the parent takes it back for another as from any that receives nothing.
- Sending never waits: a channel that is full says so, and the connection goes elsewhere or stays
  with the parent. Nobody acknowledges anything; a connection costs each side one system call.

A worker's load is what was handed to it less what has ended there. The first is the parent's own
number, the second is in memory that both share, written by the worker alone. It is exact while a
connection is queued, while it lives, and after it is gone.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic_ns

from sanic_mock.server.descriptor_pair import LostDescriptorError, is_full, make_pair, receive
from sanic_mock.shared.memory import WORD_BYTES, Memory

_TAKEN, _ENDED, _ENDED_AT, _WORDS = 0, 1, 2, 3
_CONNECTION, _KNOCK, READY = b"c", b"k", b"r"


class Tallies:
    """What workers and parent tell each other of connections, in memory that they share.

    Args:
        count: of workers; each has a row that it alone writes.
    """

    def __init__(self, count: int) -> None:
        self._words = Memory(WORD_BYTES * _WORDS * (count + 1)).words

    def row(self, number: int) -> memoryview[int]:
        """Return the row of one worker."""
        return self._words[_WORDS * (number + 1) : _WORDS * (number + 2)]

    @property
    def shortage(self) -> memoryview[int]:
        """The parent's own row; see shortage.Shortage."""
        return self._words[:2]


class Channel:
    """The way to one worker.

    Args:
        row: its row of the tallies; starts anew with the channel.
        family: of the connections.
    """

    def __init__(self, row: memoryview[int], family: int) -> None:
        self._row = row
        self._family = family
        self._handed = row[_TAKEN] = row[_ENDED] = row[_ENDED_AT] = 0
        self._seen = -1
        self.was_stuck = False
        self.turn = 0
        self.parents, self.workers = make_pair()

    # The parent's side

    @property
    def load(self) -> int:
        """How many connections the worker has, those included that it has not yet received."""
        return self._handed - self._row[_ENDED]

    @property
    def ended_ns(self) -> int:
        """When the worker last noted that a connection ended, in monotonic ns; 0 is never."""
        return self._row[_ENDED_AT]

    @property
    def queued(self) -> int:
        """How many messages the worker has not received."""
        return self._handed - self._row[_TAKEN]

    @property
    def is_asleep(self) -> bool:
        """Whether the worker received nothing when looked after, and has not done so since."""
        return self.was_stuck and self.queued > 0

    def hand(self, connection: socket.socket) -> bool:
        """Hand a connection on; return False where the channel is full."""
        try:
            socket.send_fds(self.parents, [_CONNECTION], [connection.fileno()])
        except OSError as error:
            if not is_full(error):
                raise
            return False
        self._handed += 1
        connection.close()
        return True

    def take_back(self) -> Iterator[socket.socket]:
        """Yield the connections that the worker has not received.

        Raises:
            OSError: this process has no descriptor for the next one. It stays queued, but for
                LostDescriptorError, where it is lost.
        """
        with suppress(BlockingIOError):
            while True:
                try:
                    message, descriptors = receive(self.workers, 1, 1)
                except LostDescriptorError:
                    self._handed -= 1
                    raise
                if not message:  # the end
                    return
                self._handed -= 1
                yield from map(self._opened, descriptors)

    def look(self) -> bool:
        """Return whether the worker has received nothing since the last look, though it could."""
        seen, self._seen = self._seen, self._row[_TAKEN] if self.queued else -1
        return self._seen >= 0 and self._seen == seen

    def knock(self) -> None:
        """Queue a message that is no connection: who takes it is awake again."""
        try:
            self.parents.send(_KNOCK)
        except BlockingIOError:
            return
        self._handed += 1

    def is_ready(self) -> bool:
        """Return whether the worker has just said that it takes connections."""
        try:
            return self.parents.recv(1) == READY
        except BlockingIOError:
            return False

    def end(self) -> None:
        """Let the worker know that nothing follows what it has been handed, and that it may end."""
        with suppress(OSError):  # it has ended already
            self.parents.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close this process's copies of both ends."""
        self.parents.close()
        self.workers.close()

    # The worker's side

    def fileno(self) -> int:
        """Return what becomes readable when a connection comes."""
        return self.workers.fileno()

    def say_ready(self) -> None:
        """Tell the parent that connections can come."""
        self.workers.send(READY)

    def accept(self) -> socket.socket:
        """Return the next connection, as a listening socket does.

        Raises:
            BlockingIOError: there is none just now.
            EOFError: there never will be another: the parent has said so, or has gone.
            OSError: this process has no descriptor for it. It stays queued, but for
                LostDescriptorError, where it is lost.
        """
        while True:
            try:
                message, descriptors = receive(self.workers, 1, 1)
            except LostDescriptorError:
                self._row[_TAKEN] += 1
                self.note_end()
                raise
            if not message:
                raise EOFError
            self._row[_TAKEN] += 1
            if descriptors:
                return self._opened(descriptors[0])
            self._row[_ENDED] += 1

    def note_end(self) -> None:
        """Count a connection that has ended."""
        self._row[_ENDED] += 1
        self._row[_ENDED_AT] = monotonic_ns()

    def _opened(self, descriptor: int) -> socket.socket:
        return socket.socket(self._family, socket.SOCK_STREAM, 0, descriptor)
