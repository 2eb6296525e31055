"""Requests of more than one text, as Google's and others' clients send them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, THIRD, VERTEX, WEATHER, asking, says, streaming
from tests.requests import post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

IMAGE: Json = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
FILE: Json = {"fileData": {"mimeType": "application/pdf", "fileUri": "gs://a/b.pdf"}}
NOTE: Json = {"inlineData": {"mimeType": "text/plain", "data": "aGk="}}
SOUND: Json = {"inlineData": {"mimeType": "audio/wav", "data": "UklGRg=="}}
CALLS = [
    {"functionCall": {"name": "get_weather", "args": {"city": city}}, "thoughtSignature": "c2ln"}
    for city in ("Paris", "Rome")
]
RESULTS = [
    {"functionResponse": {"name": "get_weather", "response": {"result": told}}}
    for told in ("18", "24")
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


def prompt(*parts: Json) -> Json:
    """Return a request of one message."""
    return {"contents": [{"role": "user", "parts": [*parts, {"text": "What is this?"}]}]}


def shown(details: list[Json]) -> dict[str, int]:
    """Return tokens by modality, in their order."""
    return {one["modality"]: one["tokenCount"] for one in details}


@pytest.mark.parametrize(
    ("model", "file", "page"), [(FLASH, "DOCUMENT", 258), (THIRD, "IMAGE", 526)]
)
@pytest.mark.parametrize("root", ["/v1beta/models", VERTEX])
def test_what_is_no_text_is_billed_by_what_it_is(
    server: Server, root: str, model: str, file: str, page: int
) -> None:
    body = prompt(FILE, NOTE, SOUND)
    usage = json.loads(ask(server, asking(body, root=root, model=model)).body)["usageMetadata"]
    found = shown(usage["promptTokensDetails"])

    assert list(found) == ["TEXT", file, "AUDIO"]
    assert sum(found.values()) == usage["promptTokenCount"]
    assert (found[file], found["AUDIO"]) == (page, 258)


def test_what_a_function_returns_that_is_no_text_is_billed_as_in_a_message(server: Server) -> None:
    def billed(*media: Json) -> dict[str, int]:
        result = RESULTS[0]["functionResponse"] | ({"parts": list(media)} if media else {})
        turns = [
            *says("Weather in Paris?")["contents"],
            {"role": "model", "parts": [CALLS[0]]},
            {"role": "user", "parts": [{"functionResponse": result}]},
        ]
        body = {"contents": turns, "tools": [WEATHER]}
        answer = json.loads(ask(server, asking(body, model=THIRD)).body)
        return shown(answer["usageMetadata"]["promptTokensDetails"])

    data = "iVBORw0KGgo" + "A" * 40_000 + "="

    assert billed({"inlineData": {"mimeType": "image/png", "data": data}}) == billed() | {
        "IMAGE": 258
    }
    assert billed({"inline_data": {"mime_type": "application/pdf", "data": data}}) == billed() | {
        "IMAGE": 526
    }


@pytest.mark.parametrize(
    "prompted", [prompt(IMAGE), prompt() | {"systemInstruction": {"parts": [IMAGE]}}]
)
def test_the_chunks_of_a_stream_and_a_count_tell_the_same(server: Server, prompted: Json) -> None:
    body = ask(server, streaming(prompted)).body
    chunks = [json.loads(one.removeprefix(b"data: ")) for one in body.split(b"\r\n\r\n")[:-1]]
    asked = {"generateContentRequest": prompted | {"model": f"models/{FLASH}"}}
    counted = json.loads(ask(server, asking(asked, method="countTokens")).body)

    told = [one["usageMetadata"]["promptTokensDetails"] for one in chunks]
    assert told == [counted["promptTokensDetails"]] * len(chunks)
    assert list(shown(told[0])) == ["TEXT", "IMAGE"]


def test_a_stream_that_is_told_again_as_it_came_is_one_turn(server: Server) -> None:
    asked = says("Weather in Paris and in Rome?")["contents"]
    first, second = CALLS
    unsigned = {"functionCall": second["functionCall"]}
    chunks = [{"role": "model", "parts": [call]} for call in (first, unsigned)]
    body = {"contents": [*asked, *chunks, {"role": "user", "parts": RESULTS}], "tools": [WEATHER]}

    answer = json.loads(ask(server, asking(body, model=THIRD)).body)
    assert answer["candidates"][0]["content"]["parts"][0]["text"].endswith("18. 24.")


def test_a_result_that_is_missing_is_still_missed(server: Server) -> None:
    chunks = [{"role": "model", "parts": [call]} for call in CALLS]
    body = {"contents": [*says()["contents"], *chunks, {"role": "user", "parts": RESULTS[:1]}]}

    assert b"number of function response parts" in ask(server, asking(body)).body


def test_a_result_may_stand_beside_its_name(server: Server) -> None:
    told = {"name": "get_weather", "content": {"degrees": 18}}
    result = {"functionResponse": {"name": "get_weather", "response": told}}
    contents = [
        *says("Weather in Paris?")["contents"],
        {"role": "model", "parts": CALLS[:1]},
        {"role": "user", "parts": [result]},
    ]

    answer = ask(server, asking({"contents": contents, "tools": [WEATHER]})).body.decode()
    assert "degrees" in answer
    assert "get_weather" not in answer


NESTED: Json = {
    "type": "OBJECT",
    "properties": {
        "a": {"type": "INTEGER"},
        "b": {
            "type": "OBJECT",
            "properties": {"x": {"type": "INTEGER"}, "y": {"type": "INTEGER"}},
            "propertyOrdering": ["y", "x"],
            "required": ["x", "y"],
        },
        "c": {"type": "INTEGER"},
    },
    "propertyOrdering": ["c", "b", "no such"],
    "required": ["a", "b", "c"],
}


def test_members_stand_in_the_order_that_a_schema_names(server: Server) -> None:
    config = {"responseMimeType": "application/json", "responseSchema": NESTED}
    answer = json.loads(ask(server, asking(says(generationConfig=config))).body)
    found = json.loads(answer["candidates"][0]["content"]["parts"][0]["text"])

    assert list(found) == ["c", "b", "a"]
    assert list(found["b"]) == ["y", "x"]


def test_an_order_of_anything_else_is_none(server: Server) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    ordered: Json = schema | {"propertyOrdering": [{}, [], None, 1, "a"]}
    config = {"responseMimeType": "application/json", "responseJsonSchema": ordered}

    assert ask(server, asking(says(generationConfig=config))).status == 200


@pytest.mark.parametrize("path", ["/v1/corpora", "/v1/dynamic", "/upload/v1beta/fileSearchStores"])
def test_what_is_not_there_is_told_in_the_words_of_who_is_asked(server: Server, path: str) -> None:
    told = ask(server, post(b"{}", "x-goog-api-key: any", path=path))

    assert told.status == 404
    assert told.body.startswith(b"<!DOCTYPE html>")
    assert b"html" not in ask(server, post(b"{}", path=path)).body
