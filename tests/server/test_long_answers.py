"""Answers that take long to make: right on both lanes, in their order, and none without bounds."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests import requests
from tests.serving import Server, responses, send, serving
from tests.sharing import both_lanes, sharing
from tests.talking import ask, receive

DEPLOYED = "/openai/deployments/d%s?api-version=2024-10-21"
CHAT = "/v1/chat/completions"
HELLO: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
TEXTS = [f"text {number}" for number in range(100)]
ENUM = {"type": "object", "properties": {"a": {"enum": [f"v{n}" for n in range(500)]}}}

# Each is more than the event loop takes, and short enough to come by the fast lane.
LONG: dict[str, tuple[str, dict[str, Any]]] = {
    "embeddings": ("/v1/embeddings", {"model": "m", "input": TEXTS}),
    "deployed embeddings": (DEPLOYED % "/embeddings", {"input": TEXTS}),
    "moderations": ("/v1/moderations", {"input": TEXTS * 5}),
    "completions": ("/v1/completions", {"model": "m", "prompt": TEXTS, "n": 20}),
    "streamed completions": (
        "/v1/completions",
        {"model": "m", "prompt": TEXTS, "n": 20, "stream": True},
    ),
    "deployed completions": (
        DEPLOYED % "/completions",
        {"prompt": TEXTS[:50], "n": 30, "stream": True},
    ),
    "echoed probabilities": (
        "/v1/completions",
        {"model": "m", "prompt": "word " * 3000, "echo": True, "logprobs": 5},
    ),
    "choices with probabilities": (CHAT, {**HELLO, "n": 128, "logprobs": True, "top_logprobs": 5}),
    "choices of JSON": (
        CHAT,
        {
            **HELLO,
            "n": 64,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "n", "schema": ENUM},
            },
        },
    ),
}


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


def post(path: str, asked: dict[str, Any]) -> bytes:
    body = json.dumps(asked).encode()
    return b"POST %b HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n%b" % (
        path.encode(),
        len(body),
        body,
    )


def told(server: Server, request: bytes, count: int = 1) -> list[Any]:
    """Return status and body of each answer to requests that are sent in one write."""
    with server.connect() as connection:
        connection.sendall(request)
        received = receive(connection, count, 20.0)
    return [(one.status, timeless(one.body)) for one in responses(received)]


def timeless(body: bytes) -> Any:
    """Return a body without what must differ between two answers."""
    if body.startswith(b"data:"):
        return [timeless(line[6:]) for line in body.split(b"\n\n") if line.startswith(b"data: {")]
    volatile = ("id", "created", "obfuscation")
    return {name: one for name, one in json.loads(body).items() if name not in volatile}


@pytest.mark.parametrize("name", LONG)
def test_both_lanes_give_one_answer_each_time_that_it_is_asked_for(
    lanes: tuple[Server, Server], name: str
) -> None:
    request = post(*LONG[name])

    answers = [[told(server, request) for _ in range(2)] for server in lanes]

    assert answers[0] == answers[1]
    assert answers[0][0][0][0] == 200


def test_answers_come_in_the_order_of_requests_that_were_sent_at_once(
    lanes: tuple[Server, Server],
) -> None:
    requests = (post("/v1/embeddings", {"model": "m", "input": TEXTS}), post(CHAT, HELLO))

    found = told(lanes[0], b"".join((*requests, *requests)), 4)

    assert [one["object"] for _, one in found] == ["list", "chat.completion"] * 2


def test_a_long_answer_is_the_same_however_its_request_is_cut(lanes: tuple[Server, Server]) -> None:
    whole = post("/v1/embeddings", {"model": "m", "input": TEXTS[:50]})
    (expected,) = told(lanes[0], whole)

    for end in (10, whole.index(b"\r\n\r\n") + 4, len(whole) - 1):
        with lanes[0].connect() as connection:
            send(connection, [whole[:end], whole[end:]])
            (answer,) = responses(receive(connection))
        assert (answer.status, timeless(answer.body)) == expected


def test_a_connection_goes_on_after_a_long_answer(lanes: tuple[Server, Server]) -> None:
    with lanes[0].connect() as connection:
        for path, asked in [*LONG.values(), (CHAT, HELLO)]:
            connection.sendall(post(path, asked))
            assert responses(receive(connection, 1, 20.0))[0].status == 200


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/moderations", {"input": ["a"] * 20_001}),
        ("/v1/embeddings", {"model": "m", "input": ["a"] * 6000}),
    ],
)
def test_answers_without_bounds_are_refused_also_where_openai_tells_no_bound(
    lanes: tuple[Server, Server], path: str, asked: dict[str, Any]
) -> None:
    lenient = post(path, asked).replace(b"Host: m\r\n", b"Host: m\r\nx-mock-mode: lenient\r\n")

    answer = ask(lanes[0], lenient)

    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (400, "invalid_value")


def test_more_text_than_fits_into_an_answer_is_refused() -> None:
    asked = {"model": "m", "prompt": ["a"] * 2000, "n": 10, "max_tokens": 4000}
    with sharing("-big-payload") as server:
        answer = ask(server, post("/v1/completions", asked))

    assert answer.status == 400
    assert b"tokens in 20000 choices" in answer.body


def resident_bytes(server: Server) -> int:
    """Return how much memory a server holds."""
    with open(f"/proc/{server.process.pid}/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="no /proc here")  # noqa: PTH110
@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_a_stream_that_nobody_reads_is_not_held_in_memory(module: str) -> None:
    """2 MiB of text are some 100 MB of events; six clients ask, and read later."""
    request = requests.post(requests.chat(stream=True))
    with serving("-payload", "2MiB", "-seed", "7", module=module) as server:
        assert ask(server, requests.post(requests.chat("first", max_tokens=1))).status == 200
        before = resident_bytes(server)
        with ExitStack() as stack:
            opened = [stack.enter_context(server.connect()) for _ in range(6)]
            for connection in opened:
                connection.sendall(request)
            assert all(connection.recv(1000, socket.MSG_PEEK) for connection in opened)
            time.sleep(0.5)
            assert resident_bytes(server) - before < 60_000_000
            assert (
                ask(server, requests.post(requests.chat("meanwhile", max_tokens=1))).status == 200
            )
            end = b"data: [DONE]\n\n\r\n0\r\n\r\n"
            received = b""
            while not received.endswith(end):
                data = opened[0].recv(1 << 20)
                assert data
                received = received[-100:] + data
