"""What is kept of answers that end before their end: nothing, unless they go on without a client.

OpenAI ends what it generates when its client leaves, and knows no response of it [forum-2025].
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faulting import AT_ONCE, IN_TIME, WAYS, asked, drained
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask, receive, reset

RESPONSES = "/v1/responses"
CHAT = "/v1/chat/completions"
CUTS = ("cut;after=5tokens", "reset;after=2300bytes", "truncate;after=2000bytes")
STALL = "stall;for=ever;after=2tokens"
SLOW = "seed: 1\ntokens: {output: 20}\nitl: {token: 1s}\n"


@pytest.fixture(scope="module", params=[AT_ONCE, IN_TIME], ids=["at-once", "in-time"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param) as server:
        yield server


def conversation(server: Server) -> str:
    made = ask(server, post(b"{}", path="/v1/conversations"))
    return str(json.loads(made.body)["id"])


def got(server: Server, path: str) -> dict[str, Any]:
    """Return the JSON that a path has."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found: dict[str, Any] = json.loads(ask(server, request.encode()).body)
    return found


def items(server: Server, name: str) -> list[str]:
    """Return whose the items of a conversation are, in their order."""
    return [one["role"] for one in got(server, f"/v1/conversations/{name}/items?order=asc")["data"]]


def response(name: str | None = None, *, stream: bool = True, background: bool = False) -> bytes:
    asking = {"model": "gpt-4o-mini", "input": "Hello", "stream": stream, "conversation": name}
    return json.dumps(asking | {"background": background}).encode()


def kept_of(server: Server, answer: bytes) -> dict[str, Any]:
    """Return what is kept of the response or completion that an answer names, or the error."""
    named = re.search(r"(resp_|chatcmpl-)\w+", answer.decode())
    assert named is not None
    return got(server, f"{RESPONSES if named[1] == 'resp_' else CHAT}/{named[0]}")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("fault", [*CUTS, STALL])
def test_a_stream_that_did_not_complete_is_not_kept(
    server: Server, fault: str, way: tuple[str, ...]
) -> None:
    with asked(server, fault, way, body=response(), path=RESPONSES) as connection:
        begun = drained(connection, 0.3)

    assert kept_of(server, begun)["error"]["message"].endswith("not found.")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_was_sent_whole_is_kept_though_its_connection_ends(
    server: Server, way: tuple[str, ...]
) -> None:
    for fault in ("", "close", "cut;at=end"):
        with asked(server, fault, way, body=response(), path=RESPONSES) as connection:
            whole = drained(connection, 0.3)

        assert kept_of(server, whole)["status"] == "completed"


@pytest.mark.parametrize("fault", [*CUTS, STALL])
def test_a_response_in_the_background_goes_on_without_its_client(
    server: Server, fault: str
) -> None:
    name = conversation(server)
    body = response(name, background=True)
    with asked(server, fault, body=body, path=RESPONSES) as connection:
        begun = drained(connection, 0.3)

    while (status := kept_of(server, begun)["status"]) in ("queued", "in_progress"):
        time.sleep(0.01)
    assert status == "completed"
    assert items(server, name) == ["user", "assistant"]


@pytest.mark.parametrize("background", [False, True])
def test_a_response_whose_stream_failed_has_failed(server: Server, background: bool) -> None:
    name = conversation(server)
    body = response(name, background=background)
    with asked(server, "error;after=2tokens", body=body, path=RESPONSES) as connection:
        failed = receive(connection)

    kept = kept_of(server, failed)
    assert (kept["status"], kept["error"]["code"], kept["output"]) == ("failed", "server_error", [])
    assert items(server, name) == []


@pytest.mark.parametrize("fault", [*CUTS, "error;after=2tokens", STALL])
def test_a_stream_that_did_not_complete_adds_nothing_to_its_conversation(
    server: Server, fault: str
) -> None:
    name = conversation(server)
    with asked(server, "", body=response(name), path=RESPONSES) as connection:
        receive(connection)
    with asked(server, fault, body=response(name), path=RESPONSES) as connection:
        drained(connection)

    assert items(server, name) == ["user", "assistant"]


@pytest.mark.parametrize("fault", ["cut;after=2tokens", "reset;after=500bytes", STALL])
def test_a_completion_that_was_cut_is_not_stored(server: Server, fault: str) -> None:
    asking = chat(stream=True, store=True)
    with asked(server, "", body=asking) as connection:
        assert kept_of(server, receive(connection))["object"] == "chat.completion"
    with asked(server, fault, body=asking) as connection:
        begun = drained(connection, 0.3)

    assert kept_of(server, begun)["error"]["message"].endswith("not found")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_who_leaves_a_stream_leaves_nothing_behind(way: tuple[str, ...]) -> None:
    with sharing_profile(SLOW) as server:
        name = conversation(server)
        with asked(server, "", way, body=response(name), path=RESPONSES) as connection:
            begun = connection.recv(65536)
            reset(connection)
        ask(server, post(chat(max_tokens=1)))  # it has been seen by then

        assert kept_of(server, begun)["error"]["message"].endswith("not found.")
        assert items(server, name) == []


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_who_leaves_before_an_answer_is_due_leaves_nothing_behind(way: tuple[str, ...]) -> None:
    with sharing_profile(SLOW) as server:
        name = conversation(server)
        body = response(name, stream=False)
        with asked(server, "", way, body=body, path=RESPONSES) as connection:
            ask(server, post(chat(max_tokens=1)))  # what came before it has been read by then
            reset(connection)
        ask(server, post(chat(max_tokens=1)))

        assert items(server, name) == []
