"""How answers are told that a fault ends before their end."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from tests.controlling import controlled
from tests.faulting import AT_ONCE, IN_TIME, WAYS, arrivals, asked
from tests.serving import Server
from tests.sharing import sharing_profile

# The line before a chunk, and the end of the one before that.
CHUNK_SIZE = re.compile(rb"(?:^|\r\n)[0-9a-f]+\r\n")
CUTS = ("cut;after=5tokens", "reset;after=300bytes", "truncate;after=200bytes", "cut")


@pytest.fixture(scope="module", params=[AT_ONCE, IN_TIME], ids=["at-once", "in-time"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param, "-ledger", "1000") as server:
        yield server


def newest(server: Server) -> dict[str, Any]:
    """Return the request that is remembered last."""
    found: dict[str, Any] = controlled(server, "GET", "/requests")["requests"][0]
    return found


def drained(connection: socket.socket, seconds: float = 1.0) -> bytes:
    """Return what comes until the other end closes, resets or is silent."""
    read = b""
    with suppress(TimeoutError, ConnectionResetError):
        for _, content in arrivals(connection, seconds):
            read += content
    return read


def texts(came: bytes) -> int:
    """Return how many events with text of a chat came whole, of a stream that may be cut."""
    stream = CHUNK_SIZE.sub(b"", came.partition(b"\r\n\r\n")[2])
    events = [event for event in stream.split(b"data: ")[1:] if b"\n\n" in event]
    chunks = [event.partition(b"\n\n")[0] for event in events]
    return sum(_has_text(chunk) for chunk in chunks if chunk.startswith(b"{"))


def _has_text(chunk: bytes) -> bool:
    choices = msgspec.json.decode(chunk).get("choices")
    return bool(choices and choices[0]["delta"].get("content"))


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


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "fault",
    [
        *CUTS,
        "half_close;after=5tokens",
        "cut;after=1700bytes",
        "stall;for=ever;after=4tokens",
        "error;after=3tokens",
        "error;after=1500bytes",
        "error",
        "stall;for=1ms;after=2tokens, cut;after=5tokens",
        "trickle;bytes=40;gap=1ms, cut;after=5tokens",
        "torture;what=one_in_many+many_in_one, cut;after=1700bytes",
    ],
)
def test_a_stream_that_is_cut_sent_the_pieces_that_its_client_has(
    server: Server, fault: str, way: str
) -> None:
    with asked(server, fault, WAYS[way], stream=True) as connection:
        came = drained(connection, 0.5)
    found = newest(server)
    assert (found["ending"], found["sent_pieces"]) == ("faulted", texts(came))


def test_a_body_that_is_cut_sent_no_piece(server: Server) -> None:
    with asked(server, "cut;after=5tokens") as connection:
        drained(connection)
    found = newest(server)
    assert (found["ending"], found["sent_pieces"]) == ("faulted", 0)
