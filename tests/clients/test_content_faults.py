"""What OpenAI's own client makes of faults that are in an answer's content."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.serving import Server
from tests.sharing import sharing

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Tell me a long story."}]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing() as running:
        yield running


def client(server: Server, fault: str) -> OpenAI:
    """Return a client that tries once, and asks for a fault."""
    return OpenAI(
        api_key="sk-any",
        base_url=f"http://127.0.0.1:{server.port}/v1",
        max_retries=0,
        default_headers={"x-mock-fault": fault},
    )


def test_an_error_in_a_stream_is_raised_behind_its_tokens(server: Server) -> None:
    texts: list[str] = []
    with client(server, "error;code=429;after=3tokens") as opened:
        stream = opened.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
        with pytest.raises(openai.APIError) as raised:
            texts.extend(chunk.choices[0].delta.content or "" for chunk in stream)
    assert raised.value.code == "rate_limit_exceeded"
    assert "Rate limit reached" in raised.value.message


def test_a_response_that_fails_is_raised(server: Server) -> None:
    kinds: list[str] = []
    with client(server, "error;after=3tokens") as opened:
        stream = opened.responses.create(model="gpt-4o", input="Tell me more.", stream=True)
        with pytest.raises(openai.APIError) as raised:
            kinds.extend(event.type for event in stream)
    assert kinds.count("response.output_text.delta") == 3
    assert raised.value.type == "server_error"


def test_in_one_piece_it_is_raised_by_its_status(server: Server) -> None:
    with (
        client(server, "error;code=503") as opened,
        pytest.raises(openai.InternalServerError) as raised,
    ):
        opened.chat.completions.create(model="gpt-4o", messages=HELLO)
    assert raised.value.status_code == 503
