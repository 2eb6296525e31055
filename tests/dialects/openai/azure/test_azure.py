"""Azure's form of chat completions, byte for byte where it was recorded."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.azure.deployments import PATH, UUID, VERSION, at
from tests.dialects.openai.golden import GOLDEN
from tests.holes import with_holes
from tests.one_text import TEXT
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.sharing import both_lanes, lending, sharing
from tests.talking import ask, ask_bytes, serving_quietly

USAGE: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
# A member that only looks like the model, and what it is taken with.
KEPT = {"store": True, "metadata": {"model": "gpt-4o"}}
HOLES = ((UUID.encode(), b"<uuid>"),)

REQUESTS: dict[str, bytes] = {
    "azure-whole": post(chat(), path=PATH),
    "azure-whole-cut": post(chat(max_tokens=3), path=PATH),
    "azure-stream": post(chat(stream=True), path=PATH),
    "azure-stream-usage": post(chat(**USAGE), path=PATH),
    "azure-error-no-messages": post(b"{}", path=PATH),
    "azure-error-no-version": post(chat(), path=PATH.removesuffix(VERSION)),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers are all one text."""
    with sharing(module="tests.one_text") as running:
        yield running


@pytest.fixture(scope="module")
def many() -> Iterator[Server]:
    """A server as it comes, with a seed."""
    with lending("seed: 7") as running:
        yield running


def events(response: Response) -> list[bytes]:
    """Return the JSON of a stream's events; it must end as streams do."""
    *found, done, end = response.body.split(b"\n\n")
    assert (done, end) == (b"data: [DONE]", b"")
    assert all(one.startswith(b"data: ") for one in found)
    return [one.removeprefix(b"data: ") for one in found]


def order(json_object: dict[str, Any]) -> list[str]:
    """Return the keys as they came."""
    return list(json_object)


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    file = GOLDEN / f"{name}.txt"
    found = with_holes(ask_bytes(server, REQUESTS[name]))
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)

    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()


# The order of keys and what the filter says: recorded on 22 Dec 2025 and on 31 Mar 2026

FILTERED = [
    "hate",
    "protected_material_code",
    "protected_material_text",
    "self_harm",
    "sexual",
    "violence",
]


def test_a_whole_answer_is_one_line_of_sorted_keys(server: Server) -> None:
    body = ask(server, REQUESTS["azure-whole"]).body
    answer = json.loads(body)
    [choice] = answer["choices"]
    [told] = answer["prompt_filter_results"]

    assert body == json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    assert order(answer) == [
        "choices",
        "created",
        "id",
        "model",
        "object",
        "prompt_filter_results",
        "service_tier",
        "system_fingerprint",
        "usage",
    ]
    assert order(choice) == [
        "content_filter_results",
        "finish_reason",
        "index",
        "logprobs",
        "message",
    ]
    assert order(choice["message"]) == ["annotations", "content", "refusal", "role"]
    assert order(choice["content_filter_results"]) == FILTERED
    assert order(told) == ["prompt_index", "content_filter_results"]
    assert order(told["content_filter_results"])[:2] == ["hate", "jailbreak"]
    assert choice["message"]["content"] == TEXT


CALLED: dict[str, Any] = {"tools": [{"type": "function", "function": {"name": "f"}}]}


@pytest.mark.parametrize(
    ("deployment", "model", "first"),
    [
        ("gpt-4o", "gpt-4o-2024-11-20", "filtered"),
        ("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "filtered"),
        ("gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "detected"),
    ],
)
@pytest.mark.parametrize("further", [{}, CALLED], ids=["text", "call"])
def test_the_filter_before_gpt_4o_is_an_older_one(
    server: Server, deployment: str, model: str, first: str, further: dict[str, Any]
) -> None:
    whole = json.loads(ask(server, post(chat(**further), path=at(deployment))).body)
    begun, *chunks = map(
        json.loads, events(ask(server, post(chat(**further, **USAGE), path=at(deployment))))
    )

    for told in (whole, begun):
        prompt = told["prompt_filter_results"][0]["content_filter_results"]
        assert order(prompt["jailbreak"])[0] == first
    for told in (whole, *chunks) if not further else ():
        for choice in told["choices"]:
            for found in choice["content_filter_results"].values():
                assert order(found)[0] in (first, "filtered")
    assert {one["model"] for one in (whole, *chunks)} == {model}


@pytest.mark.parametrize(
    "path", [PATH, at("text-embedding-3-small", "embeddings"), "/openai/v1/responses"]
)
def test_an_answer_repeats_what_its_client_calls_it(server: Server, path: str) -> None:
    body = json.dumps({"model": "gpt-4o", "input": "Hello"}).encode()
    body = chat() if "chat" in path else body
    for name in ("0f1e2d3c-0000-4000-8000-000000000001", "another"):
        said = ask(server, post(body, "api-key: k", f"x-ms-client-request-id: {name}", path=path))
        assert said.header("x-ms-client-request-id") == name
    plain = ask(server, post(body, "api-key: k", path=path))
    assert not plain.header("x-ms-client-request-id")


def test_a_stream_begins_with_what_the_filter_says_of_the_prompt(server: Server) -> None:
    first, role, *pieces, finish, usage = map(
        json.loads, events(ask(server, REQUESTS["azure-stream-usage"]))
    )

    assert first.pop("prompt_filter_results")[0]["prompt_index"] == 0
    assert first == {"choices": [], "created": 0, "id": "", "model": "", "object": ""}
    assert role["choices"][0]["delta"] == {"content": "", "refusal": None, "role": "assistant"}
    assert "".join(one["choices"][0]["delta"]["content"] for one in pieces) == TEXT
    assert finish["choices"][0]["finish_reason"] == "stop"
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] >= len(pieces)
    for one in (role, finish):
        assert one["choices"][0]["content_filter_results"] == {}
    for one in pieces:
        assert order(one["choices"][0]["content_filter_results"]) == FILTERED
    assert {one["model"] for one in (role, *pieces, finish, usage)} == {"gpt-4o-2024-11-20"}
    assert len({one["id"] for one in (role, *pieces, finish, usage)}) == 1


def test_every_chunk_is_compact_and_sorted(server: Server) -> None:
    streamed = post(chat(stream=True), path=at("gpt-4.1-mini"))
    first, *found = events(ask(server, streamed))

    for chunk in found:
        told = json.loads(chunk)
        sorted_text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert chunk == sorted_text.encode()
        assert told["service_tier"] == "default"
    assert first.startswith(b'{"choices":[],"created":0,"id":"","model":"","object":"","prompt')


def settled(raw: bytes) -> bytes:
    """Replace what two answers do not share, and the letters of paddings."""
    for pattern, hole in (
        (rb"chatcmpl-[0-9A-Za-z]{29}", b"chatcmpl-"),
        (rb'"created":\d+', b'"created":0'),
        (rb'_ms":\d+', b'_ms":0'),
        (rb'(?<="obfuscation":")[0-9A-Za-z]*', lambda found: b"x" * len(found[0])),
    ):
        raw = re.sub(pattern, hole, raw)
    return raw


def test_several_answers_bear_what_the_filter_says_of_each(many: Server) -> None:
    whole = json.loads(ask(many, post(chat(n=2), path=PATH)).body)
    first, *chunks = events(ask(many, post(chat(n=2, stream=True), path=PATH)))

    assert [order(one["content_filter_results"]) for one in whole["choices"]] == [FILTERED] * 2
    assert whole["prompt_filter_results"] == json.loads(first)["prompt_filter_results"]
    assert {json.loads(one)["choices"][0]["index"] for one in chunks} == {0, 1}


def test_a_prompt_that_ends_with_results_is_not_judged(many: Server) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    turns: list[dict[str, Any]] = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": "4"},
    ]
    body: dict[str, Any] = {"messages": turns, **CALLED}
    whole = json.loads(ask(many, post(json.dumps(body).encode(), path=PATH)).body)
    streamed = json.dumps(body | {"stream": True}).encode()
    first, *_ = events(ask(many, post(streamed, path=PATH)))

    told = [{"prompt_index": 0, "content_filter_results": {}}]
    assert order(whole["prompt_filter_results"][0]) == list(told[0])
    assert whole["prompt_filter_results"] == json.loads(first)["prompt_filter_results"] == told
    assert order(whole["choices"][0]["content_filter_results"]) == FILTERED


def test_a_call_of_a_tool_is_not_filtered(many: Server) -> None:
    """Recorded with calls on 22 Dec 2025: the filter says {} of them."""
    parameters = {"type": "object", "properties": {}}
    tool = {"type": "function", "function": {"name": "look", "parameters": parameters}}
    further: dict[str, Any] = {"tools": [tool], "tool_choice": "required"}
    whole = json.loads(ask(many, post(chat(**further), path=PATH)).body)
    _, *chunks = events(ask(many, post(chat(stream=True, **further), path=PATH)))

    assert whole["choices"][0]["content_filter_results"] == {}
    assert order(whole["choices"][0]["message"]["tool_calls"][0]) == ["function", "id", "type"]
    for one in map(json.loads, chunks):
        assert one["choices"][0]["content_filter_results"] == {}


# Heads: recorded on 31 Mar 2026


def test_the_head_names_the_deployment_and_both_requests(server: Server) -> None:
    one, other = (ask(server, post(chat(), path=at("my%20own.deployment"))) for _ in range(2))

    assert one.header("x-ms-deployment-name") == "my%20own.deployment"
    assert one.header("x-ratelimit-remaining-tokens") == str(10_000_000 - 8)
    assert re.fullmatch(UUID, one.header("apim-request-id"))
    assert re.fullmatch(UUID, one.header("x-request-id"))
    ids = {
        response.header(name)
        for response in (one, other)
        for name in ("apim-request-id", "x-request-id")
    }
    assert len(ids) == 4
    assert not [name for name, _ in one.headers if name.startswith("openai-")]


# The model of a deployment


@pytest.mark.parametrize(
    ("deployment", "body", "model"),
    [
        ("gpt-4o", {}, "gpt-4o-2024-11-20"),
        ("gpt-4o", {"model": "gpt-4o"}, "gpt-4o-2024-11-20"),
        ("gpt-4o", {"model": "unused"}, "gpt-4o-2024-11-20"),
        ("gpt-4o", {"model": "gpt-5", **KEPT}, "gpt-4o-2024-11-20"),
        ("gpt-4o", {**KEPT}, "gpt-4o-2024-11-20"),
        ("mine", {"model": "gpt-4o"}, "mine"),
        ("%E6%A8%A1", {}, "模"),
    ],
)
def test_the_deployment_is_the_model_whatever_the_body_says(
    server: Server, deployment: str, body: dict[str, Any], model: str
) -> None:
    request = {"messages": [{"role": "user", "content": "Hi"}], **body}
    compact = json.dumps(request, separators=(",", ":")).encode()

    for form in (compact, json.dumps(request).encode()):
        answer = ask(server, post(form, path=at(deployment)))
        assert json.loads(answer.body)["model"] == model


def test_a_reasoning_deployment_refuses_what_its_model_does(server: Server) -> None:
    body = chat(model="gpt-4o", max_tokens=5)
    refused = ask(server, post(body, path=at("o3-mini")))

    assert (refused.status, json.loads(refused.body)["error"]["param"]) == (400, "max_tokens")
    assert ask(server, post(chat(model="o3-mini", max_tokens=5), path=PATH)).status == 200


def test_v1_is_azures_for_who_sends_an_api_key(server: Server) -> None:
    path = "/openai/v1/chat/completions"
    azures = ask(server, post(chat(), "api-key: any", path=path))
    plain = ask(server, post(chat(), "Authorization: Bearer any", path=path))

    assert json.loads(azures.body)["prompt_filter_results"]
    assert azures.header("x-ms-deployment-name") == "gpt-4o-mini"
    assert "prompt_filter_results" not in json.loads(plain.body)
    assert plain.header("openai-version")


@pytest.fixture(scope="module")
def speeds() -> Iterator[tuple[Server, Server]]:
    """A server that answers at once, and one that takes a millisecond, under one seed."""
    flags = ("-seed", "7", "-latency", "1ms")
    with lending("seed: 7") as fast, serving_quietly(*flags) as slow:
        yield fast, slow


@pytest.mark.parametrize("further", [{}, {"stream": True}, {"stream": True, "n": 2}])
def test_a_paced_answer_is_the_same(speeds: tuple[Server, Server], further: dict[str, Any]) -> None:
    """The pacer sends each event when it is due; joined they are what is sent at once."""
    body = post(chat(**further), path=PATH)
    at_once, paced = (ask(server, body) for server in speeds)

    assert settled(at_once.body) == settled(paced.body)


BOTH_LANES: dict[str, bytes] = {
    **REQUESTS,
    "two answers": post(chat("two", n=2), path=PATH),
    "two streams": post(chat("three", n=2, stream=True), path=PATH),
    "no model": post(b'{"messages":[{"role":"user","content":"Hi"}]}', path=PATH),
    "quoted deployment": post(chat("four"), path=at("my%20own")),
    "v1": post(chat("five"), "api-key: any", path="/openai/v1/chat/completions"),
    "not JSON": post(b"{", path=PATH),
    "no endpoint": post(chat("six"), path=at("gpt-4o", "nothing")),
    "no deployment": post(chat("seven"), path=f"/openai/chat/completions{VERSION}"),
    "error on demand": post(chat("eight"), "x-mock-error: overloaded", path=PATH),
}


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


@pytest.mark.parametrize("name", BOTH_LANES)
def test_both_lanes_give_one_answer(lanes: tuple[Server, Server], name: str) -> None:
    one, other = (
        re.sub(UUID.encode(), b"<uuid>", with_holes(ask_bytes(lane, BOTH_LANES[name])))
        for lane in lanes
    )

    assert one == other
