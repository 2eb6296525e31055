"""computeTokens tells the tokens that countTokens counts, on Vertex AI alone."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator

import pytest

from tests.dialects.gemini.asking import VERTEX, asking, says
from tests.dialects.gemini.discovery import departures
from tests.dialects.gemini.kept import told
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask

COMPUTED = "computeTokens"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing_profile("seed: 7\n") as running:
        yield running


def test_the_tokens_of_a_prompt_join_up_to_it(server: Server) -> None:
    text = "Grüße, 😀 world"
    found = told(server, asking(says(text), method=COMPUTED, root=VERTEX))
    count = told(server, asking(says(text), method="countTokens", root=VERTEX))["totalTokens"]
    (one,) = found["tokensInfo"]

    assert b"".join(map(b64decode, one["tokens"])).decode() == text
    assert len(one["tokens"]) == len(one["tokenIds"]) == count
    assert all(number.isdecimal() for number in one["tokenIds"])
    assert one["role"] == "user"
    kind = {"$ref": "GoogleCloudAiplatformV1ComputeTokensResponse"}
    assert not list(departures(found, kind, "", is_vertex=True))


def test_only_vertex_ai_tells_tokens(server: Server) -> None:
    assert ask(server, asking(says(), method=COMPUTED)).body.startswith(b"<!DOCTYPE html>")


def test_a_prompt_without_a_message_has_no_tokens(server: Server) -> None:
    answer = ask(server, asking({"contents": []}, method=COMPUTED, root=VERTEX))

    assert answer.status == 400
    assert "contents is not specified" in json.loads(answer.body)["error"]["message"]
