"""Google's own client finds the service it knows, on both surfaces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from google import genai
from google.genai import types
from google.genai.errors import APIError, ClientError

from tests.serving import ROOT, Server
from tests.sharing import lending
from tests.talking import serving_quietly

SURFACES = ("developers", "vertex")
FLASH, THIRD = "gemini-2.5-flash", "gemini-3-flash-preview"
WEATHER = types.FunctionDeclaration(
    name="get_weather",
    description="Weather of a city.",
    parameters=types.Schema(
        type=types.Type.OBJECT,
        properties={"city": types.Schema(type=types.Type.STRING)},
        required=["city"],
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that lets one key in."""
    with lending("api_keys: [key]\n") as running:
        yield running


@pytest.fixture(params=SURFACES)
def client(request: pytest.FixtureRequest, server: Server) -> genai.Client:
    """A client of either surface."""
    return connect(server, is_vertex=request.param == "vertex")


def connect(server: Server, key: str = "key", *, is_vertex: bool = False) -> genai.Client:
    """Return a client; on Vertex AI it brings its key as express mode does."""
    options = types.HttpOptions(base_url=server.url)
    return genai.Client(vertexai=is_vertex, api_key=key, http_options=options)


def test_an_answer_and_what_it_bills(client: genai.Client) -> None:
    answer = client.models.generate_content(model=FLASH, contents="Hi")

    usage = answer.usage_metadata
    assert answer.text
    assert usage is not None
    assert usage.prompt_token_count == (1 if client.vertexai else 2)
    assert usage.candidates_token_count is not None
    billed = usage.prompt_token_count, usage.candidates_token_count, usage.thoughts_token_count
    assert usage.total_token_count == sum(one or 0 for one in billed)
    assert answer.model_version == FLASH
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP


@pytest.mark.parametrize("model", [FLASH, THIRD, "gemini-2.0-flash"])
def test_a_stream_says_what_it_bills(client: genai.Client, model: str) -> None:
    chunks = list(client.models.generate_content_stream(model=model, contents="Hi"))

    *first, last = chunks
    assert len(first) > 2
    assert "".join(chunk.text or "" for chunk in chunks)
    assert len({chunk.response_id for chunk in chunks}) == 1
    assert {one.candidates[0].finish_reason for one in first if one.candidates} == {None}
    assert last.candidates is not None
    assert last.candidates[0].finish_reason == types.FinishReason.STOP
    assert last.usage_metadata is not None
    assert last.usage_metadata.candidates_token_count == len(
        [chunk for chunk in chunks if chunk.text]
    )


def test_a_loop_with_a_tool_ends(client: genai.Client) -> None:
    contents: list[Any] = [user("What is the weather in Paris?")]
    config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[WEATHER])])
    for _ in range(4):
        answer = client.models.generate_content(model=THIRD, contents=contents, config=config)
        if not answer.function_calls:
            break
        (call,) = answer.function_calls
        assert (call.name, call.args) == ("get_weather", {"city": "Paris"})
        assert call.id
        assert answer.candidates is not None
        contents.append(answer.candidates[0].content)
        result = types.Part.from_function_response(
            name="get_weather", response={"output": "19 degrees and sunny"}
        )
        contents.append(types.Content(role="user", parts=[result]))

    assert len(contents) == 3
    assert "19 degrees" in str(answer.text)


def user(text: str) -> types.Content:
    """Return what a user says."""
    return types.Content(role="user", parts=[types.Part(text=text)])


def test_a_function_of_python_is_called(server: Server) -> None:
    called = []

    def multiply(a: int, b: int) -> int:
        """Multiply two numbers."""
        called.append((a, b))
        return a * b

    config = types.GenerateContentConfig(tools=[multiply])
    client = connect(server)
    answer = client.models.generate_content(model=FLASH, contents="Multiply 6 by 7", config=config)

    assert called == [(6, 7)]
    assert "42" in str(answer.text)


def test_a_call_is_one_chunk_of_a_stream(client: genai.Client) -> None:
    config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[WEATHER])])
    chunks = list(
        client.models.generate_content_stream(
            model=FLASH, contents="Weather in Paris and Oslo?", config=config
        )
    )

    calls = [call for chunk in chunks for call in chunk.function_calls or ()]
    assert [call.args for call in calls] == [{"city": "Paris"}, {"city": "Oslo"}]


def test_an_answer_keeps_to_a_schema(client: genai.Client) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"name": {"type": "STRING"}, "age": {"type": "INTEGER", "maximum": 120}},
        "required": ["name", "age"],
    }
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_schema=schema
    )
    answer = client.models.generate_content(
        model=FLASH, contents="Ada Lovelace was 36", config=config
    )

    found = json.loads(str(answer.text))
    assert set(found) == {"name", "age"}
    assert isinstance(found["age"], int)


def test_a_thought_is_shown_though_no_profile_draws_any(client: genai.Client) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True, thinking_budget=512)
    config = types.GenerateContentConfig(thinking_config=thinking)
    whole = client.models.generate_content(model=FLASH, contents="Hi", config=config)
    chunks = list(client.models.generate_content_stream(model=FLASH, contents="Hi", config=config))

    for parts in (whole.parts or [], [one for chunk in chunks for one in chunk.parts or ()]):
        kinds = [bool(part.thought) for part in parts]
        assert (kinds[0], kinds[-1], set(kinds)) == (True, False, {True, False})


def test_a_thought_is_shown_where_it_is_asked_for() -> None:
    thinking = types.ThinkingConfig(include_thoughts=True)
    config = types.GenerateContentConfig(thinking_config=thinking)
    with lending("tokens: {output: 20, reasoning: 10}\n") as running:
        client = connect(running)
        answer = client.models.generate_content(model=FLASH, contents="Hi", config=config)

    assert answer.candidates is not None
    content = answer.candidates[0].content
    assert content is not None
    assert content.parts is not None
    assert [part.thought for part in content.parts] == [True, None]
    usage = answer.usage_metadata
    assert usage is not None
    assert usage.thoughts_token_count is not None
    assert usage.thoughts_token_count >= 10


def test_a_key_that_nobody_has(server: Server) -> None:
    client = connect(server, "other")
    with pytest.raises(ClientError) as raised:
        client.models.generate_content(model=FLASH, contents="Hi")

    assert (raised.value.code, raised.value.status) == (400, "INVALID_ARGUMENT")
    assert raised.value.message == "API key not valid. Please pass a valid API key."


def test_a_model_that_makes_vectors_says_nothing(client: genai.Client) -> None:
    with pytest.raises(ClientError) as raised:
        client.models.generate_content(model="gemini-embedding-001", contents="Hi")

    assert (raised.value.code, raised.value.status) == (404, "NOT_FOUND")


def test_tokens_are_counted_as_an_answer_bills_them(client: genai.Client) -> None:
    contents = "What is the capital of France?"
    counted = client.models.count_tokens(model=FLASH, contents=contents)
    answer = client.models.generate_content(model=FLASH, contents=contents)

    assert answer.usage_metadata is not None
    assert counted.total_tokens == answer.usage_metadata.prompt_token_count
    assert counted.total_tokens == (7 if client.vertexai else 8)


@pytest.mark.parametrize("model", ["gemini-embedding-001", "gemini-embedding-2"])
def test_vectors_of_as_many_numbers_as_are_asked_for(client: genai.Client, model: str) -> None:
    config = types.EmbedContentConfig(output_dimensionality=64)
    found = client.models.embed_content(model=model, contents=["Hello"], config=config)

    assert found.embeddings is not None
    assert [len(one.values or ()) for one in found.embeddings] == [64]


def test_models_are_listed_and_shown(server: Server) -> None:
    client = connect(server)
    names = [model.name for model in client.models.list(config={"page_size": 2})]

    assert f"models/{FLASH}" in names
    assert len(names) == len(set(names))
    shown = client.models.get(model=FLASH)
    assert shown.input_token_limit == 1_048_576


def test_a_client_that_retries_gets_its_answer(server: Server) -> None:
    retrying = types.HttpRetryOptions(attempts=3, initial_delay=0.01, max_delay=0.02)
    options = types.HttpOptions(
        base_url=server.url,
        retry_options=retrying,
        headers={"x-mock-fault": "503x2"},
    )
    client = genai.Client(api_key="key", http_options=options)

    assert client.models.generate_content(model=FLASH, contents="Retried").text


def test_a_limit_tells_when_to_come_again(server: Server) -> None:
    options = types.HttpOptions(
        base_url=server.url, headers={"x-mock-error": "rate_limit_requests;retry=48.9"}
    )
    client = genai.Client(api_key="key", http_options=options)
    with pytest.raises(ClientError) as raised:
        client.models.generate_content(model=FLASH, contents="Hi")

    assert (raised.value.code, raised.value.status) == (429, "RESOURCE_EXHAUSTED")
    (delay,) = (
        one["retryDelay"] for one in raised.value.details["error"]["details"] if "retryDelay" in one
    )
    assert delay == "49s"
    assert "Please retry in 48.900000000s." in str(raised.value.message)


def test_an_error_in_the_midst_of_a_stream_is_raised(server: Server) -> None:
    options = types.HttpOptions(
        base_url=server.url, headers={"x-mock-fault": "error;after=2tokens"}
    )
    client = genai.Client(api_key="key", http_options=options)
    received: list[str | None] = []
    stream = client.models.generate_content_stream(model=FLASH, contents="Hi")
    with pytest.raises(APIError):
        received += (chunk.text for chunk in stream)

    assert len(received) == 2


def test_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "sanic_mock" / "dialects" / "gemini" / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with serving_quietly() as running:
        exec(shown.replace("http://127.0.0.1:8000", running.url), {})

    assert re.fullmatch(r"(?s).+ \d+\n", capsys.readouterr().out)
