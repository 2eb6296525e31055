"""Thought: where it is told, where only its signature is, and where nobody may read it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest

from sanic_mock.dialects.anthropic.messages.thinking import LONGER
from sanic_mock.dialects.anthropic.messages.thought import REDACTING
from sanic_mock.engine.terms import LEAST_THOUGHT
from tests.dialects.anthropic.asking import asked, post, stream
from tests.serving import Server

ENABLED: dict[str, Any] = {"type": "enabled", "budget_tokens": 1024}
ADAPTIVE: dict[str, Any] = {"type": "adaptive"}
SHOWN = {"display": "summarized"}
HIDDEN = {"display": "omitted"}
OLD, NEW = "claude-haiku-4-5", "claude-sonnet-5"
WAYS = [
    (OLD, ENABLED, True),
    (OLD, ENABLED | HIDDEN, False),
    (NEW, ADAPTIVE, False),
    (NEW, ADAPTIVE | SHOWN, True),
]


def thinking(model: str, spec: dict[str, Any], text: str = "Think") -> dict[str, Any]:
    """Return a request that has thought before its answer."""
    return asked(text, model=model, thinking=spec, max_tokens=4096)


def deltas(server: Server, body: dict[str, Any], index: int = 0) -> list[str]:
    """Return the kinds of the deltas of a block."""
    events = stream(server, body)
    told = [one.content for one in events if one.name == "content_block_delta"]
    return [one["delta"]["type"] for one in told if one["index"] == index]


@pytest.mark.parametrize(("model", "spec", "is_told"), WAYS)
def test_thought_is_told_or_only_signed(
    server: Server, model: str, spec: dict[str, Any], is_told: bool
) -> None:
    message = post(server, thinking(model, spec)).json()
    first, second = message["content"]

    assert list(first) == ["type", "thinking", "signature"]
    assert bool(first["thinking"]) is is_told
    assert second["type"] == "text"
    assert message["usage"]["output_tokens_details"]["thinking_tokens"] > 0


@pytest.mark.parametrize(("model", "spec"), [one[:2] for one in WAYS])
def test_what_a_block_tells_of_is_billed_whoever_may_read_it(
    server: Server, model: str, spec: dict[str, Any]
) -> None:
    asks = (thinking(model, spec, f"Think {number}") for number in range(40))
    usages = [post(server, one).json()["usage"] for one in asks]
    thought = [one["output_tokens_details"]["thinking_tokens"] for one in usages]

    assert min(thought) >= LEAST_THOUGHT
    assert len(set(thought)) > 20


@pytest.mark.parametrize(("model", "spec", "is_told"), WAYS)
def test_a_signature_is_longer_than_what_it_signs(
    server: Server, model: str, spec: dict[str, Any], is_told: bool
) -> None:
    first = post(server, thinking(model, spec)).json()["content"][0]

    signed = b64decode(first["signature"])
    assert first["signature"].startswith("E")
    assert len(signed) == len(first["thinking"].encode()) + LONGER


@pytest.mark.parametrize(("model", "spec", "is_told"), WAYS)
def test_a_stream_signs_what_it_tells(
    server: Server, model: str, spec: dict[str, Any], is_told: bool
) -> None:
    kinds = deltas(server, thinking(model, spec))

    assert kinds[-1] == "signature_delta"
    assert set(kinds[:-1]) == ({"thinking_delta"} if is_told else set())


def test_thought_that_nobody_may_read_is_told_whole(server: Server) -> None:
    body = thinking(OLD, ENABLED, REDACTING)
    hidden, _ = post(server, body).json()["content"]

    assert list(hidden) == ["type", "data"]
    assert hidden["type"] == "redacted_thinking"
    assert deltas(server, body) == []
    again = [
        *body["messages"],
        {"role": "assistant", "content": [hidden, {"type": "text", "text": "So."}]},
        {"role": "user", "content": "And?"},
    ]
    assert post(server, body | {"messages": again}).status_code == 200


def test_omitted_thought_is_billed_all_the_same(server: Server) -> None:
    bills = [post(server, thinking(OLD, ENABLED | way)).json()["usage"] for way in (SHOWN, HIDDEN)]

    for usage in bills:
        assert usage["output_tokens"] > usage["output_tokens_details"]["thinking_tokens"] > 0
