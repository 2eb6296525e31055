"""What load tools send is answered in the mode, and with the profile, that the page names for them.

The bodies are those of GuideLLM 0.8.1, AIPerf 0.13.0 and vLLM's bench of 2026, key by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.clients.load_server import load_server
from tests.serving import Server

Json = dict[str, Any]

TOKENS = 30
CHAT, COMPLETIONS, RESPONSES = "/v1/chat/completions", "/v1/completions", "/v1/responses"
HELLO: list[Json] = [{"role": "user", "content": "Hello"}]
PARTS: list[Json] = [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]
USAGE: Json = {"stream_options": {"include_usage": True}}
RUNNING_USAGE: Json = {"stream_options": {"include_usage": True, "continuous_usage_stats": True}}
CAPPED: Json = {"max_completion_tokens": TOKENS}

FOREIGN: dict[str, tuple[str, Json]] = {
    "guidellm, chat": (
        CHAT,
        {"messages": PARTS, **RUNNING_USAGE, **CAPPED, "stop": None, "ignore_eos": True},
    ),
    "guidellm, completions": (
        COMPLETIONS,
        {**RUNNING_USAGE, "max_tokens": TOKENS, "stop": None, "ignore_eos": True, "prompt": "Hi"},
    ),
    "guidellm, responses": (
        RESPONSES,
        {"max_output_tokens": TOKENS, "stop": None, "ignore_eos": True, "input": HELLO},
    ),
    "aiperf, ignore_eos": (CHAT, {"messages": HELLO, **CAPPED, **USAGE, "ignore_eos": True}),
    "vllm, completions": (
        COMPLETIONS,
        {
            "prompt": "Hello",
            "repetition_penalty": 1.0,
            "max_tokens": TOKENS,
            "logprobs": None,
            **USAGE,
        },
    ),
    "vllm, chat, ignore_eos": (CHAT, {"messages": PARTS, **CAPPED, **USAGE, "ignore_eos": True}),
}
OPENAIS_OWN: dict[str, tuple[str, Json]] = {
    "aiperf": (CHAT, {"messages": HELLO, **CAPPED, **USAGE}),
    "vllm, chat": (CHAT, {"messages": PARTS, **CAPPED, **USAGE}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the page's profile for load tools, a thousand times as fast."""
    with load_server(tmp_path_factory.mktemp("load"), 1000) as one:
        yield one


def send(server: Server, path: str, body: Json, mode: str | None = None) -> httpx.Response:
    """Ask for a stream."""
    body = {"model": "my-model", "stream": True, **body}
    return httpx.post(server.url + path, json=body, headers={"x-mock-mode": mode} if mode else {})


@pytest.mark.parametrize("name", [*FOREIGN, *OPENAIS_OWN])
def test_an_answer_is_as_long_as_was_asked_and_says_so(server: Server, name: str) -> None:
    answer = send(server, *(FOREIGN | OPENAIS_OWN)[name])

    assert answer.status_code == 200, answer.text
    counted = "output_tokens" if name.endswith("responses") else "completion_tokens"
    assert f'"{counted}":{TOKENS}' in answer.text


@pytest.mark.parametrize("name", FOREIGN)
def test_what_the_page_calls_lenient_is_refused_where_strict(server: Server, name: str) -> None:
    assert send(server, *FOREIGN[name], "strict").status_code == 400


@pytest.mark.parametrize("name", OPENAIS_OWN)
def test_what_the_page_calls_strict_is_answered_so(server: Server, name: str) -> None:
    assert send(server, *OPENAIS_OWN[name], "strict").status_code == 200


def test_a_tool_finds_the_server_well_and_a_model(server: Server) -> None:
    assert httpx.get(server.url + "/health").status_code == 200
    assert httpx.get(server.url + "/v1/models").json()["data"][0]["id"] == "my-model"
