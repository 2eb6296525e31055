"""OpenAI's client for Azure finds the service it knows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import openai
import pytest
from openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.serving import Server
from tests.sharing import lending

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say this is a test"}]
VERSION = "2024-10-21"
SERVED = ("gpt-4o", "gpt-5-mini", "text-embedding-3-small", "gpt-3.5-turbo-instruct")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that lets one key in and serves some deployments."""
    with lending(f"api_keys: [key]\nmodels: [{', '.join(SERVED)}]\n") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[AzureOpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def connect(server: Server, key: str = "key", deployment: str | None = None) -> AzureOpenAI:
    """Return a client that tries once; with a deployment, every request goes to it."""
    return AzureOpenAI(
        azure_endpoint=server.url,
        api_key=key,
        api_version=VERSION,
        azure_deployment=deployment,
        max_retries=0,
        timeout=10,
    )


def test_a_completion_and_what_the_filter_says(client: AzureOpenAI) -> None:
    answer = client.chat.completions.create(model="gpt-4o", messages=HELLO)

    extra = answer.model_extra
    assert extra is not None
    assert extra["prompt_filter_results"][0]["content_filter_results"]["jailbreak"] == {
        "detected": False,
        "filtered": False,
    }
    choice = answer.choices[0]
    assert choice.model_extra is not None
    assert choice.model_extra["content_filter_results"]["hate"]["severity"] == "safe"
    assert choice.message.content
    assert answer.model == "gpt-4o-2024-11-20"
    assert answer.usage is not None
    assert answer.usage.prompt_tokens == 12


def test_a_stream_begins_without_a_choice(client: AzureOpenAI) -> None:
    first, *chunks, last = client.chat.completions.create(
        model="gpt-4o", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )

    assert (first.id, first.choices, first.created, first.model) == ("", [], 0, "")
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert "".join(one.choices[0].delta.content or "" for one in chunks)
    assert last.usage is not None
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens


def test_the_stream_helper_reads_it(client: AzureOpenAI) -> None:
    with client.chat.completions.stream(model="gpt-4o", messages=HELLO) as stream:
        final = stream.get_final_completion()

    assert final.choices[0].message.content
    assert final.choices[0].finish_reason == "stop"


def test_a_clients_deployment_stands_for_any_model(server: Server) -> None:
    with connect(server, deployment="gpt-5-mini") as opened:
        answer = opened.chat.completions.create(model="unused", messages=HELLO)

    assert answer.model == "gpt-5-mini-2025-08-07"


def test_options_of_a_client_are_kept(client: AzureOpenAI) -> None:
    other = client.with_options(api_key="wrong")
    with pytest.raises(openai.AuthenticationError):
        other.chat.completions.create(model="gpt-4o", messages=HELLO)
    slow = client.with_options(timeout=5, default_headers={"x-mock-mode": "lenient"})
    assert slow.chat.completions.create(model="gpt-4o", messages=HELLO).choices


def test_raw_responses_bear_azures_head(client: AzureOpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=HELLO)

    assert raw.headers["x-ms-region"]
    assert raw.headers["x-ms-deployment-name"] == "gpt-4o"
    assert re.fullmatch(r"[0-9a-f-]{36}", raw.headers["apim-request-id"])


def test_a_call_of_a_tool(client: AzureOpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o",
        messages=HELLO,
        tools=[
            {
                "type": "function",
                "function": {"name": "look", "parameters": {"type": "object", "properties": {}}},
            }
        ],
        tool_choice="required",
    )

    calls = answer.choices[0].message.tool_calls
    assert calls is not None
    assert calls[0].type == "function"
    assert calls[0].function.name == "look"
    assert answer.choices[0].finish_reason == "tool_calls"


def test_embeddings(client: AzureOpenAI) -> None:
    found = client.embeddings.create(model="text-embedding-3-small", input=["Hello", "world"])

    assert [len(one.embedding) for one in found.data] == [1536, 1536]


def test_legacy_completions(client: AzureOpenAI) -> None:
    answer = client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Once", max_tokens=4)
    stream = client.completions.create(
        model="gpt-3.5-turbo-instruct", prompt="Once", max_tokens=4, stream=True
    )

    assert answer.choices[0].finish_reason == "length"
    assert "".join(one.choices[0].text for one in stream if one.choices)


@pytest.mark.parametrize(
    ("model", "key", "kind", "code"),
    [
        ("gpt-4o", "wrong", openai.AuthenticationError, "401"),
        ("nowhere", "key", openai.NotFoundError, "DeploymentNotFound"),
    ],
)
def test_a_refusal_is_the_clients_own_error(
    server: Server, model: str, key: str, kind: type[openai.APIStatusError], code: str
) -> None:
    with connect(server, key) as opened, pytest.raises(kind) as refused:
        opened.chat.completions.create(model=model, messages=HELLO)

    assert refused.value.code == code


def test_a_token_of_entra_lets_in(server: Server) -> None:
    with AzureOpenAI(
        azure_endpoint=server.url,
        azure_ad_token="key",
        api_version=VERSION,
        max_retries=0,
    ) as opened:
        assert opened.chat.completions.create(model="gpt-4o", messages=HELLO).choices


def test_openais_own_client_finds_v1(server: Server) -> None:
    with OpenAI(
        base_url=f"{server.url}/openai/v1", api_key="key", default_headers={"api-key": "key"}
    ) as opened:
        answer = opened.chat.completions.create(model="gpt-4o", messages=HELLO)

    assert answer.model_extra is not None
    assert "prompt_filter_results" in answer.model_extra


def test_many_at_once_over_the_asynchronous_client(server: Server) -> None:
    async def talk() -> list[str]:
        async with AsyncAzureOpenAI(
            azure_endpoint=server.url, api_key="key", api_version=VERSION, max_retries=0
        ) as opened:
            answers = await asyncio.gather(
                *(opened.chat.completions.create(model="gpt-4o", messages=HELLO) for _ in range(20))
            )
        return [one.id for one in answers]

    assert len(set(asyncio.run(talk()))) == 20
