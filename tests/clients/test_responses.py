"""OpenAI's own client reads responses: whole, streamed, parsed, in the background, in time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI
from openai.types.responses import ToolParam
from pydantic import BaseModel

from tests.clients.weather import QUESTION, TOOL
from tests.dialects.openai.responses.responding import kinds
from tests.serving import Server
from tests.sharing import lending, sharing
from tests.spec.talk import talking

PREFIXES = ("/v1", "/openai/v1", "")
MODEL = "gpt-4o"
# Four tokens share an event, and events come in time.
SLOW = """
ttft: {base: 30ms}
itl: {token: 2ms}
chunking: {mode: tokens, tokens_per_chunk: 4}
tokens: {output: 22, reasoning: 8}
"""


class Place(BaseModel):
    """What is asked for."""

    city: str
    population: int


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


@pytest.fixture(scope="module")
def slow() -> Iterator[Server]:
    """A server that takes its time."""
    with lending(SLOW) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def connect(server: Server, prefix: str = "/v1") -> OpenAI:
    """Return a client that tries once."""
    return OpenAI(base_url=server.url + prefix, api_key="sk-any", max_retries=0, timeout=20)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_response(server: Server, prefix: str) -> None:
    with connect(server, prefix) as client:
        response = client.responses.create(model=MODEL, input="Say this is a test")

    assert response.output_text
    assert response.status == "completed"
    assert response.model == "gpt-4o-2024-08-06"
    assert response.usage is not None
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


def test_a_stream_accumulates_to_its_response(client: OpenAI) -> None:
    with client.responses.stream(model=MODEL, input="Say this is a test") as stream:
        text = "".join(one.delta for one in stream if one.type == "response.output_text.delta")
        response = stream.get_final_response()

    assert text == response.output_text
    assert response.status == "completed"


def test_reasoning_is_streamed_with_its_summary(client: OpenAI) -> None:
    stream = client.responses.create(
        model="gpt-5", input="Hi", reasoning={"summary": "auto"}, stream=True
    )
    told = list(stream)

    summary = "".join(
        one.delta for one in told if one.type == "response.reasoning_summary_text.delta"
    )
    last = told[-1]
    assert last.type == "response.completed"
    item = last.response.output[0]
    assert item.type == "reasoning"
    assert item.summary[0].text == summary


def test_a_text_is_parsed_to_what_was_asked_for(client: OpenAI) -> None:
    whole = client.responses.parse(model=MODEL, input="Name a city.", text_format=Place)
    with client.responses.stream(model=MODEL, input="Name a city.", text_format=Place) as stream:
        streamed = stream.get_final_response()

    assert isinstance(whole.output_parsed, Place)
    assert isinstance(streamed.output_parsed, Place)


def test_tools_are_called_and_their_results_used(client: OpenAI) -> None:
    tools: list[ToolParam] = [TOOL]
    with client.responses.stream(model=MODEL, input=QUESTION, tools=tools) as stream:
        first = stream.get_final_response()
    call = first.output[0]
    assert call.type == "function_call"
    assert call.arguments == '{"city":"Paris"}'

    second = client.responses.create(
        model=MODEL,
        previous_response_id=first.id,
        input=[{"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees"}],
    )

    assert "21 degrees" in second.output_text


def test_what_came_out_can_be_sent_in_again(client: OpenAI) -> None:
    first = client.responses.create(model=MODEL, input="Hello")

    second = client.responses.create(
        model=MODEL,
        input=[
            {"role": "user", "content": "Hello"},
            *(item.to_dict() for item in first.output),  # type: ignore[list-item]
            {"role": "user", "content": "Go on"},
        ],
    )

    assert second.status == "completed"


def test_a_refusal_has_the_clients_class_and_code(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(model=MODEL, input="Hi", previous_response_id="resp_none")

    assert caught.value.code == "previous_response_not_found"
    assert caught.value.param == "previous_response_id"


def test_a_response_in_the_background_is_done_when_its_text_would_be(slow: Server) -> None:
    with connect(slow) as client:
        begun_s = time.monotonic()
        response = client.responses.create(model="gpt-5", input="Hi", background=True)
        assert response.status == "queued"
        while response.status in ("queued", "in_progress"):
            response = client.responses.retrieve(response.id)

    # 30 ms, 8 tokens of reasoning, and 18 gaps: the first event has 4 of 22 tokens, all at once
    assert time.monotonic() - begun_s >= 0.030 + (8 + 18) * 0.002
    assert response.status == "completed"
    assert response.output_text


def test_tokens_that_leave_together_are_one_event(slow: Server) -> None:
    asked = {"model": MODEL, "input": "Hi", "stream": True}
    with talking(slow) as talk:
        told = [one.value for one in talk.post("/v1/responses", asked, raw=True).events()]

    deltas = [one for one in told if one["type"] == "response.output_text.delta"]
    assert len(deltas) == 6
    assert [one["sequence_number"] for one in told] == list(range(len(told)))
    text = "".join(one["delta"] for one in deltas)
    assert told[-1]["response"]["output"][0]["content"][0]["text"] == text
    assert kinds(told)[-1] == "completed"
    assert all((len(one["delta"]) + len(one["obfuscation"])) % 16 == 0 for one in deltas)


def test_a_whole_response_tells_when_it_was_done(slow: Server) -> None:
    with connect(slow) as client:
        response = client.responses.create(model=MODEL, input="Hi")

    assert response.completed_at is not None
    assert 0 <= response.completed_at - response.created_at <= 1
