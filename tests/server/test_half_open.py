"""Clients that have sent all they will, and say so by closing their half of the connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requests import chat, chunked, post
from tests.serving import Response, Server, read_all, responses
from tests.sharing import sharing
from tests.talking import ask

HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
TIMED = "latency: 150ms\nitl: {token: 2ms}\n"
QUIET_S = 10.0


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("half") / "timed.yaml"
    profile.write_text(TIMED)
    with sharing("-profile", str(profile), module=request.param) as one:
        yield one


def half_closed(server: Server, sent: bytes) -> bytes:
    """Send, close the sending half, and return what comes until the server closes its own."""
    with server.connect() as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received, is_closed = read_all(connection, QUIET_S)
    assert is_closed
    return received


def answers(server: Server, sent: bytes) -> list[Response]:
    return responses(half_closed(server, sent))


@pytest.mark.parametrize("fields", [(), ("Connection: close",), ("Origin: http://localhost",)])
@pytest.mark.parametrize("stream", [False, True])
def test_a_timed_answer_reaches_who_has_closed_the_sending_half(
    server: Server, stream: bool, fields: tuple[str, ...]
) -> None:
    (response,) = answers(server, post(chat(stream=stream), *fields))
    assert response.status == 200
    assert response.body.endswith(b"data: [DONE]\n\n" if stream else b"}\n")


@pytest.mark.parametrize("sent", [HEALTH, chunked(chat()), post(chat("x" * 100_000))])
def test_so_does_what_sanic_answers(server: Server, sent: bytes) -> None:
    assert [response.status for response in answers(server, sent)] == [200]


@pytest.mark.parametrize("last", [post(chat(stream=True)), HEALTH, chunked(chat())])
def test_all_that_was_asked_is_answered(server: Server, last: bytes) -> None:
    asked = post(chat()) + HEALTH + post(chat()) + last
    assert [response.status for response in answers(server, asked)] == [200] * 4


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", HEALTH[:30], post(chat())[:-9], chunked(chat())[:-9]]
)
def test_what_is_never_whole_is_closed(server: Server, sent: bytes) -> None:
    assert half_closed(server, sent) == b""


def test_what_follows_whole_requests_and_is_none_is_closed(server: Server) -> None:
    for part in (HEALTH[:30], post(chat())[:-9]):
        assert [one.status for one in answers(server, post(chat()) + part)] == [200]


def test_a_connection_that_was_used_is_closed(server: Server) -> None:
    for request in (post(chat()), HEALTH):
        with server.connect() as connection:
            connection.sendall(request)
            connection.settimeout(QUIET_S)
            assert connection.recv(1 << 16)
            connection.shutdown(socket.SHUT_WR)
            assert read_all(connection, QUIET_S)[1]


def test_a_client_that_is_gone_harms_nobody(server: Server) -> None:
    for stream in (False, True):
        for _ in range(5):
            with server.connect() as connection:
                connection.sendall(post(chat(stream=stream)))
    assert ask(server, post(chat())).status == 200


SLOTS = "load: {model: slots}\n"


@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
@pytest.mark.parametrize("keys", ["half_open: drop\n", SLOTS])
def test_they_are_dropped_where_the_profile_says_so_or_an_answer_holds_a_slot(
    module: str, keys: str, tmp_path: Path
) -> None:
    profile = tmp_path / "drop.yaml"
    profile.write_text(TIMED + keys)
    with sharing("-profile", str(profile), module=module) as server:
        for stream in (False, True):
            assert half_closed(server, post(chat(stream=stream))) == b""
            assert ask(server, post(chat(stream=stream))).status == 200


def test_a_profile_may_answer_them_though_they_hold_a_slot(tmp_path: Path) -> None:
    profile = tmp_path / "answer.yaml"
    profile.write_text(f"{TIMED}{SLOTS}half_open: answer\n")
    with sharing("-profile", str(profile)) as server:
        assert [one.status for one in answers(server, post(chat()))] == [200]
