"""InvokeModel of models that speak OpenAI's API, asked by AWS's own client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from openai import OpenAI

from tests.serving import Server
from tests.sharing import lending

QWEN, GPT_OSS = "qwen.qwen3-32b-v1:0", "openai.gpt-oss-20b-1:0"
MISTRAL, DEEPSEEK = "mistral.mistral-large-2407-v1:0", "us.deepseek.r1-v1:0"
MODELS = [QWEN, GPT_OSS, MISTRAL, DEEPSEEK, "ai21.jamba-1-5-large-v1:0", "deepseek.v3-v1:0"]
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
PROMPT = {"role": "user", "content": "What is the weather in Paris?"}
NOVAS = {"role": "user", "content": [{"text": "Hello"}]}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers at once."""
    with lending("seed: 7") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Any:
    """AWS's client of it."""
    return boto3.client(
        "bedrock-runtime",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )


def invoked(client: Any, name: str, messages: list[Any], **more: Any) -> Any:
    """Return what a model answers."""
    body = json.dumps({"messages": messages, "max_tokens": 8000} | more)
    return json.loads(client.invoke_model(modelId=name, body=body)["body"].read())


def streamed(client: Any, model: str, messages: list[Any], **more: Any) -> list[Any]:
    """Return what the chunks of a model's stream tell."""
    body = json.dumps({"messages": messages, "max_tokens": 8000} | more)
    events = client.invoke_model_with_response_stream(modelId=model, body=body)["body"]
    return [json.loads(event["chunk"]["bytes"]) for event in events]


@pytest.mark.parametrize("model", MODELS)
def test_tools_are_called_until_all_is_answered(client: Any, model: str) -> None:
    first = invoked(client, model, [PROMPT], tools=[TOOL])["choices"][0]
    (call,) = first["message"]["tool_calls"]
    result = {"role": "tool", "tool_call_id": call["id"], "content": "18 degrees"}
    second = invoked(client, model, [PROMPT, first["message"], result], tools=[TOOL])["choices"][0]

    assert json.loads(call["function"]["arguments"]) == {"city": "Paris"}
    assert first.get("finish_reason", first.get("stop_reason")) == "tool_calls"
    assert "18 degrees" in second["message"]["content"]


@pytest.mark.parametrize("model", MODELS)
def test_a_stream_tells_in_its_last_chunk_what_it_took(client: Any, model: str) -> None:
    *chunks, last = streamed(client, model, [PROMPT])

    assert last["choices"][0]["finish_reason"] == "stop"
    took = last["amazon-bedrock-invocationMetrics"]
    assert took["outputTokenCount"] == len(chunks) - 1  # an opening says nothing
    assert not any("amazon-bedrock-invocationMetrics" in one for one in chunks)


def test_the_path_names_the_model(client: Any) -> None:
    assert invoked(client, QWEN, [PROMPT], model="another", stream=True)["model"] == QWEN


@pytest.mark.parametrize("model", [GPT_OSS, DEEPSEEK])
def test_a_thought_stands_in_tags_before_the_text(client: Any, model: str) -> None:
    whole = invoked(client, model, [PROMPT])["choices"][0]["message"]["content"]
    parts = [one["choices"][0]["delta"] for one in streamed(client, model, [PROMPT])]
    told = "".join(one.get("content", "") for one in parts)

    for text in (whole, told):
        thought, _, said = text.partition("</reasoning>")
        assert thought.startswith("<reasoning>")
        assert len(thought) > len("<reasoning>")
        assert said


@pytest.mark.parametrize(("effort", "thinks"), [("low", True), ("none", False), (5, False)])
def test_a_model_thinks_as_it_is_asked_to(client: Any, effort: Any, thinks: bool) -> None:
    message = invoked(client, QWEN, [PROMPT], reasoning_effort=effort)["choices"][0]["message"]

    assert message["content"].startswith("<reasoning>") == thinks


def test_answers_are_shaped_as_they_are_asked_to(client: Any) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    form = {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}}
    message = invoked(client, QWEN, [PROMPT], response_format=form)["choices"][0]["message"]

    assert isinstance(json.loads(message["content"])["n"], int)


@pytest.mark.parametrize(("model", "member"), [(MISTRAL, "outputs"), (DEEPSEEK, "choices")])
def test_a_prompt_is_gone_on_with(client: Any, model: str, member: str) -> None:
    body = json.dumps({"prompt": "Hello", "max_tokens": 9})
    told = json.loads(client.invoke_model(modelId=model, body=body)["body"].read())

    assert list(told) == [member]
    assert list(told[member][0]) == ["text", "stop_reason"]


IMPORTED = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc"
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"


@pytest.mark.parametrize("model", [IMPORTED, PROFILE, IMPORTED.replace("imported", "provisioned")])
@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({"messages": [PROMPT]}, "choices"),
        ({"prompt": "Hello"}, "generation"),
        ({"schemaVersion": "messages-v1", "messages": [NOVAS]}, "output"),
        ({"anthropic_version": "v", "max_tokens": 9, "messages": [PROMPT]}, "content"),
    ],
)
def test_a_model_that_nobody_knows_is_answered_by_its_body(
    client: Any, model: str, body: dict[str, Any], member: str
) -> None:
    asked = {"modelId": model, "body": json.dumps(body)}
    whole = json.loads(client.invoke_model(**asked)["body"].read())
    events = list(client.invoke_model_with_response_stream(**asked)["body"])

    assert member in whole
    assert b"amazon-bedrock-invocationMetrics" in events[-1]["chunk"]["bytes"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Malformed input request"),
        (b"[]", "Malformed input request"),
        (b'{"messages": []}', "The model returned the following errors: Invalid 'messages'"),
        (b'{"messages": 1}', "The model returned the following errors: Invalid type"),
    ],
)
@pytest.mark.parametrize("model", [QWEN, DEEPSEEK])
def test_what_is_wrong_is_bedrocks_error(
    client: Any, model: str, body: bytes, message: str
) -> None:
    with pytest.raises(ClientError, match="ValidationException") as error:
        client.invoke_model(modelId=model, body=body)

    assert error.value.response["Error"]["Message"].startswith(message)


def test_tokens_are_counted_as_they_are_billed(client: Any) -> None:
    asked = {"invokeModel": {"body": json.dumps({"messages": [PROMPT]})}}
    counted = client.count_tokens(modelId=QWEN, input=asked)["inputTokens"]

    assert counted == invoked(client, QWEN, [PROMPT])["usage"]["prompt_tokens"]


def test_openais_client_asks_at_openais_path(server: Server) -> None:
    messages: Any = [{"role": "user", "content": "Hello"}]
    with OpenAI(api_key="any", base_url=f"{server.url}/bedrock/openai/v1") as openais:
        chunks = list(openais.chat.completions.create(model=QWEN, messages=messages, stream=True))
        whole = openais.chat.completions.create(model=QWEN, messages=messages)

    assert chunks[-1].choices[0].finish_reason == "stop"
    assert (whole.model, whole.service_tier) == (QWEN, "default")
