"""Requests that arrive too slowly: all of a head, and all of a body, have a time to arrive in."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sanic_mock.server.body_watch import BodyWatch
from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.sharing import sharing
from tests.talking import ask, receive

HEAD_S, BODY_S = 0.4, 0.8  # kept to some milliseconds
APART_S = 0.03
PATIENCE_S = 15.0


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("slow") / "slow.yaml"
    profile.write_text(f"head_timeout: {HEAD_S}s\nbody_timeout: {BODY_S}s\n")
    with sharing("-profile", str(profile), module=request.param) as one:
        yield one


def dripped(connection: socket.socket, begin: bytes, drop: bytes) -> tuple[list[Response], float]:
    """Send a beginning, then drops without end; return what came until the end, and after what."""
    started = time.monotonic()
    connection.sendall(begin)
    connection.settimeout(APART_S)
    received = b""
    while time.monotonic() - started < PATIENCE_S:
        try:
            data = next_bytes(connection, drop)
        except ConnectionError:  # it closed while a drop was on its way
            data = b""
        if data == b"":
            return responses(received), time.monotonic() - started
        received += data or b""
    raise AssertionError(f"it goes on: {received!r}")


def next_bytes(connection: socket.socket, drop: bytes) -> bytes | None:
    """Return what comes, b"" at the end; None where nothing came in time and a drop was sent."""
    with suppress(TimeoutError):
        return connection.recv(1 << 16)
    connection.sendall(drop)
    return None


def message(response: Response) -> str:
    assert response.header("connection") == "close"
    error = json.loads(response.body)["error"]
    assert (response.status, error["code"]) == (408, "user_request_timeout")
    return str(error["message"])


@pytest.mark.parametrize(
    ("begin", "drop"),
    [(b"P", b"O"), (b"POST / HTTP/1.1\r\n", b"a: b\r\n"), (b"\r\nGET / HTTP/1.1\r\nx: ", b"x")],
)
def test_a_head_that_drips_is_answered_408(server: Server, begin: bytes, drop: bytes) -> None:
    with server.connect() as connection:
        (response,), took_s = dripped(connection, begin, drop)
    assert message(response).startswith("Timed out reading request headers.")
    assert took_s > 0.9 * HEAD_S


def test_empty_lines_that_drip_are_cut_off_in_silence(server: Server) -> None:
    with server.connect() as connection:
        found, took_s = dripped(connection, b"\r\n", b"\r\n")
    assert found == []
    assert took_s > 0.9 * HEAD_S


@pytest.mark.parametrize(
    ("fields", "length"),
    [
        ((), "Content-Length: 1000"),
        ((), "Content-Length: 1000000"),
        (("Connection: close",), "Content-Length: 1000"),
        (("Expect: 100-continue",), "Content-Length: 1000"),
    ],
)
def test_a_body_that_drips_is_answered_408(
    server: Server, fields: tuple[str, ...], length: str
) -> None:
    with server.connect() as connection:
        (response,), took_s = dripped(connection, post(b"{", *fields, length=length), b" ")
    assert message(response) == (
        "Timed out reading request body. Try again, or use a smaller request size."
    )
    assert took_s > 0.9 * BODY_S


def test_chunks_that_drip_are_answered_408(server: Server) -> None:
    with server.connect() as connection:
        begin = post(b"", "Transfer-Encoding: chunked", length="")
        (response,), took_s = dripped(connection, begin, b"1\r\n \r\n")
    assert message(response).startswith("Timed out reading request body.")
    assert took_s > 0.9 * BODY_S


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/conversations", "/v1/nowhere"])
def test_a_body_that_stops_is_answered_408_or_what_it_would_be(server: Server, path: str) -> None:
    with server.connect() as connection:
        connection.sendall(post(b"{", path=path, length="Content-Length: 9"))
        assert responses(receive(connection))[0].status == 408
        assert connection.recv(1) == b""


def test_what_is_slow_in_time_is_answered(server: Server) -> None:
    """Each request of a connection has its own time, and a pause between two has none of them.

    A busy machine may make them slower than they are meant to be, but not each time.
    """
    assert any(slow_in_time(server) == [200] * 3 for _ in range(4))


def slow_in_time(server: Server) -> list[int]:
    """Return how requests that take a quarter of their time are answered, until one is not."""
    request, statuses = post(chat()), [200]
    head, body = request[:-40], request[-40:]
    with server.connect() as connection:
        while len(statuses) <= 3 and statuses[-1] == 200:
            with suppress(ConnectionError):  # where it closed meanwhile
                connection.sendall(head[:20])
                time.sleep(HEAD_S / 4)
                connection.sendall(head[20:])
                time.sleep(BODY_S / 4)
                connection.sendall(body)
            statuses.append(responses(receive(connection))[0].status)
            time.sleep(HEAD_S * 1.2)
    return statuses[1:]


def test_a_body_beyond_its_time_leaves_others_alone(server: Server) -> None:
    with server.connect() as slow:
        slow.sendall(post(b"{", length="Content-Length: 9"))
        for _ in range(5):
            assert ask(server, post(chat())).status == 200
        assert responses(receive(slow))[0].status == 408


@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_no_limit_is_no_limit(module: str, tmp_path: Path) -> None:
    profile = tmp_path / "patient.yaml"
    profile.write_text("head_timeout: 0\nbody_timeout: 0\n")
    request = post(chat())
    with sharing("-profile", str(profile), module=module) as server, server.connect() as one:
        for piece in (request[:9], request[9:-9], request[-9:]):
            one.sendall(piece)
            time.sleep(0.1)
        assert responses(receive(one))[0].status == 200


def test_one_timer_serves_many_bodies() -> None:
    async def watch() -> tuple[list[str], int]:
        loop, given_up = asyncio.get_running_loop(), list[str]()
        one = BodyWatch(loop, lambda: given_up.append("given up"))
        for _ in range(3):
            one.begin(0.05)
            one.end()
        await asyncio.sleep(0.1)
        after_whole_ones = len(given_up)
        one.begin(0.05)
        await asyncio.sleep(0.15)
        one.begin(0.05)
        one.close()
        await asyncio.sleep(0.1)
        return given_up, after_whole_ones

    assert asyncio.run(watch()) == (["given up"], 0)
