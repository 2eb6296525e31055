"""Requests that ask for faults, on plain sockets, by each lane."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

from tests.requests import chat, post
from tests.serving import Server

# The Sanic lane answers who wants the connection closed.
WAYS: dict[str, tuple[str, ...]] = {"fast": (), "sanic": ("Connection: close",)}


def asked(
    server: Server,
    fault: str,
    way: tuple[str, ...] = (),
    *,
    stream: bool = False,
    body: bytes | None = None,
    path: str = "/v1/chat/completions",
) -> socket.socket:
    """Return a connection that has asked for an answer with a fault."""
    connection = server.connect()
    asked = chat(stream=stream) if body is None else body
    connection.sendall(post(asked, f"x-mock-fault: {fault}", *way, path=path))
    return connection


def arrivals(connection: socket.socket, timeout_s: float = 10.0) -> Iterator[tuple[float, bytes]]:
    """Yield what is read at a time, and seconds since the first look, until the other end closes.

    Raises:
        TimeoutError: nothing came for so long.
    """
    began_s = time.monotonic()
    connection.settimeout(timeout_s)
    while content := connection.recv(65536):
        yield time.monotonic() - began_s, content


def read_all(connection: socket.socket, timeout_s: float = 10.0) -> bytes:
    """Return all that comes until the other end closes; raises as `arrivals` does."""
    return b"".join(content for _, content in arrivals(connection, timeout_s))
