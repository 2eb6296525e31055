"""No nesting of a request's values, in any mode or lane, is a failure of the server."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from sanic_mock.server.tracebacks import Tracebacks
from tests.serving import Server, responses
from tests.sharing import both_lanes
from tests.talking import ask_bytes

CHAT = b'{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],%b}'
RESPONSES = b'{"model":"gpt-4o","input":"hi",%b}'
BODIES: dict[str, tuple[str, bytes]] = {
    "unknown": ("/v1/chat/completions", CHAT % b'"zzz":%b'),
    "number": ("/v1/chat/completions", CHAT % b'"temperature":%b'),
    "metadata": ("/v1/chat/completions", CHAT % b'"metadata":%b'),
    "choice": ("/v1/chat/completions", CHAT % b'"tool_choice":%b'),
    "tool": (
        "/v1/chat/completions",
        CHAT % b'"tools":[{"type":"function","function":{"name":"f","parameters":%b}}]',
    ),
    "content": (
        "/v1/chat/completions",
        b'{"model":"gpt-4o","messages":[{"role":"user","content":%b}]}',
    ),
    "Responses' tool": ("/v1/responses", RESPONSES % b'"tools":[{"type":"web_search","x":%b}]'),
    "Responses' number": ("/v1/responses", RESPONSES % b'"temperature":%b'),
    "Responses' item": ("/v1/responses", b'{"model":"gpt-4o","input":[{"role":"user","x":%b}]}'),
}
DEPTHS = (100, 330, 490, 700, 900, *range(930, 1000, 5), 3_000)


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without."""
    with both_lanes() as lanes:
        yield lanes


def status(server: Server, path: str, body: bytes, mode: str) -> int:
    """Return the status that a body is answered."""
    head = b"POST %b HTTP/1.1\r\nHost: m\r\nx-mock-mode: %b\r\nContent-Length: %d\r\n\r\n"
    received = ask_bytes(server, head % (path.encode(), mode.encode(), len(body)) + body)
    return responses(received)[0].status


@pytest.mark.parametrize("mode", ["strict", "lenient"])
@pytest.mark.parametrize("place", BODIES)
def test_no_depth_fails(lanes: tuple[Server, Server], place: str, mode: str) -> None:
    path, template = BODIES[place]

    found = {
        status(server, path, template % (start * depth + b"0" + end * depth), mode)
        for server in lanes
        for depth in DEPTHS
        for start, end in ((b"[", b"]"), (b'{"a":', b"}"))
    }

    assert found <= {200, 400}


def record(created_s: float, *, fails: bool = True) -> logging.LogRecord:
    """Return a record of a moment, with a traceback where something failed."""
    trace = (ValueError, ValueError(), None) if fails else None
    one = logging.LogRecord("sanic_mock", logging.ERROR, "f.py", 1, "it failed", (), trace)
    one.created = created_s
    return one


def test_a_traceback_is_logged_once_a_second_and_the_others_are_counted() -> None:
    tracebacks = Tracebacks()

    kept = [at for at in (5.0, 5.1, 5.9, 6.1, 6.2) if tracebacks.filter(record(at))]
    last = record(9.0)

    assert kept == [5.0, 6.1]
    assert tracebacks.filter(last)
    assert last.getMessage() == "it failed (and 1 more failures since the last)"


def test_lines_without_a_traceback_are_all_logged() -> None:
    tracebacks = Tracebacks()

    assert all(tracebacks.filter(record(5.0, fails=False)) for _ in range(3))
