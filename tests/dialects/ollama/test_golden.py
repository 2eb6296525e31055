"""What Ollama's paths answer on the wire, byte for byte."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.ollama.golden import GOLDEN
from tests.holes import with_holes
from tests.requests import post
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

KEY = "Authorization: Bearer sk-right"
HOLES = (
    (rb'"created_at":"[0-9T:.-]+Z"', b'"created_at":"<moment>"'),
    (rb"\bcall_[0-9A-Za-z]{8}\b", b"call_<8 letters>"),
)
SAID: dict[str, Any] = {"messages": [{"role": "user", "content": "Hi"}]}
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["Paris"]}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}
SCHEMA = {"type": "object", "properties": {"city": {"enum": ["Paris"]}}, "required": ["city"]}
SHORT = {"options": {"num_predict": 3}}
WHOLE = {"stream": False}
LIKELY = {"logprobs": True, "top_logprobs": 2}
MESSAGE = {"max_tokens": 64, "messages": [{"role": "user", "content": "Weather in <Paris>?"}]}
CALLING = MESSAGE | {
    "tools": [{"name": "get_weather", "input_schema": TOOL["function"]["parameters"]}]
}
STREAM = {"stream": True}
MESSAGES: dict[str, dict[str, Any]] = {
    "messages": MESSAGE,
    "messages-stream": MESSAGE | STREAM | {"max_tokens": 3},
    "messages-calls": CALLING,
    "messages-calls-stream": CALLING | STREAM,
    "messages-error": {"messages": []},
    "messages-model": MESSAGE | {"model": "none"},
}
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "chat": ("chat", SAID | WHOLE),
    "chat-stream": ("chat", SAID | SHORT),
    "chat-calls": ("chat", SAID | WHOLE | {"tools": [TOOL]}),
    "chat-calls-stream": ("chat", SAID | {"tools": [TOOL]}),
    "chat-schema": ("chat", SAID | WHOLE | {"format": SCHEMA}),
    "chat-load": ("chat", {}),
    "generate": ("generate", {"prompt": "Hi"} | WHOLE),
    "generate-stream": ("generate", {"prompt": "Hi"} | SHORT),
    "generate-load": ("generate", WHOLE),
    "chat-unload": ("chat", {"keep_alive": 0}),
    "embed": ("embed", {"input": ["Hi", "Ho"], "dimensions": 2}),
    "embed-nothing": ("embed", {"input": ""}),
    "embeddings-nothing": ("embeddings", {}),
    "error-embed": ("embed", {"input": [1]}),
    "chat-logprobs": ("chat", SAID | SHORT | WHOLE | LIKELY),
    "chat-logprobs-stream": ("chat", SAID | SHORT | {"logprobs": True}),
    "generate-logprobs": ("generate", {"prompt": "Hi"} | SHORT | WHOLE | LIKELY),
    "error-logprobs": ("generate", {"prompt": "Hi", "top_logprobs": 21}),
    "show": ("show", {}),
    "show-embedding": ("show", {"model": "nomic-embed-text"}),
    "error-model": ("chat", SAID | {"model": "none"}),
    "error-no-model": ("chat", SAID | {"model": ""}),
    "error-format": ("chat", SAID | {"format": "yaml"}),
    "error-think": ("generate", {"prompt": "Hi", "think": "much"}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers are all one text, which serves one model and lets one key in."""
    profile = tmp_path_factory.mktemp("golden") / "ollama.yaml"
    profile.write_text("seed: 7\napi_keys: [sk-right]\nmodels: [llama3.2, nomic-embed-text]\n")
    with serving_quietly("-profile", str(profile), module="tests.one_text") as running:
        yield running


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    path, body = BODIES[name]
    sent = json.dumps({"model": "llama3.2", **body}).encode()

    compare(name, ask_bytes(server, post(sent, KEY, path=f"/api/{path}")))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    sent = json.dumps({"model": "llama3.2", **MESSAGES[name]}).encode()

    compare(name, ask_bytes(server, post(sent, KEY, path="/ollama/v1/messages")))


@pytest.mark.parametrize("name", ["tags", "ps", "version", "none"])
def test_what_is_listed_is_golden_byte_for_byte(server: Server, name: str) -> None:
    request = f"GET /ollama/api/{name} HTTP/1.1\r\nHost: mock\r\n{KEY}\r\n\r\n".encode()

    compare(name, ask_bytes(server, request))


def test_who_looks_for_a_server_finds_one(server: Server) -> None:
    request = f"GET /ollama HTTP/1.1\r\nHost: mock\r\n{KEY}\r\n\r\n".encode()

    compare("greeting", ask_bytes(server, request))


def test_a_wrong_key_is_told_in_a_word(server: Server) -> None:
    compare("error-key", ask_bytes(server, post(b"{}", path="/api/chat")))


def compare(name: str, received: bytes) -> None:
    """Compare an answer with its file, or write that."""
    found = with_holes(received)
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()
