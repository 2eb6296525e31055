"""A body over the limit is refused, and its sender gets to read that; on both lanes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from collections.abc import Iterable, Iterator

import httpx
import pytest

from sanic_mock.server import lingering
from tests.requests import chat, post
from tests.serving import Server, read_all, responses
from tests.talking import ask, receive, serving_quietly

LIMIT = 4 << 20
PIECE = b"x" * 65_536
PATH = "/v1/chat/completions"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that takes 4 MiB."""
    with serving_quietly("-max-body", "4MiB", module=request.param) as running:
        yield running


def pieces(size: int) -> Iterator[bytes]:
    """Yield so many bytes, which a client then sends as chunks."""
    for _ in range(size // len(PIECE)):
        yield PIECE


def is_too_large(body: bytes) -> bool:
    """Return whether an error says so as OpenAI's does."""
    error = json.loads(body)["error"]
    return bool(error["message"].startswith("Maximum content size limit"))


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("times", [1.25, 3])
def test_the_client_of_pythons_library_reads_the_refusal(
    server: Server, times: float, is_chunked: bool
) -> None:
    size = int(times * LIMIT)
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        body: bytes | Iterable[bytes] = pieces(size) if is_chunked else b"x" * size
        connection.request("POST", PATH, body, encode_chunked=is_chunked)
        answer = connection.getresponse()
        assert answer.status == 413
        assert is_too_large(answer.read())
        connection.close()


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunks"])
def test_httpx_reads_the_refusal(server: Server, is_chunked: bool) -> None:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        for _ in range(3):
            body = pieces(3 * LIMIT) if is_chunked else b"x" * (3 * LIMIT)
            answer = client.post(PATH, content=body)
            assert answer.status_code == 413
            assert is_too_large(answer.content)


@pytest.mark.parametrize("path", [PATH, "/v1/nowhere", "/v1/models"])
def test_whatever_is_answered_a_body_over_the_limit_ends_the_connection(
    server: Server, path: str
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)

    connection.request("POST", path, b"x" * (3 * LIMIT))

    assert connection.getresponse().status in (404, 405, 413)
    assert connection.sock is None or read_all(connection.sock, 5.0)[1]
    connection.close()


@pytest.mark.parametrize("size", [LIMIT + 1, 10**15])
def test_who_asks_before_sending_is_refused_without_sending(server: Server, size: int) -> None:
    with server.connect() as connection:
        connection.sendall(post(b"", "Expect: 100-continue", length=f"Content-Length: {size}"))
        received, closed = read_all(connection, 5.0)

    assert received.startswith(b"HTTP/1.1 413 ")  # and not 100 before it
    assert is_too_large(responses(received)[0].body)
    assert closed


def test_a_body_of_exactly_the_limit_is_read(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(b"{" + b" " * (LIMIT - 1)))
        assert responses(receive(connection))[0].status == 400
        connection.sendall(post(chat()))
        assert responses(receive(connection))[0].status == 200


def test_a_client_that_sends_without_end_is_cut_off(server: Server) -> None:
    """After the refusal it may send 16 MiB, and what the sockets hold."""
    most = 64 << 20
    sent = 0
    with server.connect(20) as connection:
        connection.sendall(post(b"", length=f"Content-Length: {10**12}"))
        try:
            while sent < most:
                connection.sendall(PIECE)
                sent += len(PIECE)
        except OSError:
            pass

    assert 16 << 20 <= sent < most
    assert ask(server, post(chat())).status == 200


def test_a_client_that_stays_is_cut_off_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "LINGER_S", 0.05)
    client = _Silent()

    started = time.monotonic()
    rest = bytearray(b"the rest")
    asyncio.run(lingering.linger(client, rest, client.receive, LIMIT))  # type: ignore[arg-type]

    assert client.is_half_closed
    assert time.monotonic() - started >= 0.05


class _Silent:
    """A client that neither sends nor leaves."""

    is_half_closed = False

    async def receive(self) -> None:
        await asyncio.Event().wait()

    def is_closing(self) -> bool:
        return False

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.is_half_closed = True


def test_a_client_that_leaves_over_its_refusal_harms_nobody(server: Server) -> None:
    for _ in range(10):
        connection = server.connect()
        connection.sendall(post(b"", length=f"Content-Length: {10**9}") + PIECE)
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    assert ask(server, post(chat())).status == 200
