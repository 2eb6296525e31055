"""How answers are told that a fault ends before their end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.controlling import controlled
from tests.faulting import AT_ONCE, IN_TIME, WAYS, asked, drained
from tests.processes import wait_until
from tests.requests import chat
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import receive

# The line before a chunk, and the end of the one before that.
CHUNK_SIZE = re.compile(rb"(?:^|\r\n)[0-9a-f]+\r\n")
NAME = "x-client-request-id"
CUTS = ("cut;after=5tokens", "reset;after=300bytes", "truncate;after=200bytes", "cut")


@pytest.fixture(scope="module", params=[AT_ONCE, IN_TIME], ids=["at-once", "in-time"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param, "-ledger", "1000") as server:
        yield server


def newest(server: Server) -> dict[str, Any]:
    """Return the request that is remembered last."""
    found: dict[str, Any] = controlled(server, "GET", "/requests")["requests"][0]
    return found


def texts(came: bytes) -> int:
    """Return how many events with text of a chat came whole, of a stream that may be cut."""
    stream = CHUNK_SIZE.sub(b"", came.partition(b"\r\n\r\n")[2])
    events = [event for event in stream.split(b"data: ")[1:] if b"\n\n" in event]
    chunks = [event.partition(b"\n\n")[0] for event in events]
    return sum(_has_text(chunk) for chunk in chunks if chunk.startswith(b"{"))


def _has_text(chunk: bytes) -> bool:
    choices = msgspec.json.decode(chunk).get("choices")
    return bool(choices and choices[0]["delta"].get("content"))


def remembered(server: Server, name: str) -> dict[str, Any] | None:
    """Return what is remembered of a request by its client's name, None for nothing."""
    found: list[dict[str, Any]] = controlled(server, "GET", "/requests")["requests"]
    return next((one for one in found if one["client_request_id"] == name), None)


def awaited(server: Server, name: str) -> dict[str, Any]:
    """Return what is remembered of a request, once it is."""
    wait_until(lambda: remembered(server, name))
    found = remembered(server, name)
    assert found is not None
    return found


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
        *(
            f"torture;what={what}, cut;after={size}bytes"
            for what in ("one_in_many+many_in_one", "many_in_one")
            for size in (300, 900, 1500, 1700, 2300)
        ),
    ],
)
def test_a_stream_that_is_cut_sent_the_pieces_that_its_client_has(
    server: Server, fault: str, way: str
) -> None:
    name = uuid4().hex
    with asked(server, fault, (*WAYS[way], f"{NAME}: {name}"), stream=True) as connection:
        came = drained(connection, 0.5)
    found = awaited(server, name)
    ending = "left" if "ever" in fault else "faulted"
    assert (found["ending"], found["sent_pieces"]) == (ending, texts(came))


def test_a_body_that_is_cut_sent_no_piece(server: Server) -> None:
    with asked(server, "cut;after=5tokens") as connection:
        drained(connection)
    found = newest(server)
    assert (found["ending"], found["sent_pieces"]) == ("faulted", 0)


SILENCES = (
    "stall;for=ever",
    "stall;for=ever;after=5tokens",
    "stall;for=ever;after=5tokens;comments=20ms",
)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", SILENCES)
def test_who_is_kept_in_silence_is_told_as_gone_when_it_goes(
    server: Server, fault: str, way: tuple[str, ...], stream: bool
) -> None:
    name = uuid4().hex
    with asked(server, fault, (*way, f"{NAME}: {name}"), stream=stream):
        time.sleep(0.3)
        assert remembered(server, name) is None
    found = awaited(server, name)
    assert (found["ending"], found["fault"]) == ("left", "stall")
    assert found["actual_ms"] >= 200


def test_a_body_again_is_no_retry_before_its_client_gave_up(
    server: Server, way: tuple[str, ...]
) -> None:
    body = chat(uuid4().hex)
    names = [uuid4().hex for _ in range(3)]
    faults = ("stall;for=ever", "", "")
    first, second, third = (
        (fault, (*way, f"{NAME}: {name}")) for fault, name in zip(faults, names, strict=True)
    )
    with asked(server, *first, body=body) as silent:
        drained(silent, 0.2)
        left_s = time.monotonic()
        with asked(server, *second, body=body) as hedge:
            receive(hedge)
        time.sleep(0.1)  # who leaves at the moment of the next request has left before it
    awaited(server, names[0])
    with asked(server, *third, body=body) as repeat:
        receive(repeat)
    assert awaited(server, names[1])["came_again_as"] == "hedge"
    found = awaited(server, names[2])
    assert found["came_again_as"] == "retry"
    assert found["waited_ms"] / 1000 < time.monotonic() - left_s
