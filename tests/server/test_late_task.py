"""Connections are closed when they idle, and answered in order, whoever answers on them first."""

from __future__ import annotations

import socket

import pytest

from tests.faulting import read_all
from tests.requests import chat, post
from tests.serving import responses
from tests.talking import receive, serving_quietly

FAST, SANICS = post(chat()), b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "requests",
    [[], [FAST], [SANICS], [FAST, SANICS], [SANICS, FAST], [FAST, SANICS, FAST, FAST, SANICS]],
    ids=["nothing", "fast", "Sanic", "fast, Sanic", "Sanic, fast", "in turn"],
)
def test_who_idles_is_closed_whoever_has_answered_on_the_connection(requests: list[bytes]) -> None:
    with serving_quietly(module="tests.soon_idle") as server, server.connect() as connection:
        for request in requests:
            connection.sendall(request)
            assert responses(receive(connection))[0].status == 200
        assert read_all(connection) == b""


@pytest.mark.parametrize("requests", [[SANICS, FAST, SANICS], [FAST, SANICS, FAST]])
def test_requests_that_come_at_once_are_answered_in_order(requests: list[bytes]) -> None:
    with serving_quietly() as server, server.connect() as connection:
        connection.sendall(b"".join(requests))
        connection.shutdown(socket.SHUT_WR)
        answered = responses(read_all(connection))
    kinds = [b"chat.completion" in one.body for one in answered]
    assert kinds == [request is FAST for request in requests]


def test_half_a_head_is_begun_by_sanic_and_ended_by_it() -> None:
    with serving_quietly() as server, server.connect() as connection:
        connection.sendall(FAST[:20])
        connection.sendall(FAST[20:])
        assert responses(receive(connection))[0].status == 200
        connection.sendall(SANICS[:5])
        connection.sendall(SANICS[5:] + FAST)
        connection.shutdown(socket.SHUT_WR)
        assert [one.status for one in responses(read_all(connection))] == [200, 200]
