"""Functions that load later are found before they are called, by the server or by the client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dialects.openai.responses.responding import WEATHER, Asking, Json

PROMPT = {"role": "user", "content": "What is the exchange rate of 'USD/EUR'?"}
RATE: Json = {
    "type": "function",
    "name": "get_exchange_rate",
    "description": "Look up an exchange rate.",
    "defer_loading": True,
    "parameters": {
        "type": "object",
        "properties": {"pair": {"type": "string"}},
        "required": ["pair"],
        "additionalProperties": False,
    },
    "strict": True,
}
SERVER: Json = {"type": "tool_search"}
CLIENT: Json = {
    "type": "tool_search",
    "execution": "client",
    "description": "Find tools.",
    "parameters": {
        "type": "object",
        "properties": {"queries": {"type": "array", "items": {"type": "string"}}},
        "required": ["queries"],
        "additionalProperties": False,
    },
}
FOUND = {"type": "tool_search_output", "status": "completed", "tools": [RATE]}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """A worker's endpoint."""
    return Asking()


def answered(asking: Asking, given: list[Json], *tools: Json, **further: Any) -> list[Json]:
    """Return the output of a response, which is the same where it is streamed."""
    ask = {"model": "gpt-5.4", "input": given, "tools": list(tools), "store": False, **further}
    ask["reasoning"] = {"effort": "none"}
    output: list[Json] = asking.whole(ask)["output"]
    events = asking.stream(ask)
    done = [one["item"] for one in events if one["type"] == "response.output_item.done"]
    assert [one["type"] for one in done] == [one["type"] for one in output]
    begun = [one["item"] for one in events if one["type"] == "response.output_item.added"]
    assert all(one.get("arguments") in ({}, "", None) for one in begun)
    return output


def test_the_server_finds_what_is_called(asking: Asking) -> None:
    call, output, function = answered(asking, [PROMPT], SERVER, RATE)

    assert (call["type"], call["id"][:4]) == ("tool_search_call", "tsc_")
    assert call["arguments"] == {"paths": ["get_exchange_rate"]}
    assert (call["call_id"], call["execution"], call["status"]) == (None, "server", "completed")
    assert (output["type"], output["id"][:4]) == ("tool_search_output", "tso_")
    assert (output["call_id"], output["execution"]) == (None, "server")
    assert [one["name"] for one in output["tools"]] == ["get_exchange_rate"]
    assert (function["name"], function["namespace"]) == ("get_exchange_rate",) * 2
    assert json.loads(function["arguments"]) == {"pair": "USD/EUR"}


def test_what_was_found_is_called_at_once(asking: Asking) -> None:
    found = answered(asking, [PROMPT], SERVER, RATE)[:2]
    (call,) = answered(asking, [PROMPT, *found, PROMPT], SERVER, RATE)

    assert (call["name"], call["namespace"]) == ("get_exchange_rate",) * 2


def test_a_turn_ends_after_the_result(asking: Asking) -> None:
    output = answered(asking, [PROMPT], SERVER, RATE)
    result = {
        "type": "function_call_output",
        "call_id": output[-1]["call_id"],
        "output": "USD/EUR: 0.92",
    }
    (message,) = answered(asking, [PROMPT, *output, result], SERVER, RATE)

    assert "0.92" in message["content"][0]["text"]


def test_a_response_goes_on_from_a_search(asking: Asking) -> None:
    ask: Json = {"model": "gpt-5.4", "tools": [SERVER, RATE], "reasoning": {"effort": "none"}}
    first = asking.whole({**ask, "input": [PROMPT]})
    given = {"type": "function_call_output", "call_id": first["output"][-1]["call_id"]}
    further = {"previous_response_id": first["id"], "input": [{**given, "output": "0.92"}]}

    assert [one["type"] for one in asking.whole(ask | further)["output"]] == ["message"]


def test_the_client_is_asked_to_search(asking: Asking) -> None:
    (search,) = answered(asking, [PROMPT], CLIENT, RATE)

    assert (search["type"], search["execution"]) == ("tool_search_call", "client")
    assert all(isinstance(one, str) for one in search["arguments"]["queries"])
    assert search["call_id"].startswith("call_")
    output = {**FOUND, "call_id": search["call_id"], "execution": "client"}
    (call,) = answered(asking, [PROMPT, search, output], CLIENT, RATE)
    assert call["name"] == "get_exchange_rate"


def test_a_client_that_finds_nothing_is_not_asked_again(asking: Asking) -> None:
    (search,) = answered(asking, [PROMPT], CLIENT, RATE)
    output = {**FOUND, "tools": [], "call_id": search["call_id"], "execution": "client"}

    (message,) = answered(asking, [PROMPT, search, output], CLIENT, RATE)
    assert message["type"] == "message"


@pytest.mark.parametrize("search", [SERVER, CLIENT], ids=["server", "client"])
def test_what_is_there_is_called_without_a_search(asking: Asking, search: Json) -> None:
    paris = {"role": "user", "content": "What is the weather in Paris?"}
    (call,) = answered(asking, [paris], search, WEATHER, RATE)

    assert (call["name"], "namespace" in call) == ("get_weather", False)


def test_the_client_searches_for_what_is_meant_beside_what_is_there(asking: Asking) -> None:
    (search,) = answered(asking, [PROMPT], WEATHER, CLIENT, RATE)

    assert search["type"] == "tool_search_call"


def test_without_a_search_all_are_called(asking: Asking) -> None:
    (call,) = answered(asking, [PROMPT], RATE)

    assert "namespace" not in call


def test_the_search_is_repeated_with_what_it_lacks(asking: Asking) -> None:
    tools = asking.whole({"model": "gpt-5.4", "input": "Hi", "tools": [SERVER]})["tools"]

    assert tools == [{"type": "tool_search", "description": None, "parameters": None}]


def test_what_nobody_speaks_of_is_not_searched_for(asking: Asking) -> None:
    said = {"role": "user", "content": "Say only: ready"}

    assert [one["type"] for one in answered(asking, [said], SERVER, RATE)] == ["message"]
    called = answered(asking, [said], SERVER, RATE, tool_choice="required")
    assert called[-1]["type"] == "function_call"


def test_a_search_is_billed_as_if_it_had_been_told_again(asking: Asking) -> None:
    """The prompt, what the search brings, and two tokens: 580 and 570, as recorded."""
    rate = RATE | {"parameters": RATE["parameters"] | {"properties": {"pair": {"type": "string"}}}}
    said = "Use hosted tool search to load get_exchange_rate. Do not call it yet. Reply only with "
    ask = {"model": "gpt-5.4", "tools": [SERVER, rate], "store": False, "tool_choice": "auto"}
    given = [{"role": "user", "content": said + '"loaded".'}]

    assert asking.whole(ask | {"input": given})["usage"]["input_tokens"] == 570
