"""Clients that leave, idle, dawdle, hurry or will not read harm nobody."""

from __future__ import annotations

import json
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from sanic_mock.engine.tokens import encoding
from tests.patience import within
from tests.requests import chat, chunked, post
from tests.serving import Server, responses
from tests.sharing import lending
from tests.talking import ask, receive, reset, serving_quietly

LATENCY_S = 0.3
HEAD_S = 0.003


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers at once."""
    with lending("seed: 7") as running:
        yield running


@pytest.fixture(scope="module")
def slow() -> Iterator[Server]:
    """A server that answers after 300 ms."""
    with serving_quietly("-seed", "7", "-latency", "300") as running:
        yield running


def content(body: bytes) -> str:
    """Return the text of a whole answer."""
    text: str = json.loads(body)["choices"][0]["message"]["content"]
    return text


# Clients that leave


@pytest.mark.parametrize("leave", [socket.socket.close, reset])
@pytest.mark.parametrize(
    "request_bytes",
    [
        post(chat("a")),
        post(chat("b", stream=True)),
        post(chat("c"), "Connection: close"),
        chunked(chat("d")),
    ],
    ids=["whole", "stream", "close", "chunked"],
)
def test_a_client_that_leaves_while_its_answer_waits_harms_nobody(
    slow: Server, leave: Any, request_bytes: bytes
) -> None:
    for _ in range(10):
        connection = slow.connect()
        connection.sendall(request_bytes)
        time.sleep(0.005)
        leave(connection)

    assert ask(slow, post(chat())).status == 200  # due after those that nobody waits for


@pytest.mark.parametrize("part", [10, 60, -1])
def test_a_client_that_leaves_within_its_request_harms_nobody(server: Server, part: int) -> None:
    for _ in range(10):
        connection = server.connect()
        connection.sendall(post(chat())[:part])
        reset(connection)

    assert ask(server, post(chat())).status == 200


def test_a_client_that_closes_its_half_gets_nothing_worse_than_silence(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(chat()))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass

    assert ask(server, post(chat())).status == 200


# Clients that stay


def test_a_connection_is_used_again_and_again(server: Server) -> None:
    with server.connect() as connection:
        for number in range(200):
            connection.sendall(post(chat(f"again {number}", stream=number % 3 == 0)))
            assert responses(receive(connection))[0].status == 200


def test_idle_connections_are_kept_and_answered(server: Server) -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    number = 5000 if soft >= 6000 else 900
    with ExitStack() as stack:
        idle = [stack.enter_context(server.connect()) for _ in range(number)]
        for connection in idle[:: number // 50]:
            connection.sendall(post(chat("after idling")))
        for connection in idle[:: number // 50]:
            assert responses(receive(connection))[0].status == 200
        assert ask(server, post(chat("one more"))).status == 200


def test_answers_wait_side_by_side_and_not_one_after_another(slow: Server) -> None:
    with ExitStack() as stack:
        waiting = [stack.enter_context(slow.connect()) for _ in range(200)]
        started_s = time.monotonic()
        with within(len(waiting) * LATENCY_S / 2):
            for connection in waiting:
                connection.sendall(post(chat("side by side")))
            for connection in waiting:
                assert responses(receive(connection))[0].status == 200
        assert time.monotonic() - started_s >= LATENCY_S


# Clients that dawdle


@pytest.mark.parametrize("stream", [False, True])
def test_a_head_that_comes_byte_by_byte_is_read(server: Server, stream: bool) -> None:
    request = post(chat("slow head", stream=stream))
    end = request.index(b"\r\n\r\n") + 4
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(end):
            connection.sendall(request[place : place + 1])
            time.sleep(HEAD_S)
        connection.sendall(request[end:])
        assert responses(receive(connection))[0].status == 200
        connection.sendall(request)
        assert responses(receive(connection))[0].status == 200


def test_a_body_that_comes_slowly_is_collected_and_delays_nobody(server: Server) -> None:
    request = post(chat("slow body"))
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(0, len(request), 16):
            connection.sendall(request[place : place + 16])
            assert ask(server, post(chat("quick"))).status == 200
        assert responses(receive(connection))[0].status == 200


def test_the_wait_begins_with_the_last_byte(slow: Server) -> None:
    request = post(chat("last byte"))
    with slow.connect() as connection:
        connection.sendall(request[:-1])
        time.sleep(LATENCY_S)
        sent = time.monotonic()
        connection.sendall(request[-1:])
        receive(connection)
        took_s = time.monotonic() - sent

    assert took_s >= LATENCY_S


# Clients that hurry


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_sends_2000_requests_before_it_reads_gets_all_in_order(
    server: Server, stream: bool
) -> None:
    """Neither side may hold it all: the server stops reading, then goes on."""
    caps = [1 + number % 7 for number in range(2000)]
    requests = b"".join(
        post(chat(f"hurry {number}", max_tokens=cap, stream=stream))
        for number, cap in enumerate(caps)
    )
    with server.connect(30) as connection:
        sender = threading.Thread(target=connection.sendall, args=(requests,))
        sender.start()
        time.sleep(0.3)
        found = responses(receive_quickly(connection, len(caps)))
        sender.join()

    assert [response.status for response in found] == [200] * len(caps)
    assert [tokens(response.body) for response in found] == caps


def tokens(body: bytes) -> int:
    """Return how many tokens an answer has, whole or streamed."""
    if body.startswith(b"{"):
        return encoding().count(content(body))
    return body.count(b'"delta":{"content":"')


def receive_quickly(connection: socket.socket, count: int) -> bytes:
    """Read until `count` responses have begun and the last is whole."""
    received = bytearray()
    started = 0
    while started < count or not is_whole(received):
        data = connection.recv(1 << 20)
        assert data, f"closed after {started} of {count}"
        seen = max(0, len(received) - 8)
        received += data
        started += received.count(b"HTTP/1.1 ", seen)
    return bytes(received)


def is_whole(received: bytearray) -> bool:
    """Return whether the last response has all of its bytes."""
    try:
        responses(bytes(received[received.rindex(b"HTTP/1.1 ") :]))
    except AssertionError:
        return False
    return True


def test_pipelined_requests_that_wait_are_answered_in_order(slow: Server) -> None:
    caps = [3, 1, 2]
    requests = b"".join(post(chat(f"in order {cap}", max_tokens=cap)) for cap in caps)
    with slow.connect() as connection:
        connection.sendall(requests)
        started = time.monotonic()
        found = responses(receive(connection, len(caps)))
        took_s = time.monotonic() - started

    assert [tokens(response.body) for response in found] == caps
    assert took_s >= LATENCY_S


def test_what_is_pipelined_behind_a_waiting_answer_is_kept_whatever_its_lane(slow: Server) -> None:
    health = b"GET /health HTTP/1.1\r\nHost: mock\r\n\r\n"
    with slow.connect() as connection:
        connection.sendall(post(chat("first")) + health + post(chat("third", stream=True)) + health)
        found = responses(receive(connection, 4))

    assert [response.body[:1] for response in found] == [b"{", b"{", b"d", b"{"]
    assert json.loads(found[1].body) == json.loads(found[3].body) == {"status": "ok"}


# Clients that send much


@pytest.mark.parametrize("size", [50_000, 80_000, 1_000_000])
@pytest.mark.parametrize("framing", [post, chunked])
def test_a_big_prompt_is_answered_and_billed_to_the_token(
    server: Server, size: int, framing: Any
) -> None:
    """On both sides of 64 KiB, from which on a body is answered on a thread."""
    prompt = "several words of a long prompt, again. " * (size // 39)
    body = chat(prompt, model="gpt-4.1")  # whose window is long enough

    answer = json.loads(ask(server, framing(body), 20).body)

    assert answer["usage"]["prompt_tokens"] == 7 + encoding().count(prompt)


def test_a_big_prompt_streams_too(server: Server) -> None:
    response = ask(server, post(chat("words " * 60_000, stream=True)), 20)

    assert response.status == 200
    assert response.body.endswith(b"data: [DONE]\n\n")


def test_a_bad_big_body_is_refused(server: Server) -> None:
    response = ask(server, post(b"[" * 300_000), 20)

    assert response.status == 400
    assert json.loads(response.body)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("name", ["announced", "chunked"])
def test_a_body_over_the_limit_is_refused_before_it_is_all_there(server: Server, name: str) -> None:
    megabyte = b"x" * 1_000_000
    with server.connect(20) as connection:
        if name == "announced":
            connection.sendall(post(b"", length="Content-Length: 60000000"))
        else:
            connection.sendall(post(b"", "Transfer-Encoding: chunked", length=""))
        sent = send_until_refused(connection, megabyte, name == "chunked")
        response = responses(receive(connection))[0]

    assert response.status == 413
    assert json.loads(response.body)["error"]["message"].startswith("Maximum content size limit")
    assert sent <= 60
    assert ask(server, post(chat())).status == 200


def send_until_refused(connection: socket.socket, megabyte: bytes, is_chunked: bool) -> int:
    """Send up to 60 MB; returns how many were sent before an answer came."""
    framed = b"%x\r\n%b\r\n" % (len(megabyte), megabyte) if is_chunked else megabyte
    for number in range(60):
        connection.setblocking(False)
        try:
            if connection.recv(1, socket.MSG_PEEK):
                return number
        except BlockingIOError:
            pass
        finally:
            connection.settimeout(20)
        try:
            connection.sendall(framed)
        except OSError:
            return number
    return 60
