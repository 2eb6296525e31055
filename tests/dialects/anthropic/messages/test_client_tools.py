"""Tools that Anthropic has defined and clients run: when they are called, and with what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.serving import Server

BASH = {"type": "bash_20250124", "name": "bash"}
EDITOR = {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"}
MEMORY = {"type": "memory_20250818", "name": "memory"}
COMPUTER = {
    "type": "computer_20250124",
    "name": "computer",
    "display_width_px": 1024,
    "display_height_px": 768,
}
CALLS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    (BASH, "Run `make test`", {"command": "make test"}),
    (EDITOR, "Fix the bug in src/main.py", {"command": "view", "path": "src/main.py"}),
    (MEMORY, "What do you remember of me?", {"command": "view", "path": "/memories"}),
    (COMPUTER, "Open the browser", {"action": "screenshot"}),
]


def calls(server: Server, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of an answer."""
    content = post(server, body).json()["content"]
    return [one for one in content if one["type"] == "tool_use"]


@pytest.mark.parametrize(("tool", "text", "arguments"), CALLS, ids=lambda one: str(one)[:24])
def test_a_tool_is_called_with_what_the_prompt_names(
    server: Server, tool: dict[str, Any], text: str, arguments: dict[str, Any]
) -> None:
    (call,) = calls(server, asked(text, tools=[tool]))

    assert (call["name"], call["input"]) == (tool["name"], arguments)


def test_nobody_calls_a_tool_that_is_not_asked_for(server: Server) -> None:
    assert calls(server, asked("Hello there", tools=[BASH])) == []


@pytest.mark.parametrize("choice", [{"type": "any"}, {"type": "tool", "name": "bash"}], ids=str)
def test_a_choice_has_a_tool_called_all_the_same(server: Server, choice: dict[str, Any]) -> None:
    found = calls(server, asked("Hello there", tools=[BASH], tool_choice=choice))

    assert [one["name"] for one in found] == ["bash"]


def test_a_choice_of_another_tool_leaves_it_alone(server: Server) -> None:
    choice = {"type": "tool", "name": "get_weather"}

    found = calls(server, asked("Run `ls`", tools=[BASH, WEATHER], tool_choice=choice))

    assert [one["name"] for one in found] == ["get_weather"]


def test_a_loop_ends_when_the_shell_has_answered(server: Server) -> None:
    body = asked("Run `make test`", tools=[BASH])
    message = post(server, body).json()
    (call,) = message["content"]
    result = {"type": "tool_result", "tool_use_id": call["id"], "content": "42 passed"}

    body["messages"] += [
        {"role": "assistant", "content": message["content"]},
        {"role": "user", "content": [result]},
    ]
    answer = post(server, body).json()

    assert answer["stop_reason"] == "end_turn"
    assert "42 passed" in answer["content"][0]["text"]


def test_a_streamed_call_comes_in_parts(server: Server) -> None:
    events = stream(server, asked("Run `make test`", tools=[BASH]))
    parts = [
        one.content["delta"]["partial_json"] for one in events if one.name == "content_block_delta"
    ]

    assert parts[0] == ""
    assert "".join(parts) == '{"command":"make test"}'
