"""No request is answered with more vectors than fit into memory, at any vendor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

GEMINI = "models/gemini-embedding-001"
LENIENT = "x-mock-mode: lenient"
MANY = 30_000
ITEM = {"model": GEMINI, "content": {"parts": [{"text": "a"}]}}
ASKED: dict[str, dict[str, Any]] = {
    "/api/embed": {"model": "m", "input": ["a"] * MANY},
    f"/v1beta/{GEMINI}:batchEmbedContents": {"requests": [ITEM] * MANY},
    "/v1beta/openai/embeddings": {"model": "gemini-embedding-001", "input": ["a"] * MANY},
    "/v1/embeddings": {"model": "text-embedding-3-large", "input": ["a"] * MANY},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the default profile."""
    with sharing() as running:
        yield running


@pytest.mark.parametrize("path", ASKED)
def test_more_numbers_than_an_answer_has_are_refused(server: Server, path: str) -> None:
    body = json.dumps(ASKED[path]).encode()

    answer = ask(server, post(body, LENIENT, path=path), 60.0)

    assert answer.status == 400
    assert b"numbers were asked for; an answer has at most 8388608" in answer.body
