"""The tools that a response has where some were found by a search, or came in a later turn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dialects.openai.responses.responding import WEATHER, Asking, Json

SEARCH: Json = {"type": "tool_search"}
RATE: Json = WEATHER | {"name": "get_rate", "description": "A rate.", "defer_loading": True}
TOLD = {name: one for name, one in RATE.items() if name != "defer_loading"} | {
    "output_schema": None
}
PROMPT: Json = {"role": "user", "content": "Hello"}
ADDED: Json = {"type": "additional_tools", "role": "developer", "tools": [TOLD]}


def found(execution: str) -> list[Json]:
    """Return a search and what it found."""
    both = {"call_id": None, "execution": execution, "status": "completed"}
    return [
        {"type": "tool_search_call", "arguments": {"paths": ["get_rate"]}, **both},
        {"type": "tool_search_output", "tools": [RATE], **both},
    ]


@pytest.fixture(scope="module")
def asking() -> Asking:
    """A worker's endpoint."""
    return Asking()


def repeated(asking: Asking, model: str, given: list[Json], *tools: Json) -> list[Json]:
    """Return the tools of a response."""
    ask: Json = {"model": model, "input": [PROMPT, *given], "tools": list(tools)}
    told: list[Json] = asking.whole(ask)["tools"]
    return told


def names(tools: list[Json]) -> list[str]:
    """Return the tools' names, of those that have none their types."""
    return [str(one.get("name", one["type"])) for one in tools]


def test_functions_come_first_and_wait_as_they_are(asking: Asking) -> None:
    tools = repeated(asking, "gpt-5.4", [], SEARCH, RATE, WEATHER)

    assert names(tools) == ["get_rate", "get_weather", "tool_search"]
    assert list(tools[0]) == [
        *("type", "defer_loading", "description", "name"),
        *("output_schema", "parameters", "strict"),
    ]


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("gpt-5.4", found("server")),
        ("gpt-5.6", found("server")),
        ("gpt-5.4", found("client")),
        ("gpt-5.4", [ADDED]),
    ],
)
def test_what_is_found_is_a_group_of_its_own(asking: Asking, model: str, given: list[Json]) -> None:
    tools = repeated(asking, model, given, SEARCH, RATE, WEATHER)

    assert names(tools) == ["get_weather", "tool_search", "get_rate"]
    assert tools[-1] == {
        "type": "namespace",
        "description": "A rate.",
        "name": "get_rate",
        "tools": [TOLD],
    }


@pytest.mark.parametrize("given", [found("client"), [ADDED]], ids=["found", "added"])
def test_what_a_client_gives_gpt_5_6_is_a_function_among_others(
    asking: Asking, given: list[Json]
) -> None:
    tools = repeated(asking, "gpt-5.6", given, SEARCH, WEATHER, RATE)

    assert names(tools) == ["get_weather", "get_rate", "tool_search"]
    assert tools[1] == TOLD


@pytest.mark.parametrize(("model", "group"), [("gpt-5.4", "get_rate"), ("gpt-5.6", None)])
def test_what_a_later_turn_adds_is_called(asking: Asking, model: str, group: str | None) -> None:
    ask: dict[str, Any] = {"model": model, "input": [PROMPT, ADDED], "tool_choice": "required"}
    output = asking.whole(ask)["output"]
    (call,) = (one for one in output if one["type"] == "function_call")

    assert (call["name"], call.get("namespace")) == ("get_rate", group)
    assert "city" in json.loads(call["arguments"])


def test_one_form_is_not_told_for_another(asking: Asking) -> None:
    """The same functions were asked for, and come to be in different ways."""
    grouped = repeated(asking, "gpt-5.4", found("server"), SEARCH, RATE)
    waiting = repeated(asking, "gpt-5.4", [], SEARCH, RATE)
    again = repeated(asking, "gpt-5.4", found("server"), SEARCH, RATE)

    assert grouped == again != waiting
