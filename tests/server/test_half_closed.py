"""Clients that close their half while an answer is under way: who got it, and who had left."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.controlling import controlled
from tests.processes import wait_until
from tests.requests import chat, post
from tests.serving import Server, read_all, responses
from tests.talking import serving_quietly

KEYS = {
    "plain": "",
    "faulted": "faults: [{type: slow_head, gap: 1ms}]\n",
    "network": "network: {rtt: 1ms}\n",
}
LANES = [(), ("Connection: close",)]
QUIET_S = 5.0


def profile(tmp_path: Path, further: str) -> str:
    path = tmp_path / "timed.yaml"
    path.write_text(
        "latency: 400ms\nitl: {token: 1ms}\nhalf_open: auto\nobserve: {ledger: 100}\n" + further
    )
    return str(path)


@pytest.fixture(params=[*KEYS.values()], ids=[*KEYS])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with serving_quietly("-profile", profile(tmp_path, request.param)) as running:
        yield running


def recorded(server: Server, many: int = 1) -> list[dict[str, Any]]:
    """Return what became of requests, once so many are over."""

    def found() -> list[dict[str, Any]]:
        return [dict(one) for one in controlled(server, "GET", "/requests")["requests"]]

    wait_until(lambda: len(found()) >= many)
    return found()


def under_way(server: Server) -> int:
    """Return how many requests are."""
    return int(controlled(server, "GET", "/report")["inflight"]["now"])


def shut(connection: socket.socket, sent: bytes) -> None:
    connection.sendall(sent)
    connection.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("fields", LANES, ids=["fast", "sanic"])
@pytest.mark.parametrize("stream", [False, True])
def test_who_waits_for_an_answer_gets_it(
    server: Server, stream: bool, fields: tuple[str, ...]
) -> None:
    with server.connect() as connection:
        shut(connection, post(chat(stream=stream), *fields))
        received, is_closed = read_all(connection, QUIET_S)
    assert ([one.status for one in responses(received)], is_closed) == ([200], True)
    (one,) = recorded(server)
    assert (one["ending"], one["left_seen_ms"]) == ("completed", None)


@pytest.mark.parametrize("fields", LANES, ids=["fast", "sanic"])
def test_who_has_left_before_a_whole_answer_is_due_has_left(
    server: Server, fields: tuple[str, ...]
) -> None:
    with server.connect() as connection:
        connection.sendall(post(chat(), *fields))
        wait_until(lambda: under_way(server) == 1)
        time.sleep(0.05)
    (one,) = recorded(server)
    assert one["ending"] == "left"
    assert one["left_seen_ms"] > 50
    assert under_way(server) == 0


def test_all_answers_that_were_asked_for_are_told(server: Server) -> None:
    with server.connect() as connection:
        shut(connection, post(chat("one")) + post(chat("two", stream=True)))
        received, _ = read_all(connection, QUIET_S)
    assert [one.status for one in responses(received)] == [200, 200]
    assert [one["ending"] for one in recorded(server, 2)] == ["completed"] * 2


def test_a_stream_ends_with_the_first_write_that_a_client_answers_with_a_reset(
    tmp_path: Path,
) -> None:
    slow = "ttft: {base: 20ms}\nitl: {token: 400ms}\ntokens: {output: 30}\nobserve: {ledger: 99}\n"
    path = tmp_path / "slow.yaml"
    path.write_text(slow)
    with serving_quietly("-profile", str(path)) as server:
        with server.connect() as connection:
            connection.sendall(post(chat(stream=True)))
            received = b""
            while received.count(b'"content":"') < 3:
                received += connection.recv(65536)
            tokens = received.count(b'"content":"') - 1  # the first one is empty
        (one,) = recorded(server)
    assert one["ending"] == "left"
    assert one["sent_pieces"] <= tokens + 1
