"""OpenAI's own client finds the service it knows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from sanic_mock.engine.tokens import encoding
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import serving_quietly

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say this is a test"}]
PREFIXES = ("/v1", "/openai/v1", "")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


@pytest.fixture(scope="module")
def keyed() -> Iterator[Server]:
    """A server that lets two keys in."""
    with sharing("-api-keys", "sk-alice,sk-bob") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def connect(server: Server, key: str = "sk-any", prefix: str = "/v1") -> OpenAI:
    """Return a client that tries once."""
    return OpenAI(base_url=server.url + prefix, api_key=key, max_retries=0, timeout=10)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_completion(server: Server, prefix: str) -> None:
    with connect(server, prefix=prefix) as client:
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=HELLO)

    text = answer.choices[0].message.content
    assert text
    assert answer.object == "chat.completion"
    assert answer.model == "gpt-4o-mini-2024-07-18"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.choices[0].message.role == "assistant"
    assert answer.usage is not None
    assert answer.usage.prompt_tokens == 12
    assert answer.usage.completion_tokens == encoding().count(text)
    assert answer.usage.total_tokens == 12 + answer.usage.completion_tokens


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_stream(server: Server, prefix: str) -> None:
    with connect(server, prefix=prefix) as client:
        stream = client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
        chunks = list(stream)

    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert len(pieces) - 2 == encoding().count("".join(pieces))
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert {chunk.usage for chunk in chunks} == {None}
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_with_usage(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model="gpt-4o", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    *chunks, last = list(stream)

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.prompt_tokens == 12
    assert last.usage.completion_tokens == encoding().count(text)
    assert {chunk.usage for chunk in chunks} == {None}


def test_the_stream_helper_sees_content_and_the_end(client: OpenAI) -> None:
    with client.chat.completions.stream(model="gpt-4o", messages=HELLO) as stream:
        events = list(stream)
        final = stream.get_final_completion()

    deltas = [event.delta for event in events if event.type == "content.delta"]
    done = [event.content for event in events if event.type == "content.done"]
    text = final.choices[0].message.content
    assert "".join(deltas) == text
    assert done == [text]
    assert final.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("cap", [1, 2, 5])
@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_cap_is_kept_exactly(client: OpenAI, cap: int, name: str) -> None:
    answer = client.chat.completions.create(model="gpt-4o", messages=HELLO, extra_body={name: cap})

    text = answer.choices[0].message.content
    assert text is not None
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == encoding().count(text) == cap


@pytest.mark.parametrize("cap", [1, 5])
def test_a_cap_is_kept_exactly_in_a_stream(client: OpenAI, cap: int) -> None:
    stream = client.chat.completions.create(
        model="gpt-4o",
        messages=HELLO,
        max_completion_tokens=cap,
        stream=True,
        stream_options={"include_usage": True},
    )
    _, *pieces, finish, usage = list(stream)

    assert len(pieces) == cap
    assert finish.choices[0].finish_reason == "length"
    assert usage.usage is not None
    assert usage.usage.completion_tokens == cap


def test_headers_tell_request_id_and_limits(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=HELLO)

    assert re.fullmatch("req_[0-9a-f]{32}", raw.request_id or "")
    assert raw.parse()._request_id == raw.request_id
    assert int(raw.headers["openai-processing-ms"]) >= 0
    assert raw.headers["openai-version"] == "2020-10-01"
    assert raw.headers["x-ratelimit-limit-requests"] == "10000"
    assert int(raw.headers["x-ratelimit-remaining-tokens"]) <= 10_000_000 - 12


def test_the_async_client_gets_answers_side_by_side(server: Server) -> None:
    async def many() -> list[str | None]:
        async with AsyncOpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=0) as client:
            answers = await asyncio.gather(
                *(client.chat.completions.create(model="gpt-4o", messages=HELLO) for _ in range(20))
            )
        return [answer.choices[0].message.content for answer in answers]

    texts = asyncio.run(many())

    assert all(texts)
    assert len(set(texts)) > 10  # each attempt at one request is another draw


def test_the_async_client_streams(server: Server) -> None:
    async def one() -> str:
        async with AsyncOpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=0) as client:
            stream = await client.chat.completions.create(
                model="gpt-4o", messages=HELLO, stream=True
            )
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert asyncio.run(one())


def test_a_client_that_leaves_a_stream_early_asks_again(client: OpenAI) -> None:
    with client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True) as stream:
        next(iter(stream))

    assert client.chat.completions.create(model="gpt-4o", messages=HELLO).choices


def test_models_are_listed_and_shown(client: OpenAI) -> None:
    listed = {model.id for model in client.models.list()}

    assert {"gpt-4o", "gpt-4o-mini", "gpt-5"} <= listed
    shown = client.models.retrieve("gpt-4o")
    assert (shown.id, shown.object, shown.owned_by) == ("gpt-4o", "model", "system")


def test_a_model_of_the_profiles_own_answers_and_is_listed() -> None:
    with serving_quietly("-model", "house/model-1") as server, connect(server) as client:
        answer = client.chat.completions.create(model="gpt-4o", messages=HELLO)
        listed = [model.id for model in client.models.list()]
        shown = client.models.retrieve("house/model-1")

    assert answer.model == "house/model-1"
    assert listed[0] == shown.id == "house/model-1"


def test_a_bad_request_is_a_bad_request_error(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=[])

    assert (caught.value.status_code, caught.value.code) == (400, "empty_array")
    assert caught.value.param == "messages"
    assert caught.value.type == "invalid_request_error"
    assert caught.value.request_id is not None


def test_any_model_that_is_answered_can_be_retrieved(client: OpenAI) -> None:
    assert client.models.retrieve("mine").id == "mine"
    assert client.models.delete("mine").deleted
    with pytest.raises(openai.PermissionDeniedError):
        client.models.delete("gpt-4o")


def test_an_unknown_url_is_a_not_found_error(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match=r"Invalid URL \(POST /v1/nowhere\)"):
        client.post("/nowhere", cast_to=object, body={})


def test_a_bad_stream_request_raises_before_the_first_chunk(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="", messages=HELLO, stream=True)


@pytest.mark.parametrize("key", ["sk-alice", "sk-bob"])
def test_a_known_key_is_let_in(keyed: Server, key: str) -> None:
    with connect(keyed, key) as client:
        assert client.chat.completions.create(model="gpt-4o", messages=HELLO).choices
        assert list(client.models.list())


def test_an_unknown_key_is_an_authentication_error(keyed: Server) -> None:
    with connect(keyed, "sk-mallory-1234") as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            client.chat.completions.create(model="gpt-4o", messages=HELLO)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()

    assert caught.value.code == "invalid_api_key"
    assert "sk-mallo***1234" in caught.value.message
