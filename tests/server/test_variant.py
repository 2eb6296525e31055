"""A profile that is swapped while the server runs: open connections follow, answers do not."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator

import pytest

from tests.processes import wait_until
from tests.reached import wait_read
from tests.requests import chat, chunked, post
from tests.serving import Server, responses, serving
from tests.talking import ask, receive

READY = b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving("-seed", "7", module="tests.swapping") as one:
        yield one


def swap(server: Server) -> None:
    """Let the server run its other profile, and wait until it does."""
    server.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: b'"swapped"' in ask(server, READY).body)


def model(connection: socket.socket, request: bytes) -> str:
    """Return the model that answers a request."""
    connection.sendall(request)
    return str(json.loads(responses(receive(connection))[0].body)["model"])


@pytest.mark.parametrize("send", [post, chunked], ids=["fast lane", "Sanic lane"])
def test_an_open_connection_follows_at_its_next_request(server: Server, send: object) -> None:
    with server.connect() as connection:
        request = send(chat())  # type: ignore[operator]
        assert model(connection, request) == "gpt-4o-mini-2024-07-18"
        assert model(connection, request) == "gpt-4o-mini-2024-07-18"

        swap(server)

        assert model(connection, request) == "swapped"


@pytest.mark.parametrize("send", [post, chunked], ids=["fast lane", "Sanic lane"])
def test_an_open_connection_may_send_as_much_as_the_other_profile_allows(
    server: Server, send: object
) -> None:
    with server.connect() as connection:
        request = send(chat("x" * 5000))  # type: ignore[operator]
        assert model(connection, request) == "gpt-4o-mini-2024-07-18"

        swap(server)

        connection.sendall(request)
        assert responses(receive(connection))[0].status == 413


def test_an_answer_under_way_stays_what_it_was() -> None:
    with (
        serving("-seed", "7", "-latency", "3000", module="tests.swapping") as server,
        server.connect() as connection,
    ):
        connection.sendall(post(chat("first")))
        wait_read(server)
        swap(server)
        assert b"gpt-4o-mini-2024" in receive(connection)
        assert model(connection, post(chat("second"))) == "swapped"


def test_a_request_whose_body_is_still_coming_is_answered_by_what_runs_when_it_is_whole(
    server: Server,
) -> None:
    request = post(chat())
    with server.connect() as connection:
        connection.sendall(request[:-10])
        swap(server)
        assert model(connection, request[-10:]) == "swapped"


def test_what_came_behind_an_answer_under_way_is_answered_by_what_runs_then() -> None:
    with (
        serving("-seed", "7", "-latency", "3000", module="tests.swapping") as server,
        server.connect() as connection,
    ):
        connection.sendall(post(chat("first")) + post(chat("second")))
        wait_read(server)
        swap(server)
        first, second = responses(receive(connection, 2))
        assert b'"gpt-4o-mini-2024' in first.body
        assert b'"swapped"' in second.body
