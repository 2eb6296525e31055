"""Items tell the turn of the agent that Codex names in each request."""

from __future__ import annotations

import pytest

from tests.dialects.openai.responses.responding import NOW_S, WEATHER, Asking, Json

PASSED = "internal_chat_message_metadata_passthrough"
TURN: Json = {"turn_id": "019fc718"}
ASKED: Json = {"model": "gpt-5.4", "input": "Hello", "client_metadata": TURN | {"session_id": "1"}}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


def items(asking: Asking, asked: Json) -> list[tuple[str, Json]]:
    """Return the items of a stream's events with the events' kinds."""
    return [(one["type"], one["item"]) for one in asking.stream(asked) if "item" in one]


def test_a_message_tells_its_turn_and_when_it_is_done_its_time(asking: Asking) -> None:
    (_, begun), (_, done) = items(asking, ASKED)

    order = ["id", "type", "status", "content", PASSED, "phase", "role", "metadata"]
    assert list(begun) == list(done) == order
    assert begun[PASSED] == begun["metadata"] == done["metadata"] == TURN
    assert done[PASSED] == {"create_time": float(NOW_S), **TURN}


def test_a_call_tells_its_turn(asking: Asking) -> None:
    asked = ASKED | {"tools": [WEATHER], "tool_choice": "required"}

    for _, item in items(asking, asked):
        assert list(item)[4:] == ["call_id", PASSED, "name", "metadata"]
        assert item[PASSED] == item["metadata"] == TURN


def test_a_search_tells_its_turn_from_its_beginning(asking: Asking) -> None:
    asked = ASKED | {"tools": [{"type": "web_search"}], "tool_choice": {"type": "web_search"}}

    begun = next(item for _, item in items(asking, asked) if item["type"] == "web_search_call")

    assert list(begun) == ["id", "type", "status", PASSED, "metadata"]


def test_the_response_tells_what_its_events_told(asking: Asking) -> None:
    (item,) = asking.whole(ASKED)["output"]

    assert (item["metadata"], item[PASSED]["turn_id"]) == (TURN, TURN["turn_id"])


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"tools": [WEATHER], "tool_choice": "required"},
        {"tools": [{"type": "web_search"}], "tool_choice": {"type": "web_search"}},
    ],
)
@pytest.mark.parametrize("model", ["gpt-5-mini", "gpt-5.4"])
def test_items_are_told_again_with_their_turn(asking: Asking, model: str, more: Json) -> None:
    asked = ASKED | {"model": model, "reasoning": {"effort": "high"}} | more
    output = asking.whole(asked)["output"]
    assert all("metadata" in item for item in output)
    results = [
        {"type": "function_call_output", "call_id": one["call_id"], "output": "18"}
        for one in output
        if one["type"] == "function_call"
    ]

    again = asking.whole(asked | {"input": [*output, *results]})

    assert again["status"] == "completed"


@pytest.mark.parametrize("told", [{}, {"turn_id": None}, {"session_id": "1"}])
def test_without_a_turn_nothing_is_told(asking: Asking, told: Json) -> None:
    (item,) = asking.whole(ASKED | {"client_metadata": told})["output"]

    assert "metadata" not in item
