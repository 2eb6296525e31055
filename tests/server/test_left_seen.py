"""How long a client had been gone when that was seen: as the kernel has it, or not at all."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.controlling import controlled
from tests.processes import stopped, wait_until
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import reset, serving_quietly

# Nothing is due while it is stopped: what is written then, before the client's end is read, is
# answered by a reset.
STREAM = "ttft: {base: 20ms}\nitl: {token: 2s}\ntokens: {output: 2000}\n"
LONGEST_TICK_MS = 10.0
STOPPED_S = 0.3
LANES = [(), ("Connection: close",)]


@pytest.fixture(params=["", "network: {rtt: 1ms}\n"], ids=["direct", "network"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "leaving.yaml"
    path.write_text(f"{STREAM}half_open: drop\nobserve: {{ledger: 100}}\n{request.param}")
    with serving_quietly("-profile", str(path)) as running:
        yield running


def left(server: Server) -> dict[str, Any]:
    """Return the request of the only client, which has left, once that is in the ledger."""
    wait_until(lambda: controlled(server, "GET", "/requests")["requests"])
    (one,) = controlled(server, "GET", "/requests")["requests"]
    assert one["ending"] == "left"
    return dict(one)


def close_having_read(connection: socket.socket) -> None:
    """Leave with an end, which who leaves something unread does not."""
    connection.setblocking(False)
    with suppress(BlockingIOError):
        while connection.recv(65536):
            pass
    connection.close()


@pytest.mark.parametrize("fields", LANES, ids=["fast", "sanic"])
def test_a_client_that_closes_while_the_server_is_stopped_was_gone_so_long(
    server: Server, fields: tuple[str, ...]
) -> None:
    with server.connect() as connection:
        connection.sendall(post(chat(stream=True), *fields))
        assert connection.recv(65536)
        with stopped(server.process.pid):
            close_having_read(connection)
            time.sleep(STOPPED_S)
    shown = left(server)
    assert shown["left_seen_ms"] >= STOPPED_S * 1000 - LONGEST_TICK_MS
    aborts = controlled(server, "GET", "/report")["aborts"]
    assert aborts["seen_max_ms"] == shown["left_seen_ms"]
    assert aborts["undated"] == 0


@pytest.mark.parametrize("fields", LANES, ids=["fast", "sanic"])
def test_of_one_that_resets_the_kernel_keeps_no_time(
    server: Server, fields: tuple[str, ...]
) -> None:
    with server.connect() as connection:
        connection.sendall(post(chat(stream=True), *fields))
        assert connection.recv(65536)
        reset(connection)
    assert left(server)["left_seen_ms"] is None
    report = controlled(server, "GET", "/report")
    assert (report["aborts"]["seen_max_ms"], report["aborts"]["undated"]) == (None, 1)
    assert "aborts.seen_max" in report["unknown"]
