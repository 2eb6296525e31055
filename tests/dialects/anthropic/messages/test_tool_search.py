"""Tools that wait until Anthropic's search has found them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.serving import Server

BM25 = {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"}
REGEX = {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}
COUNTED = "/v1/messages/count_tokens"
RATE = "What is the current USD to EUR exchange rate?"


def deferred(name: str, description: str, *arguments: str) -> dict[str, Any]:
    """Return a tool that waits."""
    properties = {one: {"type": "string"} for one in arguments}
    schema = {"type": "object", "properties": properties, "required": list(arguments)}
    shown = {"name": name, "description": description, "input_schema": schema}
    return shown | {"defer_loading": True}


EXCHANGE = deferred(
    "get_exchange_rate",
    "Look up the current exchange rate between two currencies.",
    "from_currency",
    "to_currency",
)
STOCK = deferred("stock_lookup", "Look up a price by its symbol.", "symbol")
TOOLS = [EXCHANGE, STOCK, BM25]


def answer(server: Server, text: str = RATE, **more: Any) -> dict[str, Any]:
    """Return a message."""
    found: dict[str, Any] = post(server, asked(text, **{"tools": TOOLS} | more)).json()
    return found


def kinds(message: dict[str, Any]) -> list[str]:
    """Return what kinds of blocks a message has."""
    return [one["type"] for one in message["content"]]


def named(message: dict[str, Any]) -> list[str]:
    """Return the names of the tools that a message's search has found."""
    found = message["content"][1]["content"]["tool_references"]
    return [one["tool_name"] for one in found]


def replayed(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages that tell a message again with the result of its call."""
    result = {"type": "tool_result", "tool_use_id": message["content"][-1]["id"], "content": "0.92"}
    turns = [("user", RATE), ("assistant", message["content"]), ("user", [result])]
    return [{"role": role, "content": content} for role, content in turns]


def test_what_the_prompt_speaks_of_is_found_and_called(server: Server) -> None:
    message = answer(server)
    search, result, call = message["content"]

    assert kinds(message) == ["server_tool_use", "tool_search_tool_result", "tool_use"]
    assert list(search) == ["type", "id", "name", "input"]
    assert (search["name"], search["input"]["limit"]) == ("tool_search_tool_bm25", 5)
    assert (result["tool_use_id"], named(message)) == (search["id"], ["get_exchange_rate"])
    assert (call["name"], message["stop_reason"]) == ("get_exchange_rate", "tool_use")


def test_a_regular_expression_is_told_as_a_pattern(server: Server) -> None:
    message = answer(server, tools=[EXCHANGE, STOCK, REGEX])

    assert message["content"][0]["name"] == "tool_search_tool_regex"
    assert message["content"][0]["input"]["pattern"] == "current|usd|eur|exchange|rate"
    assert named(message) == ["get_exchange_rate"]


@pytest.mark.parametrize("search", ["tool_search_tool_bm25", "tool_search_tool_regex"])
def test_a_search_may_be_named_without_a_day(server: Server, search: str) -> None:
    message = answer(server, tools=[EXCHANGE, {"type": search, "name": search}])

    assert message["content"][0]["name"] == search


def test_a_stream_tells_the_same(server: Server) -> None:
    events = stream(server, asked(RATE, tools=TOOLS))
    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]
    parts = [one.content["delta"]["partial_json"] for one in events if "partial_json" in one.raw]
    whole = answer(server)

    assert [one["type"] for one in starts] == kinds(whole)
    assert starts[1]["content"] == whole["content"][1]["content"]
    called = json.dumps(whole["content"][0]["input"], separators=(",", ":"))
    assert "".join(parts).startswith(called)
    told = events[-2].content["usage"]["server_tool_use"]
    assert told == {"web_search_requests": 0, "web_fetch_requests": 0}


def test_nothing_is_looked_for_that_the_prompt_does_not_speak_of(server: Server) -> None:
    assert kinds(answer(server, "Hello there")) == ["text"]


def test_a_tool_that_nobody_has_found_is_not_called(server: Server) -> None:
    message = answer(server, tools=[EXCHANGE, WEATHER])

    assert [one.get("name") for one in message["content"]] != ["get_exchange_rate"]


def test_a_search_may_find_nothing(server: Server) -> None:
    message = answer(server, "Is there a tool that paints?")

    assert kinds(message) == ["server_tool_use", "tool_search_tool_result", "text"]
    assert named(message) == []


def test_a_call_that_must_be_made_is_made_of_what_waits(server: Server) -> None:
    message = answer(server, "Hello there", tool_choice={"type": "any"})

    assert kinds(message)[-1] == "tool_use"
    assert named(message) == ["get_exchange_rate", "stock_lookup"]


def test_a_tool_that_a_choice_names_waits_for_no_search(server: Server) -> None:
    message = answer(server, tool_choice={"type": "tool", "name": "stock_lookup"})

    assert [one["name"] for one in message["content"]] == ["stock_lookup"]


def test_what_was_found_is_not_looked_for_again(server: Server) -> None:
    turns = replayed(answer(server))

    assert kinds(answer(server, messages=turns)) == ["text"]
    again = [*turns, {"role": "assistant", "content": "0.92"}, turns[0]]
    assert kinds(answer(server, messages=again)) == ["tool_use"]


def test_a_search_of_the_clients_own_finds_tools_too(server: Server) -> None:
    search = WEATHER | {"name": "search_tools"}
    found = [{"type": "tool_reference", "tool_name": "get_exchange_rate"}]
    call = {"type": "tool_use", "id": "toolu_1", "name": "search_tools", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": found}
    turns = [("user", RATE), ("assistant", [call]), ("user", [result])]
    messages = [{"role": role, "content": content} for role, content in turns]
    message = answer(server, tools=[search, EXCHANGE], messages=messages)

    assert message["content"][0]["name"] == "get_exchange_rate"


def counted(server: Server, *tools: dict[str, Any]) -> int:
    """Return what a prompt with tools would bill."""
    body = asked(RATE, tools=list(tools))
    del body["max_tokens"]
    found: int = post(server, body, COUNTED).json()["input_tokens"]
    return found


def test_a_tool_that_waits_bills_nothing(server: Server) -> None:
    loaded = {name: value for name, value in EXCHANGE.items() if name != "defer_loading"}

    assert counted(server, BM25) == counted(server, EXCHANGE, STOCK, BM25)
    assert counted(server, WEATHER, loaded) > counted(server, WEATHER, EXCHANGE)


def test_a_search_bills_the_prompt_twice_and_what_was_found(server: Server) -> None:
    """Recorded: 702 tokens at a stream's beginning, 1591 at its end [messages-2026]."""
    events = stream(server, asked(RATE, tools=TOOLS))
    first = events[0].content["message"]["usage"]["input_tokens"]
    last = events[-2].content["usage"]["input_tokens"]

    assert 690 < first < 720
    assert 1530 < last < 1610


def test_that_all_tools_wait_is_refused(server: Server) -> None:
    error = post(server, asked(RATE, tools=[EXCHANGE, STOCK])).json()["error"]

    assert error["message"] == (
        "At least one tool must have defer_loading=false. All tools cannot be deferred."
    )


def test_a_reference_to_no_tool_is_refused(server: Server) -> None:
    turns = replayed(answer(server))
    error = post(server, asked(messages=turns, tools=[STOCK, BM25])).json()["error"]

    assert error["message"] == "Tool reference 'get_exchange_rate' not found in available tools"
