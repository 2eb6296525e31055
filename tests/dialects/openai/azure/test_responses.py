"""Responses of a deployment: what the filter found, the deployment's name, heads of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import post
from tests.serving import Response, Server
from tests.sharing import sharing
from tests.talking import ask

PATH = "/openai/v1/responses"
HEAD = [
    "content-type",
    "x-ms-aoai-configured-data-retention-days",
    "skip-error-remapping",
    "x-ms-is-spilled-over",
    "x-ratelimit-key",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
    "x-ratelimit-limit-requests",
    "x-ratelimit-renewalperiod-requests",
    "x-ratelimit-abusepenalty-active",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-limit-tokens",
    "x-ratelimit-renewalperiod-tokens",
    "azureai-fe-is-streaming",
    "azureai-fe-offer-type",
    "x-ms-served-model",
    "x-request-id",
    "apim-request-id",
    "strict-transport-security",
    "x-content-type-options",
    "x-ms-region",
    "date",
]
CALLED = {"type": "function", "name": "look", "parameters": {"type": "object", "properties": {}}}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


def respond(server: Server, **further: Any) -> Response:
    """Ask a deployment for a response."""
    body = json.dumps({"model": "gpt-5-nano", "input": "Hi", **further}).encode()
    answer = ask(server, post(body, "api-key: any", path=PATH))
    assert answer.status == 200, answer.body
    return answer


def events(answer: Response) -> list[dict[str, Any]]:
    """Return what the events of a stream say."""
    lines = answer.body.decode().splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_a_response_tells_what_the_filter_found(server: Server) -> None:
    answer = respond(server)
    told = json.loads(answer.body)

    assert answer.body.decode() == json.dumps(told, indent=2, ensure_ascii=False)
    names = list(told)
    assert names[names.index("completed_at") + 1] == "content_filters"
    assert "billing" not in told
    assert told["model"] == "gpt-5-nano"
    prompt, text = told["content_filters"]
    assert (prompt["source_type"], text["source_type"]) == ("prompt", "completion")
    (message,) = (one for one in told["output"] if one["type"] == "message")
    letters = len(message["content"][0]["text"])
    assert text["content_filter_offsets"]["end_offset"] == letters


def test_a_stream_tells_it_at_its_end(server: Server) -> None:
    told = {
        one["type"]: one["response"]
        for one in events(respond(server, stream=True))
        if "response" in one
    }

    assert told["response.created"]["content_filters"] is None
    assert len(told["response.completed"]["content_filters"]) == 2
    assert {one["model"] for one in told.values()} == {"gpt-5-nano"}


def test_a_call_is_not_filtered(server: Server) -> None:
    told = json.loads(respond(server, tools=[CALLED], tool_choice="required").body)

    assert told["content_filters"] is None


def test_a_head_is_that_of_2026(server: Server) -> None:
    answer = respond(server)
    fields = dict(answer.headers)

    assert [
        name for name, _ in answer.headers if name not in ("content-length", "connection")
    ] == HEAD
    assert fields["x-ratelimit-key"] == "gpt-5-nano"
    assert fields["x-ms-served-model"] == "gpt-5-nano-2025-08-07"
    assert fields["azureai-fe-is-streaming"] == "False"
    assert respond(server, stream=True).header("azureai-fe-is-streaming") == "True"


def test_an_error_in_a_stream_fails_the_response(server: Server) -> None:
    body = json.dumps({"model": "gpt-5-nano", "input": "Hi", "stream": True}).encode()
    fault = "x-mock-fault: error;after=1tokens"
    answer = ask(server, post(body, "api-key: any", fault, path=PATH))
    *_, last = events(answer)

    assert last["type"] == "response.failed"
    assert "content_filters" in last["response"]
    assert "billing" not in last["response"]
