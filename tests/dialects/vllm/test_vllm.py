"""What vLLM has beside OpenAI's API, as load tools and routers ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import message, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

HEADLESS = b" HTTP/1.1\r\nHost: mock\r\n\r\n"
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello, world"}]
PARTS = [
    {"role": "user", "content": [{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}]}
]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A lenient server, on either lane."""
    with sharing("-mode", "lenient", module=request.param) as one:
        yield one


def told(server: Server, path: str, status: int = 200, **body: Any) -> Any:
    """Post, and return what came."""
    found = ask(server, post(json.dumps(body).encode(), path=path))
    assert found.status == status, found.body
    return json.loads(found.body)


@pytest.mark.parametrize(
    "prompt", ["Hello, world", "", "naïve 中文 🙂", "<|endoftext|>", " \n\t", "x" * 5000]
)
def test_a_text_survives_its_tokens(server: Server, prompt: str) -> None:
    there = told(server, "/tokenize", prompt=prompt, return_token_strs=True)
    assert list(there) == ["count", "max_model_len", "tokens", "token_strs"]
    assert there["count"] == len(there["tokens"]) == len(there["token_strs"])
    assert told(server, "/detokenize", tokens=there["tokens"]) == {"prompt": prompt}


@pytest.mark.parametrize("messages", [CHAT, PARTS, CHAT * 20])
def test_a_chat_has_as_many_tokens_as_it_is_billed(server: Server, messages: Any) -> None:
    billed = told(server, "/v1/chat/completions", model="gpt-4o", messages=messages)["usage"]
    there = told(server, "/tokenize", model="gpt-4o", messages=messages)
    assert there["count"] == len(there["tokens"]) == billed["prompt_tokens"]
    assert there["max_model_len"] == 128_000
    assert there["token_strs"] is None


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/tokenize", {}, "Either prompt or messages must be given."),
        ("/tokenize", {"prompt": 5}, "Expected `str | null`, got `int` - at `$.prompt`"),
        ("/detokenize", {}, "Object missing required field `tokens`"),
        ("/detokenize", {"tokens": [-1]}, "Tokens must be between 0 and 4294967295."),
        ("/detokenize", {"tokens": ["a"]}, "Expected `int`, got `str` - at `$.tokens[0]`"),
    ],
)
def test_what_cannot_be_read_is_refused(
    server: Server, path: str, body: dict[str, Any], said: str
) -> None:
    error = told(server, path, 400, **body)["error"]
    assert error["message"] == said
    assert (error["type"], error["code"]) == ("BadRequestError", 400)


def test_a_body_that_is_no_json_is_refused(server: Server) -> None:
    assert ask(server, post(b"{", path="/tokenize")).status == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/version", {"version": "0.11.0"}),
        ("/load", {"server_load": 0}),
        ("/v1/load", {"server_load": 0}),
    ],
)
def test_routers_are_told_what_they_ask(server: Server, path: str, body: dict[str, Any]) -> None:
    found = ask(server, b"GET " + path.encode() + HEADLESS)
    assert (found.status, json.loads(found.body)) == (200, body)


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_a_ping_is_answered_with_nothing(server: Server, method: bytes) -> None:
    found = ask(server, method + b" /ping HTTP/1.1\r\nHost: mock\r\nContent-Length: 0\r\n\r\n")
    assert (found.status, found.body) == (200, b"")


def test_another_method_is_refused(server: Server) -> None:
    found = ask(server, b"GET /tokenize" + HEADLESS)
    assert (found.status, found.header("allow")) == (405, "POST")


def test_openai_has_none_of_it(server: Server) -> None:
    strict = ask(server, post(message(), "x-mock-mode: strict", path="/tokenize"))
    assert strict.status == 404
    assert b"Invalid URL (POST /tokenize)" in strict.body
