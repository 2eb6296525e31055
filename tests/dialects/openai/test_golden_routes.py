"""What every other route is on the wire, byte for byte: see test_chat_golden for how.

A file holds one answer, or those of a talk: what is kept, asked for again, and deleted.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.dialects.openai.golden import GOLDEN
from tests.holes import with_holes
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import ask_bytes, serving_quietly

Json = dict[str, Any]

KEY = "Authorization: Bearer sk-right"
HOLES = (
    (rb"\b(resp|msg|rs|fc|conv)_[0-9a-f]{48,50}\b", rb"\1_<hex>"),
    (rb"\bcall_[0-9A-Za-z]{24}\b", b"call_<24 letters>"),
    # An event's padding follows from its text, and so from the id in it.
    (rb'(call_<24 letters>[^\n]*"obfuscation":)"[0-9A-Za-z]*"', rb'\1"<letters>"'),
    (rb"\bcmpl-[0-9A-Za-z]{29}\b", b"cmpl-<29 letters>"),
    (rb'"gAAAAAB[\w-]+=*"', b'"<encrypted>"'),
    (rb"\bmodr-\d{1,4}\b", b"modr-<digits>"),
    (rb'("(?:created|completed)_at": ?)\d{10}\b', rb"\g<1><seconds>"),
    # Their values are held by the tests of what makes them.
    (rb"-?\b\d\.\d{2,}(e-\d+)?(?=,?\n|[],])", b"<number>"),
    (rb'("embedding":)"[0-9A-Za-z+/]{16}"', rb'\1"<16 letters>"'),
    (rb"content-length: \d+(?=(?s:.)*<(?:number|digits)>)", b"content-length: <length>"),
)

EMBEDDED: Json = {"model": "text-embedding-3-small", "input": ["Hello", "world"], "dimensions": 3}
COMPLETED: Json = {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"}
ASKED: Json = {"model": "gpt-4o", "input": "Hello"}
WEATHER: Json = {
    "name": "get_weather",
    "description": "Weather of a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Paris"]}},
        "required": ["city"],
        "additionalProperties": False,
    },
}
CALLING: Json = {"tools": [{"type": "function", "function": WEATHER}], "tool_choice": "required"}
NEEDS_A_CALL: Json = ASKED | {"tools": [{"type": "function", **WEATHER}], "tool_choice": "required"}


def posted(path: str, body: Json, *fields: str) -> bytes:
    """Return a POST request's bytes."""
    return post(json.dumps(body).encode(), KEY, *fields, path=path)


def asked(method: str, path: str, *fields: str) -> bytes:
    """Return the bytes of a request without a body."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: mock", *fields, "", "")).encode()


REQUESTS: dict[str, bytes] = {
    "chat-calls": post(chat(**CALLING), KEY),
    "chat-calls-stream": post(chat(stream=True, parallel_tool_calls=False, **CALLING), KEY),
    "chat-error-limit": post(chat(), KEY, "x-mock-error: rate_limit_requests"),
    "chat-error-no-key": post(chat()),
    "chat-error-bad-key": post(chat(), "Authorization: Bearer sk-1234567890abcdef"),
    "chat-error-overloaded": post(chat(), KEY, "x-mock-error: overloaded"),
    "chat-list-error-no-key": asked("GET", "/v1/chat/completions"),
    "completions-whole": posted("/v1/completions", COMPLETED),
    "completions-stream": posted("/v1/completions", COMPLETED | {"stream": True}),
    "completions-error": posted("/v1/completions", COMPLETED | {"n": 0}),
    "embeddings-float": posted("/v1/embeddings", EMBEDDED),
    "embeddings-base64": posted("/v1/embeddings", EMBEDDED | {"encoding_format": "base64"}),
    "embeddings-error": posted("/v1/embeddings", {"model": "text-embedding-3-small"}),
    "models": asked("GET", "/v1/models", KEY),
    "models-error-no-key": asked("GET", "/v1/models"),
    "moderations": posted("/v1/moderations", {"input": "Hello"}),
    "moderations-error": posted("/v1/moderations", {}),
    "preflight": asked("OPTIONS", "/v1/responses", "Access-Control-Request-Headers: x-a"),
    "responses-whole": posted("/v1/responses", ASKED),
    "responses-stream": posted("/v1/responses", ASKED | {"stream": True}),
    "responses-cut": posted("/v1/responses", ASKED | {"max_output_tokens": 16}),
    "responses-reasoning": posted("/v1/responses", ASKED | {"model": "gpt-5"}),
    "responses-reasoning-stream": posted(
        "/v1/responses", {"model": "gpt-5", "input": "Hi", "stream": True}
    ),
    "responses-calls": posted("/v1/responses", NEEDS_A_CALL),
    "responses-calls-stream": posted("/v1/responses", NEEDS_A_CALL | {"stream": True}),
    "responses-error": posted("/v1/responses", {"model": "gpt-4o", "input": 5}),
    "responses-error-no-key": post(b"{}", path="/v1/responses"),
    "responses-input-tokens": posted("/v1/responses/input_tokens", ASKED),
    "unknown-url-no-key": asked("GET", "/v1/nowhere"),
}

# What is kept, and what is asked of it: the first answer's id stands for `{id}` in what follows.
TALKS: dict[str, tuple[bytes, Sequence[tuple[str, str]]]] = {
    "responses-kept": (
        posted("/v1/responses", ASKED | {"instructions": "Be brief."}),
        [
            ("GET", "/v1/responses/{id}"),
            ("GET", "/v1/responses/{id}/input_items"),
            ("DELETE", "/v1/responses/{id}"),
            ("GET", "/v1/responses/resp_none"),
        ],
    ),
    "conversations": (
        posted(
            "/v1/conversations",
            {"items": [{"role": "user", "content": "Hello"}], "metadata": {"topic": "golden"}},
        ),
        [
            ("GET", "/v1/conversations/{id}"),
            ("GET", "/v1/conversations/{id}/items"),
            ("DELETE", "/v1/conversations/{id}"),
            ("GET", "/v1/conversations/conv_none"),
        ],
    ),
    "chat-kept": (
        post(chat(store=True, metadata={"topic": "golden"}), KEY),
        [
            ("GET", "/v1/chat/completions?metadata[topic]=golden"),
            ("GET", "/v1/chat/completions/{id}"),
            ("GET", "/v1/chat/completions/{id}/messages"),
            ("DELETE", "/v1/chat/completions/{id}"),
            ("GET", "/v1/chat/completions/chatcmpl-none"),
        ],
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers are all one text, and which lets one key in."""
    with serving_quietly("-seed", "7", "-api-keys", "sk-right", module="tests.one_text") as running:
        yield running


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    compare(name, kept(ask_bytes(server, REQUESTS[name])))


@pytest.mark.parametrize("name", TALKS)
def test_what_is_kept_is_told_as_the_golden_talk_has_it(server: Server, name: str) -> None:
    first, rest = TALKS[name]
    received = ask_bytes(server, first)
    identifier = json.loads(responses(received)[0].body)["id"]

    found = [kept(received)]
    for method, path in rest:
        answer = ask_bytes(server, asked(method, path.format(id=identifier), KEY))
        found.append(f">>> {method} {path}\n".encode() + kept(answer))

    compare(name, b"\n".join(found))


def kept(received: bytes) -> bytes:
    """Return an answer as it is kept, with the holes of all routes."""
    found = with_holes(received)
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)
    return found


def compare(name: str, found: bytes) -> None:
    """Compare an answer with its file, or write that."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()
