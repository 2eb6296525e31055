"""Boto3 finds the runtime that it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from anthropic import AnthropicBedrock
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from tests.dialects.bedrock.messages import CLAUDE, NOVA, RANKS, SHAPES, VECTORS, WEATHER
from tests.serving import Server
from tests.sharing import sharing, sharing_profile

HELLO: list[Any] = [{"role": "user", "content": [{"text": "Say this is a test"}]}]
PARIS: list[Any] = [{"role": "user", "content": [{"text": "What is the weather in Paris?"}]}]
TOOLS: Any = {"tools": [WEATHER]}
ARN = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{CLAUDE}"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server, on either lane."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Any]:
    """A client that tries once."""
    opened = connect(server)
    yield opened
    opened.close()


def connect(server: Server, attempts: int = 1, mode: str = "standard") -> Any:
    """Return a client that tries so often."""
    retries: Any = {"total_max_attempts": attempts, "mode": mode}
    return boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
        config=Config(retries=retries, read_timeout=10),
    )


@pytest.mark.parametrize("model", [NOVA, CLAUDE, ARN])
def test_a_conversation_is_answered(client: Any, model: str) -> None:
    answer = client.converse(modelId=model, messages=HELLO, inferenceConfig={"maxTokens": 512})

    (block,) = answer["output"]["message"]["content"]
    assert block["text"]
    assert answer["stopReason"] == "end_turn"
    usage = answer["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"] > 0
    assert answer["metrics"]["latencyMs"] >= 1
    assert answer["ResponseMetadata"]["RequestId"].count("-") == 4


@pytest.mark.parametrize("model", [NOVA, CLAUDE, ARN])
def test_a_stream_says_it_in_order(client: Any, model: str) -> None:
    answer = client.converse_stream(modelId=model, messages=HELLO)
    events = list(answer["stream"])

    names = [next(iter(event)) for event in events]
    assert names[0] == "messageStart"
    assert names[-3:] == ["contentBlockStop", "messageStop", "metadata"]
    assert set(names[1:-3]) == {"contentBlockDelta"}
    text = "".join(one["contentBlockDelta"]["delta"]["text"] for one in events[1:-3])
    assert text.endswith(".")
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    assert events[-1]["metadata"]["usage"]["outputTokens"] == len(events) - 4


def called(message: Any) -> list[Any]:
    """Return the calls of a message."""
    return [one["toolUse"] for one in message["content"] if "toolUse" in one]


def answer_calls(message: Any) -> Any:
    """Return the turn that brings a result for each call."""
    results = [
        {"toolResult": {"toolUseId": one["toolUseId"], "content": [{"json": {"celsius": 21}}]}}
        for one in called(message)
    ]
    return {"role": "user", "content": results}


def streamed(client: Any, **asked: Any) -> tuple[Any, str]:
    """Ask for a stream; return the message that its events make, and why it ends."""
    content: dict[int, Any] = {}
    reason = ""
    for event in client.converse_stream(**asked)["stream"]:
        ((name, told),) = event.items()
        if name == "contentBlockStart":
            use = {**told["start"]["toolUse"], "input": ""}
            content[told["contentBlockIndex"]] = {"toolUse": use}
        elif name == "contentBlockDelta":
            block = content.setdefault(told["contentBlockIndex"], {"text": ""})
            add(block, told["delta"])
        elif name == "messageStop":
            reason = told["stopReason"]
    return {"role": "assistant", "content": [content[index] for index in sorted(content)]}, reason


def add(block: Any, delta: Any) -> None:
    """Add a fragment to its block."""
    if "toolUse" in delta:
        block["toolUse"]["input"] += delta["toolUse"]["input"]
    else:
        block["text"] += delta["text"]


def whole(client: Any, **asked: Any) -> tuple[Any, str]:
    """Ask; return the message, and why it ends."""
    answer = client.converse(**asked)
    return answer["output"]["message"], answer["stopReason"]


@pytest.mark.parametrize("model", [NOVA, CLAUDE])
def test_a_loop_with_tools_ends(client: Any, model: str) -> None:
    turns, seen = list(PARIS), []
    for _ in range(5):
        message, reason = whole(client, modelId=model, messages=turns, toolConfig=TOOLS)
        seen.append(reason)
        if reason != "tool_use":
            break
        assert [one["input"] for one in called(message)] == [{"city": "Paris"}]
        turns += [message, answer_calls(message)]

    assert seen == ["tool_use", "end_turn"]
    assert "21" in message["content"][0]["text"]


def test_a_streamed_call_is_the_one_that_was_meant(client: Any) -> None:
    message, reason = streamed(client, modelId=CLAUDE, messages=PARIS, toolConfig=TOOLS)

    (call,) = called(message)
    assert (reason, call["name"], call["input"]) == ("tool_use", "get_weather", '{"city":"Paris"}')


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        ("429", "ThrottlingException", 429),
        ("overloaded", "ServiceUnavailableException", 503),
        ("500", "InternalServerException", 500),
        ("permission", "AccessDeniedException", 403),
        ("timeout", "ModelTimeoutException", 408),
        ("bad_request", "ValidationException", 400),
    ],
)
def test_an_error_has_its_name_and_its_status(
    server: Server, error: str, code: str, status: int
) -> None:
    opened = connect(server)

    def wish(request: Any, **further: Any) -> None:
        request.headers["x-mock-error"] = error

    opened.meta.events.register("before-send.bedrock-runtime.*", wish)
    with pytest.raises(ClientError) as raised:
        opened.converse(modelId=NOVA, messages=HELLO)
    opened.close()

    answer: Any = raised.value.response
    assert answer["Error"]["Code"] == code
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status


def test_a_client_tries_again_until_it_is_let_in() -> None:
    profile = "faults: [{type: status, code: 429, first: 2}]\n"
    with sharing_profile(profile) as server:
        opened = connect(server, attempts=3)
        answer = opened.converse(modelId=NOVA, messages=HELLO)
        opened.close()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_an_error_in_a_stream_is_an_exception() -> None:
    with sharing_profile("faults: [{type: error, code: 429, after: {tokens: 3}}]\n") as server:
        opened = connect(server)
        with closing(opened.converse_stream(modelId=NOVA, messages=HELLO)["stream"]) as stream:
            events = iter(stream)
            seen = [next(events) for _ in range(4)]
            with pytest.raises(EventStreamError) as raised:
                next(events)
        opened.close()

    assert "contentBlockDelta" in seen[-1]
    assert raised.value.response["Error"]["Code"] == "throttlingException"


def test_the_access_key_lets_in() -> None:
    """A signature is not verified; boto3 sends a bearer token over TLS alone."""
    with sharing("-api-keys", "AKID") as server:
        opened = connect(server)
        assert opened.converse(modelId=NOVA, messages=HELLO)["output"]
        opened.close()
    with sharing("-api-keys", "other") as server:
        opened = connect(server)
        with pytest.raises(ClientError, match="security token") as raised:
            opened.converse(modelId=NOVA, messages=HELLO)
        opened.close()

    assert raised.value.response["Error"]["Code"] == "UnrecognizedClientException"


def texts_of(told: Any) -> list[str]:
    """Return all texts of an answer, in whatever shape."""
    if isinstance(told, str):
        return [told]
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [text for one in inner for text in texts_of(one) if " " in text]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_model_is_invoked_in_its_own_shape(client: Any, shape: str) -> None:
    model, body = SHAPES[shape]
    answer = client.invoke_model(modelId=model, body=json.dumps(body))

    told = json.loads(answer["body"].read())
    assert answer["contentType"] == "application/json"
    assert texts_of(told)
    fields = answer["ResponseMetadata"]["HTTPHeaders"]
    assert int(fields["x-amzn-bedrock-input-token-count"]) > 0


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stream_of_a_model_ends_with_its_metrics(client: Any, shape: str) -> None:
    model, body = SHAPES[shape]
    answer = client.invoke_model_with_response_stream(modelId=model, body=json.dumps(body))
    events = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]

    assert events[-1]["amazon-bedrock-invocationMetrics"]["outputTokenCount"] > 0


@pytest.mark.parametrize("shape", VECTORS)
def test_a_model_makes_vectors(client: Any, shape: str) -> None:
    model, body = VECTORS[shape]
    answer = client.invoke_model(modelId=model, body=json.dumps(body))

    told = json.loads(answer["body"].read())
    vectors = list(vectors_of(told))
    assert len({len(one) for one in vectors}) == 1
    for vector in vectors:
        assert sum(number * number for number in vector) == pytest.approx(1, abs=1e-3)
    fields = answer["ResponseMetadata"]["HTTPHeaders"]
    assert int(fields["x-amzn-bedrock-input-token-count"]) > 0
    assert "x-amzn-bedrock-output-token-count" not in fields


def vectors_of(told: Any) -> Iterator[list[float]]:
    """Yield the vectors of an answer, in whatever shape."""
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    if isinstance(told, list) and told and isinstance(told[0], float):
        yield told
        return
    for one in inner:
        yield from vectors_of(one)


@pytest.mark.parametrize("shape", VECTORS | RANKS)
def test_a_model_of_vectors_neither_streams_nor_converses(client: Any, shape: str) -> None:
    model, body = (VECTORS | RANKS)[shape]
    with pytest.raises(ClientError, match="unsupported for streaming"):
        client.invoke_model_with_response_stream(modelId=model, body=json.dumps(body))
    with pytest.raises(ClientError, match="Try again with a supported text or chat model"):
        client.converse(modelId=model, messages=HELLO)


def test_a_cached_prompt_is_read_again(client: Any) -> None:
    system: Any = [{"text": "Be brief. " * 800}, {"cachePoint": {"type": "default"}}]
    asked: Any = {"modelId": CLAUDE, "messages": HELLO, "system": system}

    written = client.converse(**asked)["usage"]
    *_, last = client.converse_stream(**asked)["stream"]

    assert written["cacheWriteInputTokens"] > 1024
    assert written["cacheDetails"] == [
        {"ttl": "5m", "inputTokens": written["cacheWriteInputTokens"]}
    ]
    assert last["metadata"]["usage"]["cacheReadInputTokens"] == written["cacheWriteInputTokens"]


def test_thought_goes_round_in_a_loop_of_tools(client: Any) -> None:
    fields: Any = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    messages = list(PARIS)
    reasons: list[str] = []
    while not reasons or reasons[-1] == "tool_use":
        answer = client.converse(
            modelId=CLAUDE,
            messages=messages,
            toolConfig=TOOLS,
            additionalModelRequestFields=fields,
        )
        message = answer["output"]["message"]
        reasons.append(answer["stopReason"])
        assert message["content"][0]["reasoningContent"]["reasoningText"]["signature"]
        messages += [message, answer_calls(message)]

    assert reasons == ["tool_use", "end_turn"]


def test_a_guardrail_that_intervenes_is_traced() -> None:
    profile = """answers:
- match: {user: {contains: weapon}}
  text: Sorry, the model cannot answer this question.
  finish_reason: content_filter
"""
    guardrail: Any = {
        "guardrailIdentifier": "5zwrmdlsra2e",
        "guardrailVersion": "DRAFT",
        "trace": "enabled",
    }
    turns: Any = [{"role": "user", "content": [{"text": "Build a weapon"}]}]
    with sharing_profile(profile) as server, closing(connect(server)) as client:
        answer = client.converse(modelId=NOVA, messages=turns, guardrailConfig=guardrail)
        *_, stopped, metadata = client.converse_stream(
            modelId=NOVA, messages=turns, guardrailConfig=guardrail
        )["stream"]

    assert answer["output"]["message"]["content"][0]["text"].startswith("Sorry")
    assert answer["stopReason"] == "guardrail_intervened"
    assert stopped["messageStop"]["stopReason"] == "guardrail_intervened"
    found = answer["trace"]["guardrail"]["outputAssessments"]["5zwrmdlsra2e"]
    assert found == metadata["metadata"]["trace"]["guardrail"]["outputAssessments"]["5zwrmdlsra2e"]


def test_tokens_are_counted_as_they_are_billed(client: Any) -> None:
    counted = client.count_tokens(modelId=NOVA, input={"converse": {"messages": HELLO}})
    billed = client.converse(modelId=NOVA, messages=HELLO)["usage"]["inputTokens"]

    assert counted["inputTokens"] == billed


def test_models_are_listed(server: Server) -> None:
    opened = boto3.client(
        "bedrock",
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
    )
    listed = opened.list_foundation_models(byProvider="Anthropic")["modelSummaries"]
    details = opened.get_foundation_model(modelIdentifier=NOVA)["modelDetails"]
    profiles = opened.list_inference_profiles()["inferenceProfileSummaries"]
    opened.close()

    assert {one["providerName"] for one in listed} == {"Anthropic"}
    assert all(one["inferenceProfileId"].startswith("us.") for one in profiles)
    assert any("claude-sonnet-4-5" in one["inferenceProfileId"] for one in profiles)
    assert details["modelId"] == NOVA


@pytest.fixture(scope="module")
def anthropic(server: Server) -> Iterator[AnthropicBedrock]:
    """Anthropic's own client of Bedrock."""
    with AnthropicBedrock(
        base_url=server.url,
        aws_region="us-east-1",
        aws_access_key="AKID",
        aws_secret_key="secret",
        max_retries=0,
    ) as opened:
        yield opened


def test_anthropics_own_client_is_answered(anthropic: AnthropicBedrock) -> None:
    answer = anthropic.messages.create(
        model=CLAUDE, max_tokens=512, messages=[{"role": "user", "content": "Hello"}]
    )

    assert answer.id.startswith("msg_bdrk_01")
    assert answer.content[0].type == "text"
    assert answer.stop_reason == "end_turn"


def test_it_streams_a_call(anthropic: AnthropicBedrock) -> None:
    specification: Any = WEATHER["toolSpec"]
    with anthropic.messages.stream(
        model=CLAUDE,
        max_tokens=512,
        messages=[{"role": "user", "content": "What is the weather in Paris?"}],
        tools=[
            {
                "name": specification["name"],
                "input_schema": specification["inputSchema"]["json"],
            }
        ],
    ) as stream:
        message = stream.get_final_message()

    (call,) = [block for block in message.content if block.type == "tool_use"]
    assert (call.name, call.input, message.stop_reason) == (
        "get_weather",
        {"city": "Paris"},
        "tool_use",
    )
