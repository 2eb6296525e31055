"""A stream that fails on its way ends with its connection, and never as if it were whole."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.failing import BUG
from tests.requests import chat, chunked, post
from tests.serving import Server, serving

# A machine that is busy must not have it fail with its first token, before it has begun.
PACED = "ttft: {base: 1ms}\nitl: {token: 300ms}\n"
LAST_CHUNK = b"\r\n0\r\n\r\n"


@pytest.fixture
def paced(tmp_path: Path) -> Iterator[Server]:
    profile = tmp_path / "paced.yaml"
    profile.write_text(PACED)
    with serving("-profile", str(profile), module="tests.failing") as server:
        yield server


@pytest.fixture
def immediate() -> Iterator[Server]:
    with serving("-payload", "64KiB", module="tests.failing") as server:
        yield server


def read_to_the_end(connection: socket.socket) -> bytes:
    """Read until the connection has ended, in whatever way; raises TimeoutError if it does not."""
    received = b""
    try:
        while data := connection.recv(1 << 16):
            received += data
    except ConnectionResetError:
        pass
    return received


def fails(server: Server, request: bytes) -> bytes:
    """Hold that a stream begins, and is cut short with its connection; return what came of it."""
    with server.connect() as connection:
        connection.sendall(request)
        received = read_to_the_end(connection)
    assert b"200 OK" in received
    assert LAST_CHUNK not in received
    return received


@pytest.mark.parametrize("send", [post, chunked], ids=["fast lane", "Sanic lane"])
def test_a_paced_stream_that_fails_is_cut_short(paced: Server, send: object) -> None:
    received = fails(paced, send(chat(stream=True)))  # type: ignore[operator]
    assert received.count(b'"delta":{"content"') == 2

    paced.stop()
    assert paced.process.stderr is not None
    assert BUG in paced.process.stderr.read()


def test_a_large_stream_that_fails_is_cut_short(immediate: Server) -> None:
    fails(immediate, post(chat(stream=True)))
