"""The header fields of chat's answers and refusals, and what a prompt is billed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.http import go_duration
from tests.dialects.openai.chat.chunks import order
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers are all one text."""
    with serving_quietly("-seed", "7", module="tests.one_text") as running:
        yield running


HEADERS = [
    "date",
    "content-type",
    "access-control-expose-headers",
    "openai-organization",
    "openai-processing-ms",
    "openai-project",
    "openai-version",
    "x-envoy-upstream-service-time",
    "x-openai-proxy-wasm",
    "x-ratelimit-limit-requests",
    "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-requests",
    "x-ratelimit-reset-tokens",
    "x-request-id",
]


@pytest.mark.parametrize(
    ("further", "content_type", "framing"),
    [
        ({}, "application/json", "content-length"),
        ({"stream": True}, "text/event-stream; charset=utf-8", "transfer-encoding"),
    ],
)
def test_headers_are_openais_in_their_order(
    server: Server, further: dict[str, Any], content_type: str, framing: str
) -> None:
    response = ask(server, post(chat(**further)))

    assert [name for name, _ in response.headers] == [*HEADERS, framing, "connection"]
    assert response.header("content-type") == content_type
    assert response.header("openai-version") == "2020-10-01"
    assert re.fullmatch(r"proj_[0-9A-Za-z]{24}", response.header("openai-project"))
    assert re.fullmatch(r"req_[0-9a-f]{32}", response.header("x-request-id"))
    assert response.header("connection") == "keep-alive"


def test_a_refusal_bears_only_the_headers_of_one(server: Server) -> None:
    response = ask(server, post(b"{"))

    assert [name for name, _ in response.headers] == [
        "date",
        "content-type",
        "vary",
        "openai-organization",
        "x-request-id",
        "content-length",
        "connection",
    ]
    assert response.header("content-type") == "application/json; charset=utf-8"


def test_a_refusal_is_indented_by_four_and_ends_in_a_newline(server: Server) -> None:
    body = ask(server, post(b"{}")).body

    assert body == (json.dumps(json.loads(body), indent=4) + "\n").encode()
    assert order(json.loads(body)["error"]) == ["message", "type", "param", "code"]


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, b"0s"),
        (6, b"6ms"),
        (120, b"120ms"),
        (999, b"999ms"),
        (1000, b"1s"),
        (8640, b"8.64s"),
        (66_779, b"1m6.779s"),
        (360_000, b"6m0s"),
    ],
)
def test_reset_times_are_go_durations(milliseconds: int, shown: bytes) -> None:
    """The values are those of recorded headers [otel-2026]."""
    assert go_duration(milliseconds) == shown


# Usage: [otel-2026] [pydantic-2026]


@pytest.mark.parametrize(
    ("model", "messages", "tokens"),
    [
        # 3 + 3 + role 1 + content 5: recorded as 12 by OpenTelemetry's tests
        ("gpt-4o-mini", [{"role": "user", "content": "Say this is a test"}], 12),
        ("gpt-5", [{"role": "user", "content": "Say this is a test"}], 11),
        ("gpt-4o", [{"role": "user", "content": ""}], 7),
        # the gpt-5 family and the o-series bill no role: recorded as 7 and 13
        ("o3-mini", [{"role": "user", "content": "hello"}], 7),
        ("o3-mini", [{"role": "user", "content": "What is the capital of Mexico?"}], 13),
        ("gpt-4o", [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}], 8),
        ("gpt-4o", [{"role": "user", "content": "Hello", "name": "Hello"}], 10),
        ("gpt-4o", [{"role": "system", "content": "Hello"}, {"role": "user", "content": "Hi"}], 13),
    ],
)
def test_prompt_tokens_are_counted_as_openai_bills_them(
    server: Server, model: str, messages: list[dict[str, Any]], tokens: int
) -> None:
    body = json.dumps({"model": model, "messages": messages}).encode()

    response = ask(server, post(body))

    usage = json.loads(response.body)["usage"]
    assert usage["prompt_tokens"] == tokens
    assert usage["total_tokens"] == tokens + usage["completion_tokens"]
    assert response.header("x-ratelimit-remaining-tokens") == str(10_000_000 - tokens)
