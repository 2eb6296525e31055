"""When tokens came, told beside what they bill."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.azure.latency import checkpoint
from sanic_mock.engine.body import Body
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.reply import Reply
from tests.dialects.openai.azure.deployments import PATH, at
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask

NAMES = [
    "engine_tbt_ms",
    "engine_ttft_ms",
    "engine_ttlt_ms",
    "pre_inference_ms",
    "service_tbt_ms",
    "service_ttft_ms",
    "service_ttlt_ms",
    "total_duration_ms",
    "user_visible_ttft_ms",
]
TOOLS: dict[str, Any] = {
    "tools": [{"type": "function", "function": {"name": "f"}}],
    "tool_choice": "required",
}
USAGE: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
MS = 1_000_000


def times(reply: Reply) -> dict[str, int]:
    """Return the times of an answer."""
    found: dict[str, int] = json.loads(checkpoint(reply))
    assert list(found) == NAMES
    return found


def timed(plan: Plan | None, *, thought: int = 0, pieces: int = 11, last_ms: int = 0) -> Reply:
    """Return an answer that lasts so long."""
    return Reply(Body((b"a",) * pieces), "stop", 9, bytes(64), plan, thought, 0, last_ms * MS)


def test_what_is_answered_at_once_takes_no_time() -> None:
    assert set(times(timed(None)).values()) == {0}


def test_the_gap_is_the_mean_between_the_first_token_and_the_last() -> None:
    found = times(timed(Plan(200 * MS, 0, 1.0, b""), last_ms=320))

    assert found["service_ttft_ms"] == found["user_visible_ttft_ms"] == 200
    assert found["service_ttlt_ms"] == found["total_duration_ms"] == 320
    assert found["engine_tbt_ms"] == found["service_tbt_ms"] == 12


def test_the_first_token_may_be_one_of_thought() -> None:
    plan = Plan(1000 * MS, 0, 1.0, b"", thought_ns=900 * MS)

    found = times(timed(plan, thought=90, last_ms=1100))

    assert found["service_ttft_ms"] == 100
    assert found["service_tbt_ms"] == 10


def test_one_token_has_no_gap() -> None:
    assert times(timed(Plan(5 * MS, 0, 1.0, b""), pieces=1, last_ms=5))["engine_tbt_ms"] == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose first token takes 20 ms, and each further one 1 ms."""
    with sharing_profile("{ttft: {base: 20ms}, itl: {token: 1ms}, seed: 7}") as running:
        yield running


@pytest.mark.parametrize("further", [{}, TOOLS, {"n": 2}], ids=["text", "call", "two"])
def test_a_whole_answer_and_a_stream_tell_the_same_times(
    server: Server, further: dict[str, Any]
) -> None:
    whole = json.loads(ask(server, post(chat(**further), path=PATH)).body)
    stream = ask(server, post(chat(**further, **USAGE), path=PATH)).body
    last = json.loads(stream.split(b"\n\n")[-3].removeprefix(b"data: "))

    found = whole["usage"]["latency_checkpoint"]
    assert list(found) == NAMES
    assert found["service_ttft_ms"] == 20
    assert found["service_ttlt_ms"] >= 20
    assert list(last["latency_checkpoint"]) == NAMES
    assert "latency_checkpoint" not in last["usage"]
    assert last["latency_checkpoint"]["service_ttft_ms"] == 20


def test_embeddings_tell_no_times(server: Server) -> None:
    path = at("text-embedding-3-small", "embeddings")
    body = json.dumps({"input": "Hello"}).encode()

    assert b"latency_checkpoint" not in ask(server, post(body, path=path)).body
