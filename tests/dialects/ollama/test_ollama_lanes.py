"""Both lanes answer Ollama's paths alike, and four workers do as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.holes import with_holes
from tests.requests import post
from tests.serving import Server
from tests.sharing import both_lanes, sharing
from tests.talking import ask_bytes

VARYING = rb'("created_at":)"[^"]*"|"call_[0-9A-Za-z]{8}"'
LENGTH = rb"content-length: \d+"  # zeros at the end of a moment are left out
SAID: dict[str, Any] = {"messages": [{"role": "user", "content": "Tell me of the sea"}]}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "whole": ("chat", SAID | {"stream": False}),
    "stream": ("chat", SAID),
    "calls": ("chat", SAID | {"tools": [TOOL]}),
    "generate": ("generate", {"prompt": "Tell me"}),
    "embed": ("embed", {"input": ["one", "two"]}),
    "load": ("chat", {}),
    "error": ("chat", {"messages": 7}),
}


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """The same server, by either lane."""
    with both_lanes() as lanes:
        yield lanes


@pytest.mark.parametrize("case", REQUESTS)
def test_both_lanes_say_the_same(lanes: tuple[Server, Server], case: str) -> None:
    first, second = (answered(server, case) for server in lanes)

    assert first == second


@pytest.mark.parametrize("case", REQUESTS)
def test_four_workers_answer_as_one(lanes: tuple[Server, Server], case: str) -> None:
    with sharing("-seed", "7", "-workers", "4") as four:
        for number in range(6):
            assert answered(lanes[0], case, f"m{number}") == answered(four, case, f"m{number}")


def answered(server: Server, case: str, model: str = "qwen3") -> bytes:
    """Return an answer with holes for what varies."""
    path, body = REQUESTS[case]
    sent = json.dumps({"model": model, **body}).encode()
    found = with_holes(ask_bytes(server, post(sent, path=f"/ollama/api/{path}")))
    return re.sub(LENGTH, b"", re.sub(VARYING, rb"\1", found))
