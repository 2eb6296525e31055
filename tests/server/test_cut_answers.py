"""How answers are told that a fault ends before their end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.controlling import controlled
from tests.faulting import AT_ONCE, IN_TIME, asked, read_all
from tests.serving import Server
from tests.sharing import sharing_profile

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
