"""What holds for every answer, however it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.bedrock.messages import (
    ALPHABET,
    CLAUDE,
    NOVA,
    SHAPES,
    asking,
    converse,
    invoke,
    messages,
    told_chunks,
)
from tests.serving import Response, Server
from tests.sharing import sharing, sharing_profile
from tests.talking import ask

MODELS = [NOVA, CLAUDE, "meta.llama3-8b-instruct-v1:0", "cohere.command-r-v1:0"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server."""
    with sharing() as running:
        yield running


def streamed(server: Server, text: str, model: str, **further: Any) -> list[Any]:
    """Return the names and contents of a stream's events."""
    answer = ask(server, converse(asking(text, **further), model=model, stream=True))
    return [(one.name, one.told) for one in messages(answer.body)]


@pytest.mark.parametrize("model", MODELS)
def test_every_event_is_padded_from_one_alphabet(server: Server, model: str) -> None:
    for number in range(5):
        for _, told in streamed(server, f"Hello {number}", model):
            assert ALPHABET.startswith(told["p"])
            assert 2 <= len(told["p"]) <= 61


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("most", [1, 7, 4096])
def test_a_total_is_the_sum_of_its_parts(server: Server, model: str, most: int) -> None:
    body = asking(f"Sum {most}", inferenceConfig={"maxTokens": most})
    usage = json.loads(ask(server, converse(body, model=model)).body)["usage"]
    cached = usage.get("cacheReadInputTokens", 0) + usage.get("cacheWriteInputTokens", 0)

    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"] + cached
    assert usage["outputTokens"] <= most
    assert usage.get("cacheReadInputTokens") == usage.get("cacheReadInputTokenCount")


@pytest.mark.parametrize("model", MODELS)
def test_a_stream_bills_what_it_says(server: Server, model: str) -> None:
    events = streamed(server, "Bill it", model)
    deltas = [told for name, told in events if name == "contentBlockDelta"]

    assert events[-1][1]["usage"]["outputTokens"] == len(deltas)


def stopped(server: Server) -> Response:
    """Ask for an answer that is stopped before its first blank."""
    return ask(server, converse(asking("Stop", inferenceConfig={"stopSequences": [" "]})))


def test_a_stop_sequence_is_told(server: Server) -> None:
    told = json.loads(stopped(server).body)

    assert told["stopReason"] == "stop_sequence"
    assert " " not in told["output"]["message"]["content"][0]["text"]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_invoked_stream_ends_with_its_metrics(server: Server, shape: str) -> None:
    events = told_chunks(ask(server, invoke(shape, stream=True)).body)
    metrics = events[-1]["amazon-bedrock-invocationMetrics"]

    assert not any("amazon-bedrock-invocationMetrics" in one for one in events[:-1])
    assert metrics["inputTokenCount"] > 0
    assert metrics["invocationLatency"] >= metrics["firstByteLatency"] >= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_fields_tell_what_a_body_bills(server: Server, shape: str) -> None:
    answer = ask(server, invoke(shape))
    told = json.loads(answer.body)

    usage = told.get("usage", {})
    billed = usage.get("outputTokens") or usage.get("output_tokens")
    billed = billed or told.get("generation_token_count")
    if "results" in told:
        billed = told["results"][0]["tokenCount"]
    counted = answer.header("x-amzn-bedrock-output-token-count")
    assert counted == str(billed) if billed else int(counted or 0) > 0


def test_a_rule_answers_with_calls_and_text() -> None:
    profile = """answers:
- match: {user: {contains: weather}, endpoint: converse, tool_result: false}
  call: {name: get_weather, arguments: {city: Rome}}
- match: {endpoint: converse}
  text: Done.
- match: {endpoint: invoke}
  text: Invoked.
"""
    with sharing_profile(profile) as server:
        calls = json.loads(ask(server, converse(asking("the weather?"))).body)
        text = json.loads(ask(server, converse(asking())).body)
        invoked = json.loads(ask(server, invoke("llama")).body)

    (block,) = calls["output"]["message"]["content"]
    assert (block["toolUse"]["input"], calls["stopReason"]) == ({"city": "Rome"}, "tool_use")
    assert text["output"]["message"]["content"] == [{"text": "Done."}]
    assert invoked["generation"] == "Invoked."


@pytest.mark.parametrize("stream", [False, True])
def test_thought_that_a_rule_has_is_shown(stream: bool) -> None:
    profile = "answers:\n- {text: So., reasoning: I think.}\n"
    with sharing_profile(profile) as server:
        answer = ask(server, converse(asking(), model=CLAUDE, stream=stream))

    if stream:
        told = [one.told for one in messages(answer.body) if one.name == "contentBlockDelta"]
        kinds = [next(iter(one["delta"].get("reasoningContent", one["delta"]))) for one in told]
        assert kinds[-1] == "text"
        assert "signature" in kinds
        assert [one["contentBlockIndex"] for one in told] == sorted(
            one["contentBlockIndex"] for one in told
        )
    else:
        thought, text = json.loads(answer.body)["output"]["message"]["content"]
        assert thought["reasoningContent"]["reasoningText"]["text"] == "I think."
        assert text == {"text": "So."}


def test_something_behind_an_id_is_asked_for(server: Server) -> None:
    answer = ask(server, converse(asking(), model=f"{NOVA}@fault=503x1"))

    assert answer.status == 503


def test_names_that_are_not_served_are_refused() -> None:
    with sharing_profile(f"models: ['{NOVA}']\n") as server:
        served = ask(server, converse(asking(), model=f"us.{NOVA}"))
        other = ask(server, converse(asking(), model=CLAUDE))

    assert served.status == 200
    assert (other.status, json.loads(other.body)["message"]) == (
        400,
        "The provided model identifier is invalid.",
    )


REFUSED: dict[str, tuple[Any, str]] = {
    "the model begins": (
        [{"role": "assistant", "content": [{"text": "Hi"}]}],
        "A conversation must start with a user message.",
    ),
    "one role twice": (
        [{"role": "user", "content": [{"text": "Hi"}]}] * 2,
        "A conversation must alternate between user and assistant roles.",
    ),
    "a blank text": (
        [{"role": "user", "content": [{"text": " "}]}],
        "The text field in the ContentBlock object at messages.0.content.0 is blank.",
    ),
    "a result of nothing": (
        [{"role": "user", "content": [{"toolResult": {"toolUseId": "t", "content": []}}]}],
        "The number of toolResult blocks at messages.0.content exceeds",
    ),
    "a call without tools": (
        [
            {"role": "user", "content": [{"text": "Hi"}]},
            {
                "role": "assistant",
                "content": [{"toolUse": {"toolUseId": "t", "name": "n", "input": {}}}],
            },
            {"role": "user", "content": [{"toolResult": {"toolUseId": "t", "content": []}}]},
        ],
        "The toolConfig field must be defined",
    ),
    "a call without a result": (
        [
            {"role": "user", "content": [{"text": "Hi"}]},
            {
                "role": "assistant",
                "content": [{"toolUse": {"toolUseId": "t1", "name": "n", "input": {}}}],
            },
            {"role": "user", "content": [{"text": "and?"}]},
        ],
        "Expected toolResult blocks at messages.2.content for the following Ids: t1",
    ),
    "a tool's name with a blank": (
        [
            {"role": "user", "content": [{"text": "Hi"}]},
            {
                "role": "assistant",
                "content": [{"toolUse": {"toolUseId": "t1", "name": "a b", "input": {}}}],
            },
        ],
        "1 validation error detected: Value at 'messages.2.member.content.1.member.toolUse.name' "
        "failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "[a-zA-Z0-9_-]+",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_follow_is_refused(server: Server, name: str) -> None:
    turns, said = REFUSED[name]
    answer = ask(server, converse(json.dumps({"messages": turns}).encode()))
    lenient = ask(
        server, converse(json.dumps({"messages": turns}).encode(), "x-mock-mode: lenient")
    )

    assert answer.status == 400
    assert json.loads(answer.body)["message"].startswith(said)
    assert lenient.status == (400 if "blank" in name and "tool" in name else 200)
