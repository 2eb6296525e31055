"""Waits until a server has got so far, where a test goes on only then.

By the order in which it works, or by what shows from without: on a busy machine nobody knows how
long that takes.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from sanic_mock.server.stopping import ECHO_S
from tests.processes import wait_until
from tests.serving import Server
from tests.talking import opened, receive

_AT_ONCE = 4  # connections, which are more than one for each of two workers
_ROUNDS = 3
_HEALTH = b"GET /health HTTP/1.1\r\nHost: mock\r\n\r\n"


def wait_read(server: Server) -> None:
    """Return once all has been read that was sent to one or two workers; see `wait_read_by`."""
    wait_read_by(lambda: opened(server))


def wait_read_by(connect: Callable[[], AbstractContextManager[socket.socket]]) -> None:
    """Return once all that was sent has been read, and answered where that is done at once.

    A worker looks at connections in the order in which something came on them, and so has read
    what came before once it has answered who came after. Who comes is handed to workers in turn.

    Args:
        connect: opens a connection to the server.
    """
    with ExitStack() as stack:
        connections = [stack.enter_context(connect()) for _ in range(_AT_ONCE)]
        for connection in connections * _ROUNDS:
            connection.sendall(_HEALTH)
            receive(connection)


def wait_stopping(file: Path) -> None:
    """Return once a server that was told to stop does, and a further signal is no echo of that.

    Args:
        file: its socket, or the file of its port, which goes first.
    """
    wait_until(lambda: not file.exists())
    time.sleep(ECHO_S + 0.1)
