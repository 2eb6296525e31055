"""Hosted tools: what their items hold, how often they are called, and what becomes of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.answering import RESPONSES, Json, Said, events, say
from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

WIKI: Json = {"type": "mcp", "server_label": "wiki", "server_url": "https://example.com/mcp"}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the fast lane, and one without."""
    with sharing(module=request.param) as running:
        yield running


def asked(server: Server, tool: Json, prompt: Any = "Do it", **further: Any) -> Said:
    """Return what is said where a tool is required."""
    body = {"model": "gpt-4.1", "input": prompt, "tools": [tool], "tool_choice": "required"}
    return say(server, RESPONSES, body | further)


@pytest.mark.parametrize(
    ("tool", "output", "members"),
    [
        ({"type": "computer"}, "computer_call_output", {"actions": [{"type": "screenshot"}]}),
        ({"type": "shell"}, "shell_call_output", {"environment": {"type": "local"}}),
        ({"type": "local_shell"}, "local_shell_call_output", {"status": "completed"}),
        ({"type": "apply_patch"}, "apply_patch_call_output", {"status": "completed"}),
    ],
)
def test_what_the_client_runs_is_called_once(
    server: Server, tool: Json, output: str, members: Json
) -> None:
    first = asked(server, tool)
    (call,) = first.output
    assert members.items() <= call.items()
    result = {"type": output, "output": "done", "call_id": call["call_id"]}
    if output == "computer_call_output":
        result["output"] = {"type": "computer_screenshot", "file_id": "file-1"}
    if output == "shell_call_output":
        ended = {"type": "exit", "exit_code": 0}
        result["output"] = [{"stdout": "a", "stderr": "", "outcome": ended}]
    if output == "local_shell_call_output":
        result["id"] = result.pop("call_id")
    if output == "apply_patch_call_output":
        result["status"] = "completed"
    second = asked(server, tool, [result], previous_response_id=first.id)
    assert second.items == ["message"]


@pytest.mark.parametrize(
    ("model", "choice", "tier"),
    [
        ("gpt-4o-mini", {"type": "web_search_preview"}, "auto"),
        ("gpt-4o-mini", "required", "default"),
        ("gpt-5.1", {"type": "web_search_preview"}, "default"),
    ],
)
def test_a_search_that_is_named_keeps_its_tier_before_gpt_5(
    server: Server, model: str, choice: Any, tier: str
) -> None:
    tool = {"type": "web_search"}
    body = {"model": model, "input": "Do it", "tools": [tool], "tool_choice": choice}
    told = json.loads(ask(server, post(json.dumps(body).encode(), path=RESPONSES)).body)
    assert told["service_tier"] == tier


def test_a_command_in_quotes_is_run(server: Server) -> None:
    (call,) = asked(server, {"type": "shell"}, "Run `ls -l`").output
    assert call["action"]["commands"] == ["ls -l"]


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_an_image_is_of_its_form_and_size(server: Server, form: str) -> None:
    tool = {"type": "image_generation", "output_format": form, "size": "1536x1024"}
    image = asked(server, tool, "Draw a cat").output[0]
    starts = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}
    assert base64.b64decode(image["result"]).startswith(starts[form])
    assert (image["output_format"], image["size"]) == (form, "1536x1024")


def test_pictures_come_before_they_are_done(server: Server) -> None:
    tool = {"type": "image_generation", "partial_images": 2}
    body = {"model": "gpt-4.1", "input": "Draw", "tools": [tool], "stream": True}
    found = events(ask(server, post(json.dumps(body).encode(), path=RESPONSES)).body)
    kinds = [one["type"].removeprefix("response.image_generation_call.") for one in found]
    begin = kinds.index("in_progress")
    assert kinds[begin : begin + 5] == [
        *("in_progress", "generating", "partial_image", "partial_image", "completed"),
    ]


def test_code_is_told_with_what_it_prints(server: Server) -> None:
    tool = {"type": "code_interpreter", "container": {"type": "auto"}}
    said = asked(server, tool, "Add 3 and 4", include=["code_interpreter_call.outputs"])
    assert said.output[0]["code"] == "numbers = [3, 4]\nprint(sum(numbers))"
    assert said.output[0]["outputs"] == [{"type": "logs", "logs": "7\n"}]


def test_a_servers_tool_is_approved_and_then_called(server: Server) -> None:
    first = asked(server, WIKI, "Ask the wiki about cats")
    assert first.items == ["mcp_list_tools", "mcp_approval_request"]
    answer = {"type": "mcp_approval_response", "approve": True,
              "approval_request_id": first.output[1]["id"]}  # fmt: skip
    second = asked(server, WIKI, [answer], previous_response_id=first.id)
    assert second.items == ["mcp_call", "message"]
    assert second.output[0]["approval_request_id"] == first.output[1]["id"]
    assert second.output[0]["name"] == first.output[1]["name"]


def test_what_was_used_is_kept_and_streamed_again(server: Server) -> None:
    tool = {"type": "code_interpreter", "container": {"type": "auto"}}
    body = {"model": "gpt-4.1", "input": "Add 3 and 4", "tools": [tool], "background": True,
            "tool_choice": "required", "stream": True}  # fmt: skip
    first = events(ask(server, post(json.dumps(body).encode(), path=RESPONSES)).body)
    named = first[0]["response"]["id"]
    head = f"GET {RESPONSES}/{named}?stream=true HTTP/1.1\r\nHost: localhost\r\n\r\n"
    again = events(ask(server, head.encode()).body)
    assert [one["type"] for one in again] == [one["type"] for one in first]


@pytest.mark.parametrize(("prompt", "searches"), [("Search the web", 1), ("What is 2 + 2?", 0)])
def test_a_search_is_counted(server: Server, prompt: str, searches: int) -> None:
    body = {"model": "gpt-4.1", "input": prompt, "tools": [{"type": "web_search"}]}
    answer = json.loads(ask(server, post(json.dumps(body).encode(), path=RESPONSES)).body)
    assert answer["tool_usage"]["web_search"] == {"num_requests": searches}
