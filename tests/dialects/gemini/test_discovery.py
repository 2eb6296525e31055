"""Requests and answers against what Google publishes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.gemini.messages import ENUMS, MESSAGES, VERTEX_SCHEMA
from tests.dialects.gemini.asking import (
    CALLING,
    DEVELOPERS,
    FLASH,
    THIRD,
    VERTEX,
    asking,
    capped,
    says,
)
from tests.dialects.gemini.discovery import departures, schema, schemas
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

# Messages whose members are those of the developers' surface and of Vertex AI together.
BOTH = (
    *("Content", "Part", "FunctionDeclaration", "FunctionCallingConfig", "GenerationConfig"),
    *("GenerateContentRequest", "Tool", "ToolConfig", "FileData", "FunctionResponse"),
    *("FunctionCall", "Blob", "SafetySetting"),
)
# Which of them neither document has, and who sends it.
UNPUBLISHED = {
    ("GenerationConfig", "thinkingConfig"),
    ("Blob", "displayName"),
    ("FileData", "displayName"),
}
EMBEDDED = {"content": {"parts": [{"text": "Hello"}]}}
LIKELY: Json = {"generationConfig": {"responseLogprobs": True, "logprobs": 2, "candidateCount": 2}}
TOOLS: Json = {"tools": [{"googleSearch": {}}, {"codeExecution": {}}]}
ANSWERS: dict[str, tuple[str, bytes, bool]] = {
    "text": ("GenerateContentResponse", asking(capped(3)), False),
    "text of an older model": (
        "GenerateContentResponse",
        asking(capped(3), model="gemini-2.0-flash"),
        False,
    ),
    "calls": ("GenerateContentResponse", asking(says(**CALLING), model=THIRD), False),
    "blocked": (
        "GenerateContentResponse",
        asking(says(), "x-mock-fault: content_filter;tokens=0"),
        False,
    ),
    "filtered": ("GenerateContentResponse", asking(says(), "x-mock-fault: content_filter"), False),
    "text of Vertex AI": ("GenerateContentResponse", asking(capped(3), root=VERTEX), True),
    "calls of Vertex AI": ("GenerateContentResponse", asking(says(**CALLING), root=VERTEX), True),
    "filtered by Vertex AI": (
        "GenerateContentResponse",
        asking(says(), "x-mock-fault: content_filter", root=VERTEX),
        True,
    ),
    "probabilities": ("GenerateContentResponse", asking(says(**LIKELY)), False),
    "probabilities of Vertex AI": (
        "GenerateContentResponse",
        asking(says(**LIKELY), root=VERTEX),
        True,
    ),
    "a search": ("GenerateContentResponse", asking(says("Search the web.", **TOOLS)), False),
    "a search of Vertex AI": (
        "GenerateContentResponse",
        asking(says("Search the web.", **TOOLS), root=VERTEX),
        True,
    ),
    "a program": (
        "GenerateContentResponse",
        asking(says("Calculate 1 + 2.", **TOOLS), model=THIRD),
        False,
    ),
    "count": ("CountTokensResponse", asking(says(), method="countTokens"), False),
    "count of Vertex AI": (
        "CountTokensResponse",
        asking(says(), method="countTokens", root=VERTEX),
        True,
    ),
    "vector": (
        "EmbedContentResponse",
        asking(EMBEDDED, method="embedContent", model="gemini-embedding-2"),
        False,
    ),
    "vectors": (
        "BatchEmbedContentsResponse",
        asking({"requests": [EMBEDDED]}, method="batchEmbedContents", model="gemini-embedding-001"),
        False,
    ),
    "models": ("ListModelsResponse", b"GET /v1beta/models HTTP/1.1\r\nHost: mock\r\n\r\n", False),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


@pytest.mark.parametrize("name", BOTH)
def test_a_message_has_the_members_that_are_published(name: str) -> None:
    published = set(schema(name, is_vertex=False)["properties"])
    if f"GoogleCloudAiplatformV1{name}" in schemas("vertex"):
        published |= set(schema(name, is_vertex=True)["properties"])

    own = set(MESSAGES[name])
    assert published - own == set()
    assert {(name, one) for one in own - published} <= UNPUBLISHED


def test_a_schema_has_the_members_that_its_surface_publishes() -> None:
    assert set(MESSAGES["Schema"]) == set(schema("Schema", is_vertex=False)["properties"])
    assert set(VERTEX_SCHEMA) == set(schema("Schema", is_vertex=True)["properties"])


@pytest.mark.parametrize(
    ("name", "message", "member"),
    [
        ("Mode", "FunctionCallingConfig", "mode"),
        ("Type", "Schema", "type"),
        ("ThinkingLevel", "ThinkingConfig", "thinkingLevel"),
        ("HarmCategory", "SafetySetting", "category"),
        ("HarmBlockThreshold", "SafetySetting", "threshold"),
    ],
)
def test_an_enumeration_has_the_names_that_are_published(
    name: str, message: str, member: str
) -> None:
    published = schema(message, is_vertex=False)["properties"][member]["enum"]

    assert list(ENUMS[name][: len(published)]) == published


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_what_is_published(server: Server, name: str) -> None:
    message, request, is_vertex = ANSWERS[name]
    answer = ask(server, request)

    assert answer.status == 200, answer.body
    kind = schema(message, is_vertex=is_vertex)
    assert list(departures(json.loads(answer.body), kind, "", is_vertex=is_vertex)) == []


@pytest.mark.parametrize("root", [DEVELOPERS, VERTEX])
def test_a_prompt_that_is_blocked_has_no_candidates(server: Server, root: str) -> None:
    request = asking(says(), "x-mock-fault: content_filter;tokens=0", root=root)
    told = json.loads(ask(server, request).body)

    assert "candidates" not in told
    assert told["promptFeedback"]["blockReason"] == "PROHIBITED_CONTENT"
    assert ("blockReasonMessage" in told["promptFeedback"]) == (root == VERTEX)
    usage = told["usageMetadata"]
    assert usage["totalTokenCount"] == usage["promptTokenCount"]


def test_an_unknown_member_is_a_departure() -> None:
    kind = schema("Candidate", is_vertex=False)

    found = list(departures({"index": "0", "indices": 1}, kind, "", is_vertex=False))
    assert found == [".index: str", ".indices: no such member"]


def test_a_model_that_answers_is_the_one_that_was_asked(server: Server) -> None:
    assert json.loads(ask(server, asking(says())).body)["modelVersion"] == FLASH
