"""Hands connections over to the process for large requests, and takes them back.

A connection is one message on a pair of sockets, as in `channel`. With its descriptor goes that of
a file in memory with all that was read of it and not yet answered: what a message may hold differs
from system to system, and a message is received whole or not at all.
What no process has received is in the kernel. It is not lost when the process for large requests
ends: whoever is started in its place receives it.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Sequence
from math import inf

from sanic_mock.server.descriptor_pair import is_full, make_pair, receive
from sanic_mock.shared.memory import WORD_BYTES, Memory
from sanic_mock.shared.mutex import nameless_file

_MESSAGE = struct.Struct("d?")
_NS = 1e9


class BegunConnection(socket.socket):
    """A connection on which a request has begun.

    Attributes:
        received: what was read of it: a head and all that came after it.
        deadline_s: when the body is to be whole, in monotonic seconds; inf is never.
        is_continued: whether the client was told to go on sending.
    """

    received = b""
    deadline_s = inf
    is_continued = False


class Gone(Exception):  # noqa: N818, no error: the work is then done here
    """Nobody will ever receive what is sent."""


class Pipe:
    """One way for connections between processes that were forked from one."""

    def __init__(self) -> None:
        self._sender, self._receiver = make_pair()

    def send(
        self,
        descriptor: int,
        received: bytes = b"",
        deadline_s: float = inf,
        *,
        is_continued: bool = False,
    ) -> bool:
        """Send a connection; return False where too many are on their way just now.

        Args:
            descriptor: the connection's, of which the receiver gets a copy.
            received: see BegunConnection; `deadline_s` and `is_continued` likewise.

        Raises:
            Gone: nobody will receive it.
        """
        try:
            file = _file(received)
        except OSError:  # there are too many descriptors, or bytes, of others on their way
            return False
        try:
            message = _MESSAGE.pack(deadline_s, is_continued)
            socket.send_fds(self._sender, [message], [descriptor, file])
        except OSError as error:
            if is_full(error):
                return False
            raise Gone from None
        finally:
            os.close(file)
        return True

    def accept(self) -> BegunConnection:
        """Return the next connection, as a listening socket does.

        Raises:
            BlockingIOError: there is none just now.
            EOFError: there never will be.
            OSError: there is one for which this process has no descriptors; it stays where it is,
                but for LostDescriptorError, where it is lost.
        """
        message, descriptors = receive(self._receiver, _MESSAGE.size, 2)
        if not message:
            raise EOFError
        return _connection_from(message, descriptors)

    def is_ended(self) -> bool:
        """Return whether nothing comes any more."""
        try:
            return not self._receiver.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False

    def fileno(self) -> int:
        """Return what becomes readable when a connection comes."""
        return self._receiver.fileno()

    def close(self) -> None:
        """Close this process's receiving end."""
        self._receiver.close()

    def close_sender(self) -> None:
        """Close this process's sending end."""
        self._sender.close()


def _connection_from(message: bytes, descriptors: Sequence[int]) -> BegunConnection:
    connection = BegunConnection(fileno=descriptors[0])
    connection.setblocking(False)
    file = descriptors[1]
    connection.received = os.pread(file, os.fstat(file).st_size, 0)
    os.close(file)
    connection.deadline_s, connection.is_continued = _MESSAGE.unpack(message)
    return connection


def _file(content: bytes) -> int:
    """Return the descriptor of a file with content."""
    file = nameless_file("sanic-mock-request")
    written = 0
    try:
        while written < len(content):
            written += os.write(file, content[written:])
    except BaseException:
        os.close(file)
        raise
    return file


class Handover:
    """Both ways between those who serve and the process for large requests.

    Attributes:
        there: to the process for large requests.
        back: from it, for the next request; what was received then is nothing.
    """

    def __init__(self) -> None:
        self.there, self.back = Pipe(), Pipe()
        self._asked_ns = Memory(WORD_BYTES).words  # of all processes

    @property
    def asked_s(self) -> float | None:
        """Since when the server is to stop, in monotonic seconds; None while it is not."""
        return self._asked_ns[0] / _NS or None

    def end(self, asked_s: float) -> None:
        """Hand nothing over any more, as the server is to stop since then."""
        self._asked_ns[0] = int(asked_s * _NS)
        self.there.close_sender()

    def keep_for_large(self) -> None:
        """Close what the process for large requests does not need."""
        self.there.close_sender()
        self.back.close()

    def keep_for_server(self) -> None:
        """Close what those who serve do not need."""
        self.there.close()
        self.back.close_sender()
