"""The header fields of chat's answers and refusals, and what a prompt is billed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.http import go_duration
from tests.dialects.openai.errors import check_layout
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
    *["access-control-expose-headers"] * 3,
    "openai-organization",
    "openai-processing-ms",
    "openai-project",
    "openai-version",
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


def test_what_the_gateway_refuses_bears_only_the_headers_of_a_refusal(server: Server) -> None:
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
    check_layout(response, "gateway")


def test_what_a_model_refuses_bears_the_headers_of_an_answer(server: Server) -> None:
    """Recorded for a parameter that gpt-5 does not take, and for an image that is none."""
    answer = ask(server, post(chat()))
    refused = ask(server, post(b'{"model":"gpt-4o","messages":[]}'))

    assert [name for name, _ in refused.headers] == [name for name, _ in answer.headers]
    assert refused.header("x-ratelimit-remaining-requests") == "9999"
    check_layout(refused, "model")


@pytest.mark.parametrize(
    ("body", "layout"),
    [
        (b"{}", "gateway"),
        (b"[]", "gateway"),
        (b'{"model":"gpt-4o"}', "model"),
        (b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}],"n":0}', "model"),
        (b'{"model":"davinci-002","messages":[{"role":"user","content":"Hi"}]}', "model"),
    ],
)
def test_a_refusal_is_laid_out_as_who_refuses_does(
    server: Server, body: bytes, layout: str
) -> None:
    check_layout(ask(server, post(body)), layout)


@pytest.mark.parametrize("stream", [False, True])
def test_a_limit_of_images_is_told_where_there_are_some(server: Server, stream: bool) -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": [image]}], "stream": stream}
    answer = ask(server, post(json.dumps(body).encode()))

    told = [(name, value) for name, value in answer.headers if name.startswith("x-ratelimit")]
    assert [name.removeprefix("x-ratelimit-") for name, _ in told] == [
        f"{what}-{kind}"
        for what in ("limit", "remaining", "reset")
        for kind in ("input-images", "requests", "tokens")
    ]
    assert [value for name, value in told if "images" in name] == ["50000", "49999", "1ms"]


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
