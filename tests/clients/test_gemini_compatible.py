"""OpenAI's client at Gemini's paths: whole, streamed, tools, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.serving import Server
from tests.talking import serving_quietly

FLASH, THIRD = "gemini-2.5-flash", "gemini-3-flash-preview"
DEVELOPERS = "/v1beta/openai/"
BASES = (DEVELOPERS, "/gemini/v1beta/openai", "/v1/projects/p/locations/l/endpoints/openapi")
HELLO: list[Any] = [{"role": "user", "content": "Hello"}]
PARIS: list[Any] = [{"role": "user", "content": "What is the weather in Paris and Oslo?"}]
TOOLS: Any = [
    {
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
]


@pytest.fixture(scope="module", params=[1, 4])
def server(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Server]:
    """A server that lets one key in, with a worker or with several."""
    profile = tmp_path_factory.mktemp("profiles") / "gemini.yaml"
    profile.write_text("api_keys: [key]\n")
    with serving_quietly("-profile", str(profile), "-workers", str(request.param)) as running:
        yield running


@pytest.fixture(params=BASES)
def client(request: pytest.FixtureRequest, server: Server) -> Iterator[openai.OpenAI]:
    """A client of either surface."""
    with connect(server, request.param) as made:
        yield made


def connect(server: Server, base: str = DEVELOPERS, key: str = "key", **further: Any) -> Any:
    """Return a client that asks once."""
    return openai.OpenAI(base_url=server.url + base, api_key=key, **{"max_retries": 0, **further})


@pytest.mark.parametrize("model", [FLASH, THIRD, f"models/{FLASH}", f"google/{THIRD}"])
def test_an_answer_and_what_it_bills(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=HELLO)

    (choice,) = answer.choices
    assert choice.message.content
    assert (choice.finish_reason, answer.model) == ("stop", model.rpartition("/")[2])
    assert answer.usage is not None
    assert answer.usage.total_tokens >= answer.usage.prompt_tokens + answer.usage.completion_tokens


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_a_stream_says_what_it_bills(client: openai.OpenAI, model: str) -> None:
    chunks = list(
        client.chat.completions.create(
            model=model, messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
    )

    said = [chunk.choices[0].delta.content for chunk in chunks]
    assert all(chunk.choices[0].delta.role == "assistant" for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == sum(map(bool, said))


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_a_loop_with_tools_ends(client: openai.OpenAI, model: str) -> None:
    asking: Any = {"model": model, "messages": PARIS, "tools": TOOLS}
    message = client.chat.completions.create(**asking).choices[0].message
    calls = message.tool_calls or ()
    assert [json.loads(call.function.arguments) for call in calls if call.type == "function"] == [
        {"city": "Paris"},
        {"city": "Oslo"},
    ]

    results = [{"role": "tool", "tool_call_id": call.id, "content": "19 degrees"} for call in calls]
    asking["messages"] = [*PARIS, message, *results]
    answer = client.chat.completions.create(**asking).choices[0]
    assert answer.finish_reason == "stop"
    assert "19 degrees" in str(answer.message.content)


def test_calls_of_a_stream_come_whole_in_a_chunk_each(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model=FLASH, messages=PARIS, tools=TOOLS, stream=True, tool_choice="required"
    )
    choices = [chunk.choices[0] for chunk in stream]

    calls = [call for choice in choices for call in choice.delta.tool_calls or ()]
    assert [len(choice.delta.tool_calls or ()) for choice in choices] == [1, 1]
    assert len({call.id for call in calls}) == 2
    assert [call.function and call.function.arguments for call in calls] == [
        '{"city":"Paris"}',
        '{"city":"Oslo"}',
    ]
    assert choices[-1].finish_reason == "stop"


def test_a_call_without_its_signature_is_refused_by_models_that_want_it(server: Server) -> None:
    asking: Any = {"model": THIRD, "messages": PARIS, "tools": TOOLS}
    with connect(server) as client:
        message = client.chat.completions.create(**asking).choices[0].message.model_dump()
        for call in message["tool_calls"]:
            call.pop("extra_content", None)
        results = [
            {"role": "tool", "tool_call_id": call["id"], "content": "19"}
            for call in message["tool_calls"]
        ]
        asking["messages"] = [*PARIS, {**message, "content": ""}, *results]
        with pytest.raises(openai.BadRequestError) as raised:
            client.chat.completions.create(**asking)

    (told,) = raised.value.response.json()
    assert "missing a thought_signature" in told["error"]["message"]


def test_an_answer_keeps_to_a_schema(client: openai.OpenAI) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    answer = client.chat.completions.create(model=FLASH, messages=HELLO, response_format=wanted)

    assert isinstance(json.loads(str(answer.choices[0].message.content))["age"], int)


def test_vectors_come_packed_unless_asked_otherwise(client: openai.OpenAI) -> None:
    asking: Any = {"model": "gemini-embedding-001", "input": ["Hello", "there"], "dimensions": 8}
    packed = client.embeddings.create(**asking)
    listed = client.embeddings.create(**asking, encoding_format="float")

    assert [len(one.embedding) for one in packed.data] == [8, 8]
    assert packed.data[0].embedding == pytest.approx(listed.data[0].embedding)


def test_models_are_listed_under_the_names_that_gemini_gives(server: Server) -> None:
    with connect(server) as client:
        listed = client.models.list().data
        one = client.models.retrieve(FLASH)

    assert f"models/{FLASH}" in [model.id for model in listed]
    assert (one.id, one.owned_by) == (f"models/{FLASH}", "google")


@pytest.mark.parametrize(
    ("error", "fields", "members"),
    [
        (openai.BadRequestError, {"Authorization": "Bearer other"}, {}),
        (openai.BadRequestError, {}, {"store": True}),
        (openai.BadRequestError, {}, {"messages": []}),
        (openai.NotFoundError, {}, {"model": "gemini-embedding-001"}),
        (openai.RateLimitError, {"x-mock-error": "rate_limit_requests"}, {}),
        (openai.InternalServerError, {"x-mock-error": "overloaded"}, {}),
    ],
)
def test_an_error_is_the_one_item_of_an_array(
    server: Server, error: type[openai.APIStatusError], fields: Any, members: Any
) -> None:
    asking = {"model": FLASH, "messages": HELLO} | members
    with connect(server) as client, pytest.raises(error) as raised:
        client.chat.completions.create(**asking, extra_headers=fields)

    (told,) = raised.value.response.json()
    assert told["error"]["code"] == raised.value.status_code
    assert told["error"]["message"]


def test_a_client_that_retries_gets_its_answer(server: Server) -> None:
    with connect(server, max_retries=2) as client:
        answer = client.chat.completions.create(
            model=FLASH, messages=HELLO, extra_headers={"x-mock-fault": "503x1"}, seed=5
        )

    assert answer.choices[0].message.content


def test_an_error_in_the_midst_of_a_stream_is_raised(server: Server) -> None:
    fields = {"x-mock-fault": "error;after=2tokens"}
    received = []
    with connect(server) as client:
        stream = client.chat.completions.create(
            model=FLASH, messages=HELLO, stream=True, extra_headers=fields
        )
        with pytest.raises(openai.APIError):
            received += stream

    assert len(received) == 2
