"""What OpenAI's own client makes of faults that are in an answer's content."""

from __future__ import annotations

import json
from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import BaseModel

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


class Answer(BaseModel):
    """What is asked for where an answer is to be parsed."""

    text: str


WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("length", openai.LengthFinishReasonError),
        ("content_filter", openai.ContentFilterFinishReasonError),
    ],
)
def test_what_is_cut_cannot_be_parsed(
    server: Server, fault: str, raised: type[openai.OpenAIError]
) -> None:
    with client(server, fault) as opened, pytest.raises(raised):
        opened.chat.completions.parse(model="gpt-4o", messages=HELLO, response_format=Answer)


def test_a_refusal_is_a_member_of_its_own(server: Server) -> None:
    with client(server, "refusal") as opened:
        answer = opened.chat.completions.parse(
            model="gpt-4o", messages=HELLO, response_format=Answer
        )
    message = answer.choices[0].message
    assert (message.parsed, message.content) == (None, None)
    assert message.refusal == "I'm sorry, I can't assist with that request."


def test_a_refusal_can_be_streamed(server: Server) -> None:
    with (
        client(server, "refusal") as opened,
        opened.chat.completions.stream(model="gpt-4o", messages=HELLO) as stream,
    ):
        kinds = {event.type for event in stream}
        message = stream.get_final_completion().choices[0].message
    assert "refusal.done" in kinds
    assert message.refusal == "I'm sorry, I can't assist with that request."


def test_a_response_may_refuse(server: Server) -> None:
    with (
        client(server, "refusal") as opened,
        opened.responses.stream(model="gpt-4o", input="Hello") as stream,
    ):
        kinds = {event.type for event in stream}
        (item,) = stream.get_final_response().output
    assert {"response.refusal.delta", "response.refusal.done"} <= kinds
    assert item.type == "message"
    assert item.content[0].type == "refusal"


@pytest.mark.parametrize("what", ["not_json", "unknown_tool", "duplicate_ids"])
def test_bad_calls_arrive_as_they_are(server: Server, what: str) -> None:
    with client(server, f"bad_call;what={what}") as opened:
        answer = opened.chat.completions.create(
            model="gpt-4o", messages=HELLO, tools=[WEATHER], tool_choice="required"
        )
    calls = answer.choices[0].message.tool_calls or []
    functions = [call.function for call in calls if call.type == "function"]
    match what:
        case "not_json":
            with pytest.raises(json.JSONDecodeError):
                json.loads(functions[0].arguments)
        case "unknown_tool":
            assert functions[0].name == "get_weather_v2"
        case "duplicate_ids":
            assert len({call.id for call in calls}) == 1 < len(calls)
