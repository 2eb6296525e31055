"""What becomes of answers that a fault ends before their end: how they are told, what is kept."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.controlling import controlled
from tests.faulting import AT_ONCE, IN_TIME, asked, read_all
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask, receive, reset

RESPONSES = "/v1/responses"
CUTS = ("cut;after=5tokens", "reset;after=300bytes", "truncate;after=200bytes", "cut")


@pytest.fixture(scope="module", params=[AT_ONCE, IN_TIME], ids=["at-once", "in-time"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param, "-ledger", "1000") as server:
        yield server


def newest(server: Server) -> dict[str, Any]:
    """Return the request that is remembered last."""
    found: dict[str, Any] = controlled(server, "GET", "/requests")["requests"][0]
    return found


def drained(connection: socket.socket, seconds: float = 1.0) -> None:
    """Read until the other end closes, resets or is silent."""
    with suppress(TimeoutError, ConnectionResetError):
        read_all(connection, seconds)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", [*CUTS, "half_close;after=5tokens"])
def test_an_answer_that_is_cut_has_not_completed(server: Server, fault: str, stream: bool) -> None:
    with asked(server, fault, stream=stream) as connection:
        drained(connection)
    found = newest(server)
    assert (found["ending"], found["fault"]) == ("faulted", fault.partition(";")[0])


def test_what_is_sent_whole_has_completed_though_its_connection_ends(server: Server) -> None:
    for fault in ("close", "slow_close;for=1ms", "cut;at=end"):
        with asked(server, fault) as connection:
            drained(connection)
        found = newest(server)
        assert (found["ending"], found["fault"]) == ("completed", fault.partition(";")[0])


def conversation(server: Server) -> str:
    made = ask(server, post(b"{}", path="/v1/conversations"))
    return str(json.loads(made.body)["id"])


def items(server: Server, name: str) -> list[str]:
    path = f"/v1/conversations/{name}/items?order=asc"
    kept = ask(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return [one["role"] for one in json.loads(kept.body)["data"]]


def body(name: str, *, stream: bool = True) -> bytes:
    asking = {"model": "gpt-4o-mini", "input": "Hello", "stream": stream, "conversation": name}
    return json.dumps(asking).encode()


@pytest.mark.parametrize("fault", [*CUTS, "error;after=2tokens", "stall;for=ever;after=2tokens"])
def test_a_stream_that_did_not_complete_adds_nothing_to_its_conversation(
    server: Server, fault: str
) -> None:
    name = conversation(server)
    with asked(server, "", body=body(name), path=RESPONSES) as connection:
        receive(connection)
    with asked(server, fault, body=body(name), path=RESPONSES) as connection:
        drained(connection)

    assert items(server, name) == ["user", "assistant"]


def test_who_leaves_a_stream_adds_nothing_to_its_conversation() -> None:
    with sharing_profile("seed: 1\ntokens: {output: 20}\nitl: {token: 1s}\n") as server:
        name = conversation(server)
        with asked(server, "", body=body(name), path=RESPONSES) as connection:
            connection.recv(10)
            reset(connection)
        ask(server, post(chat(max_tokens=1)))  # it has been seen by then

        assert items(server, name) == []
