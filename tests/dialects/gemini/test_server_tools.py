"""Searches and programs that Google runs, where a prompt asks for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, THIRD, VERTEX, asking, says, streaming
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

SEARCH: Json = {"tools": [{"googleSearch": {}}]}
CODE: Json = {"tools": [{"codeExecution": {}}]}
NEWS = "What is in the news today? Ask the web. \U0001f600"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


def answered(server: Server, text: str, members: Json, **further: Any) -> Json:
    """Return what a request is answered."""
    found: Json = json.loads(ask(server, asking(says(text, **members), **further)).body)
    return found


def chunks(server: Server, text: str, members: Json, **further: Any) -> list[Json]:
    """Return the chunks of a stream."""
    body = ask(server, streaming(says(text, **members), **further)).body
    return [json.loads(one.removeprefix(b"data: ")) for one in body.split(b"\r\n\r\n")[:-1]]


def total(usage: Json) -> int:
    """Return all that a usage bills."""
    names = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    return sum(usage.get(name, 0) for name in (*names, "toolUsePromptTokenCount"))


@pytest.mark.parametrize("root", ["/v1beta/models", VERTEX])
def test_each_sentence_rests_on_a_page(server: Server, root: str) -> None:
    found = answered(server, NEWS, SEARCH, root=root)
    (candidate,) = found["candidates"]
    grounding = candidate["groundingMetadata"]

    (part,) = candidate["content"]["parts"]
    text = part["text"].encode()
    assert grounding["webSearchQueries"] == [NEWS]
    assert "news+today" in grounding["searchEntryPoint"]["renderedContent"]
    supports = grounding["groundingSupports"]
    for one in supports:
        segment, (page,) = one["segment"], one["groundingChunkIndices"]
        place = slice(segment.get("startIndex", 0), segment["endIndex"])
        assert text[place].decode() == segment["text"]
        assert grounding["groundingChunks"][page]["web"]["uri"].startswith("https://")
    assert b" ".join(one["segment"]["text"].encode() for one in supports) == text
    assert ("domain" in grounding["groundingChunks"][0]["web"]) == (root == VERTEX)
    usage = found["usageMetadata"]
    assert usage["toolUsePromptTokenCount"] == 102
    assert usage["totalTokenCount"] == total(usage)


def test_a_search_that_nobody_asks_for_is_told_by_vertex_alone(server: Server) -> None:
    developers = answered(server, "Hello", SEARCH)
    vertex = answered(server, "Hello", SEARCH, root=VERTEX)

    assert "groundingMetadata" not in developers["candidates"][0]
    assert vertex["candidates"][0]["groundingMetadata"] == {}
    assert "toolUsePromptTokenCount" not in developers["usageMetadata"]


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_a_stream_is_grounded_at_its_end(server: Server, model: str) -> None:
    *first, last = (one["candidates"][0] for one in chunks(server, NEWS, SEARCH, model=model))

    assert [one["groundingMetadata"] for one in first] == [{}] * len(first)
    assert last["finishReason"] == "STOP"
    assert last["groundingMetadata"]["webSearchQueries"] == [NEWS]


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_a_program_is_told_with_what_it_prints(server: Server, model: str) -> None:
    found = answered(server, "Calculate 17 + 4 in Python.", CODE, model=model)
    program, result, text = found["candidates"][0]["content"]["parts"]

    code = program["executableCode"]
    assert code["language"] == "PYTHON"
    assert code["code"] == "numbers = [17, 4]\nprint(sum(numbers))\n"
    printed = result["codeExecutionResult"]
    assert (printed["outcome"], printed["output"]) == ("OUTCOME_OK", "21\n")
    assert text["text"]
    assert ("id" in code) == (model == THIRD)
    assert code.get("id") == printed.get("id")
    usage = found["usageMetadata"]
    assert usage["toolUsePromptTokenCount"] > usage["promptTokenCount"]
    assert usage["totalTokenCount"] == total(usage)


def test_a_program_comes_before_the_text_of_a_stream(server: Server) -> None:
    told = chunks(server, "Calculate 17 + 4 in Python.", CODE, model=THIRD)
    parts = [part for one in told for part in one["candidates"][0]["content"]["parts"]]

    assert list(parts[0]) == ["executableCode", "thoughtSignature"]
    assert list(parts[1]) == ["codeExecutionResult"]
    assert "".join(part["text"] for part in parts[2:])
    assert told[-1]["usageMetadata"]["totalTokenCount"] == total(told[-1]["usageMetadata"])


def test_a_long_text_is_grounded_as_well() -> None:
    with lending("tokens: {output: 100000}\n") as long:
        (candidate,) = answered(long, NEWS, SEARCH)["candidates"]

    assert len(candidate["content"]["parts"][0]["text"]) > 100_000
    assert candidate["groundingMetadata"]["webSearchQueries"] == [NEWS]


@pytest.mark.parametrize("query", ["?alt=sse", ""])
def test_nothing_is_run_for_a_prompt_that_is_blocked(server: Server, query: str) -> None:
    blocking = "x-mock-fault: content_filter;tokens=0"
    request = streaming(says("Calculate 17 + 4 in Python.", **CODE), blocking, query=query)
    body = ask(server, request).body

    assert b"executableCode" not in body
    assert b"toolUsePromptTokenCount" not in body
    assert b"promptFeedback" in body


def test_a_cache_that_there_is_not_is_refused(server: Server) -> None:
    found = answered(server, "Hello", {"cachedContent": "cachedContents/none"})

    assert (found["error"]["code"], found["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert found["error"]["message"] == "CachedContent not found (or permission denied)"


def test_what_no_prompt_asks_for_is_not_run(server: Server) -> None:
    found = answered(server, "Hello", CODE)

    assert [list(part) for part in found["candidates"][0]["content"]["parts"]] == [["text"]]
