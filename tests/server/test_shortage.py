"""More connections than descriptors: the rest wait, and it is said."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from tests.large import LARGE
from tests.processes import serving_apart, sockets, wait_until, written
from tests.requests import chat, post
from tests.serving import ANY_PORT, STOP_S, Server, responses
from tests.started import start
from tests.talking import ask, receive

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


def refused(flags: Sequence[str], limit: int) -> str:
    """Return the one line that a server says which may have so few descriptors."""
    process = start("sanic_mock", [*ANY_PORT, *flags], descriptors=limit)
    out, err = process.communicate(timeout=STOP_S)
    assert (process.wait(), out, err.count("\n")) == (1, "", 1), err
    return err


@pytest.mark.parametrize("limit", [5, 8, 10, 12, 14, 18, 22])
def test_too_low_a_limit_is_one_clear_line(limit: int) -> None:
    said = refused((), limit)

    assert said.startswith(
        f"sanic-mock: the limit of {limit} file descriptors is too low: 1 worker"
    )
    assert said.endswith("; raise it with ulimit -n\n")


@pytest.mark.parametrize("workers", ["1", "2", "8"])
def test_the_limit_that_is_asked_for_is_enough(workers: str) -> None:
    flags = ("-workers", workers)
    found = re.search(r"need\S* (\d+);", refused(flags, 12))
    assert found
    least = int(found[1])
    assert f" {least};" in refused(flags, least - 1)

    with serving_apart(*flags, limit=least) as server:
        for request in (*[REQUEST] * 8, LARGE):  # one at a time; more may wait, and it is said
            assert ask(server, request).status == 200
        assert server.stop() == 0
        assert written(server) in ("", SAID.replace(str(LIMIT), str(least)))
