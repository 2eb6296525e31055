"""Streams: the order of their events, padding, parts of arguments, and errors in their midst."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dialects.anthropic.asking import WEATHER, Event, asked, post, stream
from tests.serving import Server
from tests.sharing import both_lanes

THINKS: dict[str, Any] = {
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "max_tokens": 4096,
}


def texts(events: list[Event], kind: str, member: str) -> list[str]:
    """Return what deltas of a kind tell."""
    found = (one.content["delta"] for one in events if one.name == "content_block_delta")
    return [one[member] for one in found if one["type"] == kind]


def test_events_come_in_their_order(server: Server) -> None:
    names = [one.name for one in stream(server, asked())]

    assert names[:3] == ["message_start", "content_block_start", "ping"]
    assert set(names[3:-3]) == {"content_block_delta"}
    assert names[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_all_but_the_ping_are_padded_before_their_last_brace(server: Server) -> None:
    events = [one for _ in range(12) for one in stream(server, asked())]
    spaces = [len(one.raw[:-1]) - len(one.raw[:-1].rstrip()) for one in events]

    assert {one.raw for one in events if one.name == "ping"} == {'{"type": "ping"}'}
    assert set(spaces) == set(range(16))
    for one in events:
        if one.name != "ping":
            compact = json.dumps(one.content, separators=(",", ":"), ensure_ascii=False)
            assert one.raw[:-1].rstrip() + "}" == compact


def test_deltas_hold_several_tokens_and_never_nothing(server: Server) -> None:
    deltas = texts(stream(server, asked()), "text_delta", "text")

    assert all(deltas)
    assert sum(map(len, deltas)) / len(deltas) > 8


def test_a_stream_bills_what_the_whole_answer_would(server: Server) -> None:
    events = stream(server, asked())
    start, delta = events[0].content["message"]["usage"], events[-2].content["usage"]

    assert start["output_tokens"] >= 1
    assert start["input_tokens"] == delta["input_tokens"] == 9
    assert delta["output_tokens"] > 3


def test_arguments_come_in_parts_of_which_the_first_is_empty(server: Server) -> None:
    body = asked("Weather in Paris and Oslo?", tools=[WEATHER])

    events = stream(server, body)
    starts = [one.content for one in events if one.name == "content_block_start"]

    assert [one["index"] for one in starts] == [0, 1]
    assert {json.dumps(one["content_block"]["input"]) for one in starts} == {"{}"}
    for index, city in enumerate(("Paris", "Oslo")):
        mine = [one for one in events if one.content.get("index") == index]
        parts = texts(mine, "input_json_delta", "partial_json")
        assert parts[0] == ""
        assert all(1 <= len(one) <= 12 for one in parts[1:])
        assert json.loads("".join(parts)) == {"city": city}
    assert events[-2].content["delta"]["stop_reason"] == "tool_use"


def test_a_call_without_arguments_has_the_empty_part_alone(server: Server) -> None:
    tool = {"name": "ping", "input_schema": {"type": "object", "properties": {}}}

    events = stream(server, asked("Please ping", tools=[tool]))

    assert texts(events, "input_json_delta", "partial_json") == [""]


def test_thought_is_told_before_the_text_and_signed(server: Server) -> None:
    events = stream(server, asked(**THINKS))
    stops = [one.content["index"] for one in events if one.name == "content_block_stop"]

    assert texts(events, "thinking_delta", "thinking")
    assert len(texts(events, "signature_delta", "signature")) == 1
    assert stops == [0, 1]
    assert events[-2].content["usage"]["output_tokens_details"]["thinking_tokens"] > 0


KINDS: dict[str, dict[str, Any]] = {"text": {}, "thought": THINKS, "call": {"tools": [WEATHER]}}


@pytest.mark.parametrize("more", KINDS.values(), ids=KINDS)
def test_a_stream_tells_what_the_whole_answer_does(more: dict[str, Any]) -> None:
    """Of two servers each is asked once for the same case, so both draw alike."""
    body, case = asked("Weather in Paris?", **more), f"the same {sorted(more)}"

    with both_lanes() as (one, other):
        whole = post(one, body, x_mock_case=case).json()["content"]
        events = stream(other, body, x_mock_case=case)

    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]
    assert [block["type"] for block in whole] == [block["type"] for block in starts]
    if whole[-1]["type"] == "text":
        assert "".join(texts(events, "text_delta", "text")) == whole[-1]["text"]
    else:
        parts = texts(events, "input_json_delta", "partial_json")
        assert json.loads("".join(parts)) == whole[-1]["input"]


def test_an_error_in_the_midst_of_a_stream_ends_it(server: Server) -> None:
    answer = post(server, asked(stream=True), x_mock_fault="error;after=2tokens;code=overloaded")

    *_, last = answer.text.split("\n\n")[:-1]
    name, data = last.split("\n")
    told = json.loads(data.removeprefix("data: "))
    assert name == "event: error"
    assert told["error"] == {"details": None, "type": "overloaded_error", "message": "Overloaded"}
    assert told["request_id"] == answer.headers["request-id"]
    assert "message_stop" not in answer.text
