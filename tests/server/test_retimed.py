"""Answers that come at other times than they would, on plain sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from tests.faulting import AT_ONCE, arrivals, asked, read_all, servers
from tests.patience import within
from tests.requests import chat, post
from tests.serving import Server, dechunk, responses
from tests.sharing import sharing_profile
from tests.talking import ask, receive

IN_TIME = "seed: 1\nlatency: 250ms\ntokens: {output: 8}\nitl: {token: 2ms}\n"
LAST_CHUNK = b"0\r\n\r\n"
COMMENT = b": keep-alive\n\n"

server = servers({"at-once": AT_ONCE, "in-time": IN_TIME})


@pytest.fixture(scope="module")
def late() -> Iterator[Server]:
    """Whose first token is late."""
    with sharing_profile(IN_TIME) as server:
        yield server


def receive_rest(connection: socket.socket) -> bytes:
    """Return all up to a stream's last chunk."""
    received = b""
    for _, content in arrivals(connection):
        received += content
        if received.endswith(LAST_CHUNK):
            break
    return received


@pytest.mark.parametrize("stream", [False, True])
def test_a_head_takes_its_time(server: Server, way: tuple[str, ...], stream: bool) -> None:
    began_s = time.monotonic()
    with asked(server, "slow_head;gap=1ms;bytes=8", way, stream=stream) as connection:
        received = receive(connection)
        taken_s = time.monotonic() - began_s
    head = received.partition(b"\r\n\r\n")[0]
    assert taken_s >= (len(head) // 8 - 1) * 0.001
    assert responses(received)[0].status == 200


def test_a_head_comes_in_small_parts(late: Server) -> None:
    with asked(late, "slow_head;gap=2s;bytes=60") as connection:
        first = connection.recv(65536)
    assert len(first) in range(60, 181, 60)


@pytest.mark.parametrize("stream", [False, True])
def test_a_body_trickles(server: Server, way: tuple[str, ...], stream: bool) -> None:
    with asked(server, "trickle;gap=1ms;bytes=20", way, stream=stream) as connection:
        received = b""
        for _, content in arrivals(connection):
            received += content
            if received.endswith(LAST_CHUNK) or (not stream and received.endswith(b"}\n")):
                break
    (response,) = responses(received)
    assert response.body.endswith(b"data: [DONE]\n\n" if stream else b"}\n")
    if stream:  # each part is a chunk of its own
        chunks = received.partition(b"\r\n\r\n")[2]
        assert chunks.startswith(b"14\r\n")


def test_a_megabyte_can_trickle_and_its_client_may_leave() -> None:
    with sharing_profile("payload: 1MiB\n") as server:
        with asked(server, "trickle;gap=1ms;bytes=1") as connection:
            connection.settimeout(10)
            assert connection.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")
            assert connection.recv(100)
        assert ask(server, post(chat("Hi", max_tokens=5))).status == 200


def test_the_last_chunk_comes_late(server: Server, way: tuple[str, ...]) -> None:
    began_s = time.monotonic()
    with asked(server, "slow_close;for=300ms", way, stream=True) as connection:
        receive_rest(connection)
    assert time.monotonic() - began_s >= 0.3


def test_what_is_before_the_last_chunk_is_not_late(server: Server, way: tuple[str, ...]) -> None:
    with asked(server, "slow_close;for=60s", way, stream=True) as connection:
        received = b""
        for _, content in arrivals(connection):
            received += content
            if b"[DONE]" in received:
                break
    assert received.endswith(b"data: [DONE]\n\n\r\n")


def test_what_ends_a_stream_may_be_as_late(server: Server) -> None:
    with asked(server, "slow_close;for=300ms;done=true", stream=True) as connection:
        before = b""
        for _, content in arrivals(connection):
            if b"[DONE]" in content:
                break
            before += content
    assert b"[DONE]" in content
    assert b'"finish_reason":"stop"' in before


def test_a_connection_closes_late_behind_an_answer_of_one_piece(server: Server) -> None:
    began_s = time.monotonic()
    with asked(server, "slow_close;for=300ms, close") as connection:
        assert responses(receive(connection))[0].status == 200
        assert read_all(connection) == b""
    assert time.monotonic() - began_s >= 0.3


def test_comments_come_while_the_first_token_is_awaited(late: Server, way: tuple[str, ...]) -> None:
    with asked(late, "comments;gap=50ms", way, stream=True) as connection:
        _, head = next(arrivals(connection))
        received = head + receive_rest(connection)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"data: " not in head
    body, rest = dechunk(received.partition(b"\r\n\r\n")[2])
    assert rest == b""
    before = body.partition(b"data: ")[0]
    assert before == COMMENT * before.count(COMMENT)
    assert before.count(COMMENT) >= 2
    assert body.endswith(b"data: [DONE]\n\n")


def test_an_answer_of_one_piece_has_no_comments(late: Server) -> None:
    with asked(late, "comments;gap=20ms") as connection:
        (response,) = responses(receive(connection))
    assert response.body.startswith(b"{")


def test_a_stall_may_have_comments(server: Server, way: tuple[str, ...]) -> None:
    fault = "stall;for=400ms;after=2tokens;comments=60ms"
    with asked(server, fault, way, stream=True) as connection:
        body, _ = dechunk(receive_rest(connection).partition(b"\r\n\r\n")[2])
    assert body.count(COMMENT) >= 3
    assert body.replace(COMMENT, b"").endswith(b"data: [DONE]\n\n")
    assert COMMENT * 3 in body


def test_comments_go_on_while_a_connection_is_held_open(server: Server) -> None:
    with asked(
        server, "stall;for=ever;after=2tokens, comments;gap=20ms", stream=True
    ) as connection:
        received = b""
        for _, content in arrivals(connection):
            received += content
            if received.count(COMMENT) > 5:
                break
    assert b"[DONE]" not in received


def test_a_cut_ends_a_stall_with_comments(server: Server) -> None:
    fault = "stall;for=ever;after=2tokens;comments=50ms, cut;after=500ms"
    with asked(server, fault, stream=True) as connection:
        received = read_all(connection)
    assert COMMENT in received


def test_a_slow_answer_holds_no_other(server: Server) -> None:
    slow = [asked(server, "trickle;gap=50ms;bytes=1", stream=True) for _ in range(20)]
    with within(5.0):
        assert ask(server, post(chat())).status == 200
    for connection in slow:
        connection.close()
