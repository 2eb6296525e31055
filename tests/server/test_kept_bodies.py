"""What a profile keeps of requests beside their records: bodies, prompts, times of writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly

PROFILE = """
ttft: {base: 5ms}
itl: {token: 2ms}
tokens: {output: 6}
observe: {keep_bodies: true, writes: true}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("kept") / "kept.yaml"
    profile.write_text(PROFILE)
    with serving_quietly("-seed", "7", "-profile", str(profile)) as running:
        yield running


def get(server: Server, target: str) -> Any:
    """Return what a path of the server's own answers."""
    request = f"GET /_mock/{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return json.loads(ask(server, request).body)


def newest(server: Server) -> Any:
    """Return all that is told of the newest request."""
    (listed,) = get(server, "requests?limit=1")["requests"]
    assert "body" not in listed
    return get(server, f"requests/{listed['id']}")


@pytest.mark.parametrize("stream", [False, True])
def test_body_and_prompt_are_shown(server: Server, stream: bool) -> None:
    body = chat("Grüße aus Köln", stream=stream)
    ask(server, post(body))
    told = newest(server)
    assert (told["body"], told["body_bytes"]) == (body.decode(), len(body))
    assert told["prompt"] == ["Grüße aus Köln"]


def test_a_body_that_is_refused_is_kept_too(server: Server) -> None:
    ask(server, post(b'{"messages": 1}'))
    told = newest(server)
    assert (told["status"], told["body"]) == (400, '{"messages": 1}')


def test_every_write_has_its_planned_and_actual_time(server: Server) -> None:
    ask(server, post(chat("write by write", stream=True)))
    told = newest(server)
    writes = told["writes"]
    assert {one["planned_ms"] for one in writes} <= {5, 7, 9, 11, 13, 15}  # some leave together
    assert all(one["actual_ms"] >= one["planned_ms"] for one in writes)
    assert writes[0]["planned_ms"] == told["first_planned_ms"]
    assert told["planned_ms"] == 15
    assert writes == sorted(writes, key=lambda one: one["planned_ms"])


def test_a_whole_answer_has_one_write(server: Server) -> None:
    ask(server, post(chat("in one piece")))
    (only,) = newest(server)["writes"]
    assert only["actual_ms"] >= only["planned_ms"] >= 5


def test_bodies_are_bounded_in_bytes(server: Server) -> None:
    """32 MiB of them: the oldest go, and what is told of their requests stays."""
    ask(server, post(chat("the first")))
    first = newest(server)["id"]
    large = chat("x" * 60_000, max_tokens=1)
    for _ in range(32 * 2**20 // len(large) + 1):
        ask(server, post(large))
    gone = get(server, f"requests/{first}")
    assert (gone["body"], gone["prompt"], gone["status"]) == (None, None, 200)
    assert newest(server)["body_bytes"] == len(large)


def test_nothing_of_it_is_kept_unasked() -> None:
    with serving_quietly("-ledger", "60") as server:
        ask(server, post(chat("unasked")))
        told = newest(server)
    assert not {"body", "prompt", "writes"} & set(told)
