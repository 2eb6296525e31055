"""Requests that ask for faults, on plain sockets, by each lane, and servers to ask."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

import pytest

from tests.patience import MOST, receive_some
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing_profile

# The Sanic lane answers who wants the connection closed.
WAYS: dict[str, tuple[str, ...]] = {"fast": (), "sanic": ("Connection: close",)}

_SILENCE = 4.0  # times as long is a silence where the machine is busy: many tests wait for one

AT_ONCE = "seed: 1\n"
IN_TIME = "seed: 1\nlatency: 5ms\ntokens: {output: 20}\nitl: {token: 2ms}\n"
STEP = "seed: 1\ntokens: {output: 20}\nload: {model: step, slots: 4, step: {base: 2ms}}\n"
TWENTY = {"at-once": "seed: 1\ntokens: {output: 20}\n", "in-time": IN_TIME}


def servers(profiles: Mapping[str, str]) -> object:
    """Return the fixture `server` of a module: of each of these profiles in turn."""

    @pytest.fixture(scope="module", params=profiles)
    def server(request: pytest.FixtureRequest) -> Iterator[Server]:
        with sharing_profile(profiles[request.param]) as server:
            yield server

    return server


def asked(
    server: Server,
    fault: str,
    way: tuple[str, ...] = (),
    *,
    stream: bool = False,
    body: bytes | None = None,
    path: str = "/v1/chat/completions",
    version: str = "1.1",
) -> socket.socket:
    """Return a connection that has asked for an answer with a fault, "" for none."""
    connection = server.connect()
    asked = chat(stream=stream) if body is None else body
    fields = (f"x-mock-fault: {fault}", *way) if fault else way
    connection.sendall(post(asked, *fields, path=path, version=version))
    return connection


def arrivals(
    connection: socket.socket, timeout_s: float = 10.0, most: float = MOST
) -> Iterator[tuple[float, bytes]]:
    """Yield what is read at a time, and seconds since the first look, until the other end closes.

    Raises:
        TimeoutError: nothing came for so long.
    """
    began_s = time.monotonic()
    while content := receive_some(connection, timeout_s, most=most):
        yield time.monotonic() - began_s, content


def read_all(connection: socket.socket, timeout_s: float = 10.0) -> bytes:
    """Return all that comes until the other end closes; raises as `arrivals` does."""
    return b"".join(content for _, content in arrivals(connection, timeout_s))


def drained(connection: socket.socket, quiet_s: float = 1.0) -> bytes:
    """Return what comes until the other end closes, resets or is silent."""
    read = bytearray()
    with suppress(TimeoutError, ConnectionResetError):
        for _, content in arrivals(connection, quiet_s, _SILENCE):
            read += content
    return bytes(read)
