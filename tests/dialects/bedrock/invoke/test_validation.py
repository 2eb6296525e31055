"""What is wrong with a body is told where it is, as the service's own reader tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.bedrock.messages import invoke
from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server."""
    with sharing() as running:
        yield running


# A shape, members in place of its own, and what is said of them.
ROWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "too little": ("llama", {"max_gen_len": 0}, "#/max_gen_len: 0 is not greater or equal to 1"),
    "another type": ("mistral", {"prompt": 3}, "#/prompt: expected type: String, found: Integer"),
    "deeper": (
        "titan",
        {"textGenerationConfig": {"maxTokenCount": "many"}},
        "#/textGenerationConfig/maxTokenCount: expected type: Integer, found: String",
    ),
    "in a list": ("mistral", {"stop": ["a", None]}, "#/stop/1: expected type: String, found: Null"),
    "no item": (
        "cohere-embedding",
        {"texts": []},
        "#/texts: expected minimum item count: 1, found: 0",
    ),
    "too many items": (
        "cohere-embedding",
        {"texts": ["a"] * 97},
        "#/texts: expected maximum item count: 96, found: 97",
    ),
    "none of the values": (
        "cohere-embedding",
        {"input_type": "other"},
        "#/input_type: other is not a valid enum value",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_body_is_refused_with_its_place(server: Server, name: str) -> None:
    shape, further, words = ROWS[name]
    answer = ask(server, invoke(shape, **further))

    said = f"Malformed input request: {words}, please reformat your input and try again."
    assert (answer.status, json.loads(answer.body)["message"]) == (400, said)


def test_a_key_that_must_be_there_is_told(server: Server) -> None:
    request = invoke("command-chat").replace(b'"message"', b'"massage"')

    said = json.loads(ask(server, request).body)["message"]
    assert said == (
        "Malformed input request: #: required key [message] not found, please reformat your input "
        "and try again."
    )


def test_a_number_that_is_too_large_for_any_type_is_told_of(server: Server) -> None:
    request = post(b'{"prompt": 1e400}', path="/model/meta.llama3-8b-instruct-v1%3A0/invoke")

    assert "#/prompt: Number out of range" in json.loads(ask(server, request).body)["message"]
