"""More connections than descriptors: the rest wait, and it is said."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest

from tests.processes import serving_apart, sockets, wait_until, written
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import receive

REQUEST = post(chat(max_tokens=4))
READY = b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n"
LIMIT = 100
SAID = (
    f"sanic-mock: out of file descriptors (limit {LIMIT}): new connections wait until others end; "
    "raise the limit with ulimit -n\n"
)


def readiness(connection: socket.socket) -> bytes:
    """Ask on an open connection whether the server is ready."""
    connection.sendall(READY)
    return responses(receive(connection))[0].body


def opened(server: Server, stack: ExitStack, count: int) -> list[socket.socket]:
    """Open connections and send a request on each."""
    found = [stack.enter_context(server.connect()) for _ in range(count)]
    for one in found:
        one.sendall(REQUEST)
    return found


@pytest.mark.parametrize("workers", ["1", "2"])
def test_connections_without_a_descriptor_wait_and_are_answered(workers: str) -> None:
    with serving_apart("-workers", workers, limit=LIMIT) as server, ExitStack() as stack:
        guard = stack.enter_context(server.connect())
        assert b'"ready"' in readiness(guard)
        connections = opened(server, stack, 200)
        assert responses(receive(connections[0]))[0].status == 200
        wait_until(lambda: b"out of file descriptors (limit 100)" in readiness(guard))
        assert b'"degraded"' in readiness(guard)

        for number, one in enumerate(connections):  # each that ends lets another one in
            if number:
                assert responses(receive(one))[0].status == 200
            one.close()

        assert server.stop() == 0
        assert written(server) == SAID


def test_a_server_short_of_descriptors_can_be_stopped() -> None:
    with serving_apart(limit=LIMIT) as server, ExitStack() as stack:
        connections = opened(server, stack, 150)
        assert responses(receive(connections[0]))[0].status == 200
        wait_until(lambda: sockets(server.process.pid) > 50)

        assert server.stop() == 0
