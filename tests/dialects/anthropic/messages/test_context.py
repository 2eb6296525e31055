"""Contexts that grow too long: results of calls are cleared, conversations summarized."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.anthropic.asking import asked, post, stream
from tests.serving import Server

LONG = "The quick brown fox jumps over the lazy dog. " * 120
TRIGGER = 500


def compacting(value: int = TRIGGER, **more: Any) -> dict[str, Any]:
    """Return what has a conversation summarized."""
    edit = {"type": "compact_20260112", "trigger": {"type": "input_tokens", "value": value}}
    return {"context_management": {"edits": [edit | more]}}


def answer(server: Server, *turns: Any, **more: Any) -> dict[str, Any]:
    """Return a message to turns of a user and an assistant."""
    roles = ("user", "assistant") * len(turns)
    messages = [{"role": role, "content": one} for role, one in zip(roles, turns, strict=False)]
    found: dict[str, Any] = post(server, asked(messages=messages, **more)).json()
    return found


def kinds(message: dict[str, Any]) -> list[str]:
    """Return what kinds of blocks a message has."""
    return [one["type"] for one in message["content"]]


def test_a_long_conversation_is_summarized_and_answered(server: Server) -> None:
    message = answer(server, LONG, "Yes.", "What was it?", **compacting())
    usage = message["usage"]
    before, after = usage["iterations"]

    assert kinds(message) == ["compaction", "text"]
    assert "What was it?" in message["content"][0]["content"]
    assert [before["type"], after["type"]] == ["compaction", "message"]
    assert before["input_tokens"] > TRIGGER > after["input_tokens"] == usage["input_tokens"]
    assert after["output_tokens"] == usage["output_tokens"]
    assert list(usage)[3:5] == ["cache_creation", "iterations"]
    assert message["context_management"] == {"applied_edits": []}


def test_a_stream_tells_the_summary_in_one_part(server: Server) -> None:
    body = asked(LONG, **compacting())
    whole, events = post(server, body).json(), stream(server, body)
    (summed,) = [one for one in events if "compaction_delta" in one.raw]
    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]

    assert starts[0] == {"type": "compaction", "content": None}
    assert summed.content["delta"]["content"] == whole["content"][0]["content"]
    first = events[0].content["message"]["usage"]["input_tokens"]
    told = events[-2].content["usage"]
    assert first == told["iterations"][0]["input_tokens"]
    assert told["input_tokens"] == told["iterations"][1]["input_tokens"] < first
    assert list(told)[-1] == "iterations"


def test_a_short_conversation_stays_as_it_is(server: Server) -> None:
    message = answer(server, "Hello there", **compacting())
    (only,) = message["usage"]["iterations"]

    assert kinds(message) == ["text"]
    assert only["type"] == "message"
    assert only["input_tokens"] == message["usage"]["input_tokens"]


def test_a_summary_stands_for_what_was_before_it(server: Server) -> None:
    said = answer(server, LONG, **compacting())["content"]
    message = answer(server, LONG, said, "And now?", **compacting())

    assert kinds(message) == ["text"]
    assert message["usage"]["input_tokens"] < TRIGGER


def test_nothing_follows_where_it_is_to_pause(server: Server) -> None:
    message = answer(server, LONG, **compacting(pause_after_compaction=True))
    events = stream(server, asked(LONG, **compacting(pause_after_compaction=True)))

    assert (kinds(message), message["stop_reason"]) == (["compaction"], "compaction")
    assert [one["type"] for one in message["usage"]["iterations"]] == ["compaction"]
    assert [one.name for one in events] == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


def test_nothing_is_run_for_a_summary_alone(server: Server) -> None:
    text = f"{LONG} Search the web for the latest news"
    search = {"type": "web_search_20250305", "name": "web_search"}
    message = answer(server, text, tools=[search], **compacting(pause_after_compaction=True))

    assert kinds(message) == ["compaction"]
    assert message["usage"]["input_tokens"] == 0
    assert "server_tool_use" not in message["usage"]


def test_a_summary_that_is_asked_for_is_signed_and_alone(server: Server) -> None:
    message = answer(server, "Hello there", compaction={"type": "summarize"})

    assert kinds(message) == ["compaction"]
    assert list(message["content"][0]) == ["type", "content", "signature"]
    again = answer(server, "Hello there", message["content"], "And now?")
    assert kinds(again) == ["text"]


def calls(number: int, text: str = LONG) -> list[Any]:
    """Return turns of so many calls with long results."""
    turns: list[Any] = ["Look"]
    for place in range(number):
        name = f"toolu_{place}"
        turns.append([{"type": "tool_use", "id": name, "name": f"look_{place}", "input": {}}])
        turns.append([{"type": "tool_result", "tool_use_id": name, "content": text}])
    return turns


def clearing(**more: Any) -> dict[str, Any]:
    """Return what has results of calls cleared."""
    edit = {"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 3}}
    return {"context_management": {"edits": [edit | more]}}


def edits(server: Server, number: int, **more: Any) -> list[Any]:
    """Return what was done to a context with so many calls."""
    message = answer(server, *calls(number), **clearing(**more))
    found: list[Any] = message["context_management"]["applied_edits"]
    return found


def test_the_oldest_results_are_cleared(server: Server) -> None:
    (edit,) = edits(server, 5)
    bare = answer(server, *calls(5))["usage"]["input_tokens"]
    cleared = answer(server, *calls(5), **clearing())["usage"]["input_tokens"]

    assert list(edit) == ["type", "cleared_tool_uses", "cleared_input_tokens"]
    assert edit["cleared_tool_uses"] == 2
    assert bare - cleared == edit["cleared_input_tokens"] > 1000


@pytest.mark.parametrize(
    ("more", "cleared"),
    [
        ({}, 2),
        ({"keep": {"type": "tool_uses", "value": 1}}, 4),
        ({"exclude_tools": ["look_0"]}, 1),
        ({"clear_at_least": {"type": "input_tokens", "value": 1000}}, 2),
        ({"trigger": {"type": "input_tokens", "value": 1000}}, 2),
    ],
)
def test_as_many_are_cleared_as_is_asked_for(
    server: Server, more: dict[str, Any], cleared: int
) -> None:
    (edit,) = edits(server, 5, **more)

    assert edit["cleared_tool_uses"] == cleared


@pytest.mark.parametrize(
    "more",
    [
        {"trigger": {"type": "tool_uses", "value": 5}},
        {"trigger": {"type": "input_tokens", "value": 90_000}},
        {"keep": {"type": "tool_uses", "value": 5}},
        {"clear_at_least": {"type": "input_tokens", "value": 90_000}},
    ],
)
def test_nothing_is_cleared_that_need_not_be(server: Server, more: dict[str, Any]) -> None:
    assert edits(server, 5, **more) == []
