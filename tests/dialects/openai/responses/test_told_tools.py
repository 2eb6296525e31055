"""Tools as a response repeats them: by their kinds, with what was left out, without keys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialects.openai.responses.responding import SQL, WEATHER, Asking, Json

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


HERE = {"type": "approximate", "country": "US"}


def test_tools_come_back_with_what_was_left_out(asking: Asking) -> None:
    asked = [
        {"type": "function", "name": "f", "parameters": WEATHER["parameters"]},
        {"type": "function", "name": "g", "parameters": {"type": "object", "properties": {}}},
        SQL,
        {"type": "web_search"},
        {"type": "file_search", "vector_store_ids": ["vs_1"]},
        {"type": "mcp", "server_url": "https://example.org/mcp?key=1", "server_label": "a"},
    ]

    response = asking.whole(HELLO | {"tools": asked, "tool_choice": "none"})

    f, g, web, files, mcp, sql = response["tools"]

    assert list(f) == ["type", "description", "name", "output_schema", "parameters", "strict"]
    assert (f["description"], f["strict"], g["strict"]) == (None, True, True)
    assert g["parameters"] == {"type": "object", "properties": {}, "additionalProperties": False}
    assert list(sql) == ["type", "description", "format", "name"]
    assert web == {
        "type": "web_search",
        "return_token_budget": "default",
        "search_content_types": ["text"],
        "search_context_size": "medium",
        "user_location": {**dict.fromkeys(("city", "region", "timezone")), **HERE},
    }
    assert files["max_num_results"] == 20
    assert list(mcp) == [
        "type",
        "allowed_tools",
        "headers",
        "require_approval",
        "server_description",
        "server_label",
        "server_url",
    ]
    assert mcp["server_url"] == "https://example.org/mcp?key=1"


def test_a_key_for_a_server_is_not_repeated(asking: Asking) -> None:
    server = {"type": "mcp", "server_url": "https://example.org/mcp", "server_label": "a"}
    keys = {"authorization": "secret", "headers": {"x-key": "secret"}}

    response = asking.whole(HELLO | {"tools": [server | keys]})

    assert "secret" not in json.dumps(response)
    (told,) = response["tools"]
    assert list(told)[1:4] == ["allowed_tools", "authorization", "headers"]
    assert told["headers"] == {"x-key": "<redacted>"}


def test_a_connector_has_no_address(asking: Asking) -> None:
    calendar = {"connector_id": "connector_googlecalendar", "authorization": "secret"}
    tool = {"type": "mcp", "server_label": "calendar", **calendar}

    (told,) = asking.whole(HELLO | {"tools": [tool]})["tools"]

    assert told["server_url"] is None


def test_images_are_drawn_one_at_a_time_and_not_in_parts_unless_asked(asking: Asking) -> None:
    plain, parts = (
        asking.whole(HELLO | {"tools": [{"type": "image_generation", "partial_images": count}]})
        for count in (0, 2)
    )

    assert list(plain["tools"][0]) == [
        *("type", "background", "moderation", "n", "output_compression"),
        *("output_format", "quality", "size"),
    ]
    assert (plain["tools"][0]["n"], parts["tools"][0]["partial_images"]) == (1, 2)


DRAWING: Json = {"type": "image_generation", "action": "edit", "input_fidelity": "high"}


def test_what_is_done_with_an_image_is_not_told(asking: Asking) -> None:
    mask = {"input_image_mask": {"file_id": "file-1"}}

    (told,) = asking.whole(HELLO | {"tools": [DRAWING | mask]})["tools"]

    assert not told.keys() & {"action", "input_fidelity", "input_image_mask"}


@pytest.mark.parametrize(
    ("further", "is_strict"), [({}, True), ({"strict": None}, False), ({"strict": False}, False)]
)
def test_a_function_is_strict_where_nothing_is_said(
    asking: Asking, further: Json, is_strict: bool
) -> None:
    open_ = {name: one for name, one in WEATHER["parameters"].items() if name[:4] != "addi"}
    function = {"type": "function", "name": "f", "parameters": open_}

    (told,) = asking.whole(HELLO | {"tools": [function | further]})["tools"]

    assert told["strict"] is is_strict
    assert ("additionalProperties" in told["parameters"]) is is_strict


def test_an_empty_description_is_none(asking: Asking) -> None:
    (told,) = asking.whole(HELLO | {"tools": [WEATHER | {"description": ""}]})["tools"]

    assert told["description"] is None


@pytest.mark.parametrize("chosen", ["web_search", "web_search_preview"])
@pytest.mark.parametrize("offered", ["web_search", "web_search_preview"])
def test_either_name_of_the_search_means_it(asking: Asking, chosen: str, offered: str) -> None:
    asked = {"tools": [{"type": offered}], "tool_choice": {"type": chosen}}

    response = asking.whole(HELLO | asked)

    assert response["tool_choice"] == {"type": chosen}
    assert response["output"][0]["type"] == "web_search_call"


SEARCH, FIND = {"type": "web_search"}, {"type": "tool_search"}
GROUP = {"type": "namespace", "name": "n", "description": "A group.", "tools": [WEATHER]}


@settings(max_examples=20)
@given(tools=st.permutations([WEATHER, WEATHER | {"name": "g"}, SEARCH, SQL, FIND, GROUP]))
def test_tools_are_told_by_their_kinds(asking: Asking, tools: list[Json]) -> None:
    told = asking.whole(HELLO | {"tools": tools, "tool_choice": "none"})["tools"]

    order = ["function", "function", "web_search", "custom", "tool_search", "namespace"]
    assert [one["type"] for one in told] == order
    functions = [one["name"] for one in tools if one["type"] == "function"]
    assert [one["name"] for one in told[:2]] == functions
