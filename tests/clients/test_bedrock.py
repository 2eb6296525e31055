"""Boto3 finds the runtime that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from tests.dialects.bedrock.messages import CLAUDE, NOVA, WEATHER
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
        events = iter(opened.converse_stream(modelId=NOVA, messages=HELLO)["stream"])
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
