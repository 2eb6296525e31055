"""`/_mock/plan`: when the answer to a body would come, compared with when it came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest

from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.talking import ask, serving_quietly

PROFILE = """
ttft: {base: {dist: uniform, min: 10ms, max: 25ms}}
itl: {token: {dist: uniform, min: 1ms, max: 6ms}}
tokens: {output: 12}
"""
PLAN = "/_mock/plan"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("planned") / "planned.yaml"
    profile.write_text(PROFILE)
    with serving_quietly("-seed", "7", "-profile", str(profile)) as running:
        yield running


def posted(server: Server, body: bytes, query: str = "") -> Response:
    """Ask for the plan of a body."""
    return ask(server, post(body, path=PLAN + query))


def planned(server: Server, body: bytes, query: str = "") -> Any:
    """Return the plan of a body."""
    answer = posted(server, body, query)
    assert answer.status == 200, answer
    return json.loads(answer.body)


def arrivals_ms(server: Server, body: bytes) -> list[float]:
    """Return when each chunk with text arrived, ms after its request was sent."""
    found: list[float] = []
    with server.connect() as connection:
        began_s = monotonic()
        connection.sendall(post(body))
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += (more := connection.recv(65536))
            texts = more.count(b'"delta":{"content":"')
            found += [(monotonic() - began_s) * 1000] * texts
    assert responses(received)[0].status == 200
    return found


def test_each_part_arrives_no_earlier_than_planned(server: Server) -> None:
    body = chat("pair by pair", stream=True)
    plan = planned(server, body)
    arrived = arrivals_ms(server, body)
    assert len(plan["due_ms"]) == len(arrived) == plan["completion_tokens"] == 12
    assert all(due <= came for due, came in zip(plan["due_ms"], arrived, strict=True))
    assert (plan["stream"], plan["first_ms"]) == (True, plan["due_ms"][0])


def test_the_ledger_has_the_same_plan(tmp_path_factory: pytest.TempPathFactory) -> None:
    profile = tmp_path_factory.mktemp("planned") / "kept.yaml"
    profile.write_text(PROFILE + "observe: {writes: true}\n")
    with serving_quietly("-seed", "7", "-profile", str(profile)) as server:
        body = chat("kept", stream=True)
        plans = [planned(server, body, f"?attempt={attempt}") for attempt in (1, 2)]
        for _ in plans:
            ask(server, post(body))
        listed = get(server, "requests?limit=2")["requests"]
        told = [get(server, f"requests/{one['id']}") for one in listed[::-1]]
    for plan, one in zip(plans, told, strict=True):
        due = [write["planned_ms"] for write in one["writes"]]
        assert set(due) <= set(plan["due_ms"])  # what is late leaves together
        assert (due[0], one["planned_ms"]) == (plan["first_ms"], plan["last_ms"])
    assert plans[0]["due_ms"] != plans[1]["due_ms"]


def get(server: Server, target: str) -> Any:
    """Return what a path of the server's own answers."""
    request = f"GET /_mock/{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return json.loads(ask(server, request).body)


def test_a_seed_has_a_plan_of_its_own(server: Server) -> None:
    body = chat("seeds")
    own = planned(server, body)
    assert own == planned(server, body, "?seed=7")
    other = planned(server, body, "?seed=8")
    assert (own["seed"], other["seed"]) == (7, 8)
    assert own["due_ms"] != other["due_ms"]


def test_a_plan_can_be_got_and_posted(server: Server) -> None:
    body = chat("either")
    assert get(server, f"plan?body={quote(body)}") == planned(server, body)


def test_planning_counts_as_no_attempt(server: Server) -> None:
    body = chat("uncounted")
    assert planned(server, body) == planned(server, body)


def test_other_endpoints_have_plans(server: Server) -> None:
    plan = planned(server, b'{"model":"gpt-4o-mini","input":"Hi"}', "?path=/v1/responses")
    assert (plan["stream"], plan["completion_tokens"]) == (False, 12)


@pytest.mark.parametrize(
    ("query", "body", "status", "words"),
    [
        ("?seeed=1", chat(), 400, "nearest is seed"),
        ("?seed=-1", chat(), 400, "out of range"),
        ("?attempt=0", chat(), 400, "want 1 to"),
        ("?path=/v1/models", chat(), 404, "No model answers /v1/models"),
        ("", b"{}", 400, "a model parameter"),
    ],
)
def test_what_cannot_be_planned_says_why(
    server: Server, query: str, body: bytes, status: int, words: str
) -> None:
    answer = posted(server, body, query)
    assert (answer.status, words in answer.body.decode()) == (status, True), answer
