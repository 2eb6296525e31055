"""Tools of MCP servers that Anthropic's connector would call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.dialects.anthropic.messages.mcp import read_mcp
from sanic_mock.dialects.anthropic.messages.request import decode
from sanic_mock.errors import Abandoned, Lengthy
from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.patient_work import patiently
from tests.serving import Server

ECHO = {"type": "url", "url": "https://example.com/mcp", "name": "echo"}
WIKI = {"type": "url", "url": "https://example.com/wiki", "name": "wiki"}
TOOLSET = {"type": "mcp_toolset", "mcp_server_name": "echo"}
PROMPT = "Use the echo server to say hello"


def limited(*names: str, **more: Any) -> dict[str, Any]:
    """Return a server of which only some tools may be called."""
    return ECHO | {"tool_configuration": {"allowed_tools": list(names)} | more}


def answer(server: Server, text: str = PROMPT, **more: Any) -> dict[str, Any]:
    """Return a message."""
    body = asked(text, **{"mcp_servers": [ECHO]} | more)
    found: dict[str, Any] = post(server, body).json()
    return found


def kinds(message: dict[str, Any]) -> list[str]:
    """Return what kinds of blocks a message has."""
    return [one["type"] for one in message["content"]]


def test_a_servers_tool_is_called_and_its_result_told(server: Server) -> None:
    call, result, _ = (message := answer(server))["content"]

    assert kinds(message) == ["mcp_tool_use", "mcp_tool_result", "text"]
    assert list(call) == ["type", "id", "name", "input", "server_name"]
    assert call["id"].startswith("mcptoolu_01")
    assert (call["name"], call["server_name"]) == ("search", "echo")
    assert list(result) == ["type", "tool_use_id", "is_error", "content"]
    assert (result["tool_use_id"], result["is_error"]) == (call["id"], False)
    assert result["content"][0]["type"] == "text"
    assert message["stop_reason"] == "end_turn"


def test_many_tools_are_looked_for_on_a_thread_until_nobody_waits() -> None:
    names = [f"tool_{number}" for number in range(4000)]
    body = asked("z" * 30_000 + " tool_7 ", mcp_servers=[limited(*names)])
    request = decode(json.dumps(body).encode())
    waits = iter([True, True, False])

    with pytest.raises(Lengthy):
        read_mcp(request)
    with pytest.raises(Abandoned):
        patiently(lambda: read_mcp(request), lambda: next(waits))
    run = patiently(lambda: read_mcp(request))
    assert run is not None
    assert run.name == "tool_7"


@pytest.mark.parametrize(
    ("server_spec", "tools", "called"),
    [
        (limited("shout", "ask_question"), [], "ask_question"),
        (limited("shout"), [TOOLSET], "shout"),
        (ECHO, [TOOLSET | {"configs": {"ask_question": {"enabled": True}}}], "ask_question"),
        (
            ECHO,
            [
                TOOLSET
                | {
                    "default_config": {"enabled": False},
                    "configs": {"shout": {"enabled": True}, "ask_question": {}},
                }
            ],
            "shout",
        ),
    ],
)
def test_a_tool_is_called_that_may_be(
    server: Server, server_spec: Any, tools: list[Any], called: str
) -> None:
    text = "Ask a question of the echo server with ask_question"
    message = answer(server, text, mcp_servers=[server_spec], tools=tools)

    assert message["content"][0]["name"] == called


@pytest.mark.parametrize(
    ("servers", "tools"),
    [
        ([limited("shout", enabled=False)], []),
        ([limited()], []),
        ([ECHO], [TOOLSET | {"default_config": {"enabled": False}}]),
        ([], []),
    ],
)
def test_no_tool_is_called_where_none_may_be(
    server: Server, servers: list[Any], tools: list[Any]
) -> None:
    assert kinds(answer(server, mcp_servers=servers, tools=tools)) == ["text"]


def test_the_server_is_asked_that_the_prompt_names(server: Server) -> None:
    message = answer(server, "Ask the wiki about tea", mcp_servers=[ECHO, WIKI])

    assert message["content"][0]["server_name"] == "wiki"


@pytest.mark.parametrize("choice", [None, {"type": "none"}, {"type": "any"}])
def test_a_server_is_not_asked_for_what_is_not_its_own(server: Server, choice: Any) -> None:
    text = "Hello there" if choice is None else PROMPT
    message = answer(server, text, tools=[WEATHER], tool_choice=choice)

    assert "mcp_tool_use" not in kinds(message)


def test_a_stream_tells_the_same(server: Server) -> None:
    events = stream(server, asked(PROMPT, mcp_servers=[ECHO]))
    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]
    parts = [one.content["delta"].get("partial_json", "") for one in events if "delta" in one.raw]
    whole = answer(server)

    assert [one["type"] for one in starts] == kinds(whole)
    assert (starts[0]["input"], starts[0]["server_name"]) == ({}, "echo")
    assert json.loads("".join(parts)) == whole["content"][0]["input"]
    assert starts[1]["content"] == whole["content"][1]["content"]


def test_a_call_bills_the_prompt_twice(server: Server) -> None:
    """Recorded: 589 tokens at a stream's beginning, 1250 at its end [messages-2026]."""
    events = stream(server, asked(PROMPT, mcp_servers=[ECHO], tools=[TOOLSET]))
    first = events[0].content["message"]["usage"]["input_tokens"]
    last = events[-2].content["usage"]["input_tokens"]

    assert 60 < last - 2 * first < 100


def test_what_was_called_can_be_told_again(server: Server) -> None:
    turns = [("user", PROMPT), ("assistant", answer(server)["content"]), ("user", "Thank you.")]
    messages = [{"role": role, "content": content} for role, content in turns]

    assert kinds(answer(server, messages=messages)) == ["text"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "echo", "type": "url"}, "mcp_servers.0.url: Field required"),
        (ECHO | {"key": 1}, "mcp_servers.0.key: Extra inputs are not permitted"),
    ],
)
def test_a_server_that_is_none_is_refused(server: Server, wrong: Any, message: str) -> None:
    assert post(server, asked(mcp_servers=[wrong])).json()["error"]["message"] == message
