"""Pages that are fetched and programs that are run for an answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from sanic_mock.dialects.hosted_tools import MOST_NUMBERS
from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.serving import Server

FETCH = {"type": "web_fetch_20250910", "name": "web_fetch"}
CODE = {"type": "code_execution_20250825", "name": "code_execution"}
OLDER_CODE = {"type": "code_execution_20250522", "name": "code_execution"}
NAMED = "What does https://docs.example.com/guide?x=1 say?"
SUM = "Calculate the sum of 3, 4 and 50"
PYTHON = {"code": "print(sum([3, 4, 50]))"}
COMMAND = {"command": "python3 -c 'print(sum([3, 4, 50]))'"}
PATHS = [{"allowed_domains": ["example.com/other"]}, {"blocked_domains": ["example.com/guide"]}]
TOOLS = [(FETCH, NAMED), (CODE, SUM)]


def answer(server: Server, text: str, tool: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a message."""
    found: dict[str, Any] = post(server, asked(text, tools=[tool], **more)).json()
    return found


def kinds(message: dict[str, Any]) -> list[str]:
    """Return what kinds of blocks a message has."""
    return [one["type"] for one in message["content"]]


def test_a_page_that_the_prompt_names_is_fetched(server: Server) -> None:
    message = answer(server, NAMED, FETCH)
    call, result, _ = message["content"]

    assert kinds(message) == ["server_tool_use", "web_fetch_tool_result", "text"]
    assert call["input"] == {"url": "https://docs.example.com/guide?x=1"}
    assert result["tool_use_id"] == call["id"]
    page = result["content"]
    assert list(page) == ["type", "url", "content", "retrieved_at"]
    assert page["content"]["source"]["media_type"] == "text/plain"
    assert message["usage"]["server_tool_use"] == {
        "web_search_requests": 0,
        "web_fetch_requests": 1,
    }


def test_a_page_bills_its_text(server: Server) -> None:
    fetched = answer(server, NAMED, FETCH)["usage"]["input_tokens"]
    unread = answer(server, NAMED, FETCH, tool_choice={"type": "none"})["usage"]["input_tokens"]

    assert 10 < fetched - unread < 40


@pytest.mark.parametrize(
    "domains", [{"allowed_domains": ["other.com"]}, {"blocked_domains": ["example.com"]}, *PATHS]
)
def test_a_page_that_is_not_allowed_is_refused(server: Server, domains: dict[str, Any]) -> None:
    result = answer(server, NAMED, FETCH | domains)["content"][1]["content"]

    assert result == {"type": "web_fetch_tool_result_error", "error_code": "url_not_allowed"}


@pytest.mark.parametrize(
    "domains",
    [
        {"allowed_domains": ["Example.com"]},
        {"allowed_domains": ["other.com", "docs.example.com/gui"]},
        {"blocked_domains": ["example.com/other"]},
        {},
    ],
)
def test_a_host_is_allowed_however_it_is_written(server: Server, domains: dict[str, Any]) -> None:
    text = "What does https://Docs.EXAMPLE.com:8443/guide say?"
    result = answer(server, text, FETCH | domains)["content"][1]["content"]

    assert result["type"] == "web_fetch_result"
    assert result["content"]["title"] == "docs.example.com"


@pytest.mark.parametrize("address", ["https://[", "http://[::1", "https://a\u2100b", "https://:1"])
def test_an_address_without_a_host_is_not_fetched(server: Server, address: str) -> None:
    text = f"What does {address} say?"

    assert kinds(answer(server, text, FETCH)) == ["text"]
    forced = answer(server, text, FETCH, tool_choice={"type": "any"})
    assert forced["content"][0]["input"] == {"url": "https://example.com/"}


def test_a_program_adds_up_no_more_than_some_numbers(server: Server) -> None:
    call, *_ = answer(server, "Calculate the sum of " + "1, " * 1000, CODE)["content"]

    assert call["input"]["command"].count("1") == MOST_NUMBERS


@pytest.mark.parametrize(
    ("tool", "name", "called"),
    [(CODE, "bash_code_execution", COMMAND), (OLDER_CODE, "code_execution", PYTHON)],
)
def test_a_program_adds_up_what_the_prompt_names(
    server: Server, tool: dict[str, Any], name: str, called: dict[str, Any]
) -> None:
    message = answer(server, SUM, tool)
    call, result, _ = message["content"]

    assert (call["name"], call["input"]) == (name, called)
    assert result["type"] == f"{name}_tool_result"
    assert result["content"]["type"] == f"{name}_result"
    assert (result["content"]["stdout"], result["content"]["return_code"]) == ("57\n", 0)
    assert list(message)[5] == "container"
    assert message["container"]["id"].startswith("container_01")
    datetime.fromisoformat(message["container"]["expires_at"])


def test_code_is_run_in_the_container_that_a_request_names(server: Server) -> None:
    made = answer(server, SUM, CODE)["container"]["id"]

    assert answer(server, SUM, CODE, container=made)["container"]["id"] == made
    assert answer(server, SUM, CODE, container={"id": made})["container"]["id"] == made


@pytest.mark.parametrize("version", [None, "latest", "20251013"])
def test_a_skill_is_looked_up_in_the_container(server: Server, version: str | None) -> None:
    skill = {"type": "anthropic", "skill_id": "pptx", "version": version}
    asked_for = {"skills": [{key: one for key, one in skill.items() if one is not None}]}
    message = answer(server, "Make slides about tea", CODE, container=asked_for)
    call, result, _ = message["content"]

    assert call["input"] == {"command": "view", "path": "/skills/pptx/SKILL.md"}
    assert result["type"] == "text_editor_code_execution_tool_result"
    assert result["content"]["type"] == "text_editor_code_execution_view_result"
    assert message["container"]["skills"] == [skill | {"version": "20251013"}]


@pytest.mark.parametrize(("tool", "text"), TOOLS, ids=["page", "program"])
def test_a_stream_tells_the_same(server: Server, tool: dict[str, Any], text: str) -> None:
    events = stream(server, asked(text, tools=[tool]))
    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]
    parts = [one.content["delta"].get("partial_json", "") for one in events if "delta" in one.raw]
    whole = answer(server, text, tool)

    assert [one["type"] for one in starts] == kinds(whole)
    assert json.loads("".join(parts)) == whole["content"][0]["input"]
    assert starts[1]["content"] == whole["content"][1]["content"]
    assert ("container" in events[-2].content["delta"]) == ("container" in whole)


@pytest.mark.parametrize(("tool", "text"), TOOLS, ids=["page", "program"])
def test_what_was_run_can_be_told_again(server: Server, tool: dict[str, Any], text: str) -> None:
    said = answer(server, text, tool)["content"]
    turns = [("user", text), ("assistant", said), ("user", "Thank you.")]
    messages = [{"role": role, "content": content} for role, content in turns]

    assert post(server, asked(tools=[tool], messages=messages)).json()["type"] == "message"


@pytest.mark.parametrize("tool", [FETCH, CODE], ids=["page", "program"])
def test_nothing_is_run_that_nobody_asks_for(server: Server, tool: dict[str, Any]) -> None:
    message = answer(server, "Hello there", tool)

    assert kinds(message) == ["text"]
    assert "container" not in message
    assert "server_tool_use" not in message["usage"]


def test_a_program_and_calls_of_the_clients_tools_are_one_answer(server: Server) -> None:
    text = "Calculate 1 + 2, and tell the weather in Paris"
    message = post(server, asked(text, tools=[CODE, WEATHER])).json()

    assert kinds(message)[-1] == "tool_use"
    assert message["stop_reason"] == "tool_use"
