"""Anthropic's messages, asked of Ollama by Anthropic's own client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from anthropic import Anthropic, APIStatusError, NotFoundError

from tests.serving import Server
from tests.sharing import lending

WEATHER: Any = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
PROMPT = "What is the weather in Paris?"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers at once."""
    with lending("seed: 7") as running:
        yield running


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streams(request: pytest.FixtureRequest) -> bool:
    """Whether messages are streamed."""
    return bool(request.param)


def ask(server: Server, messages: list[Any], *, streams: bool = False, **more: Any) -> Any:
    """Return a message."""
    asked: Any = {"model": "qwen3", "max_tokens": 64, "messages": messages} | more
    url = f"{server.url}/ollama"
    with Anthropic(api_key="any", base_url=url, max_retries=0) as client:
        if not streams:
            return client.messages.create(**asked)
        with client.messages.stream(**asked) as events:
            return events.get_final_message()


def user(content: Any = PROMPT) -> dict[str, Any]:
    """Return a message of a user."""
    return {"role": "user", "content": content}


def test_tools_are_called_until_all_is_answered(server: Server, streams: bool) -> None:
    first = ask(server, [user()], tools=[WEATHER], streams=streams)
    (call,) = first.content
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "18 degrees"}
    turns = [user(), {"role": "assistant", "content": first.content}, user([result])]
    second = ask(server, turns, tools=[WEATHER], streams=streams)

    assert (first.stop_reason, call.input) == ("tool_use", {"city": "Paris"})
    assert [one.type for one in second.content] == ["text"]
    assert "18 degrees" in second.content[0].text
    assert second.stop_reason == "end_turn"


@pytest.mark.parametrize(
    "asks",
    [
        {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        {"output_config": {"effort": "xhigh"}},
    ],
)
def test_thought_is_a_block_without_a_signature(
    server: Server, streams: bool, asks: dict[str, Any]
) -> None:
    message = ask(server, [user("Hello")], streams=streams, max_tokens=8000, **asks)

    assert [one.type for one in message.content] == ["thinking", "text"]
    assert message.content[0].thinking
    assert not getattr(message.content[0], "signature", "")


@pytest.mark.parametrize("most", [1, 4, 15, 40])
def test_thought_is_a_part_of_what_may_be_said(server: Server, most: int) -> None:
    thinking = {"type": "enabled", "budget_tokens": 1024}
    messages = [
        ask(server, [user(f"Hi {one}")], thinking=thinking, max_tokens=most) for one in "abc"
    ]

    assert all(one.usage.output_tokens <= most for one in messages)


def test_what_is_no_way_of_thinking_is_passed_over(server: Server) -> None:
    body = {"model": "qwen3", "max_tokens": 64, "messages": [user()], "thinking": {"type": [1]}}

    assert httpx.post(f"{server.url}/ollama/v1/messages", json=body).status_code == 200


def test_no_thought_is_told_where_it_is_disabled(server: Server) -> None:
    message = ask(server, [user("Hello")], thinking={"type": "disabled"})

    assert [one.type for one in message.content] == ["text"]


def test_an_answer_has_no_more_tokens_than_asked_for(server: Server, streams: bool) -> None:
    message = ask(server, [user("Hello")], streams=streams, max_tokens=2)

    assert (message.stop_reason, message.usage.output_tokens) == ("max_tokens", 2)


def test_a_stop_sequence_ends_a_turn(server: Server) -> None:
    message = ask(server, [user('Reply with exactly: {"a": 1}')], stop_sequences=["1"])

    assert message.stop_reason == "end_turn"
    assert "1" not in message.content[0].text


def test_instructions_and_images_are_billed(server: Server) -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "i", "data": "aGk="}}
    said = user([image, {"type": "text", "text": "Hello"}])
    bare = ask(server, [user("Hello")]).usage.input_tokens
    instructed = ask(server, [user("Hello")], system=[{"type": "text", "text": "Be terse."}])

    assert ask(server, [said]).usage.input_tokens == bare + 256
    assert instructed.usage.input_tokens > bare


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"model": ""}, "model is required"),
        ({"max_tokens": 0}, "max_tokens is required and must be positive"),
        ({"messages": []}, "messages is required"),
        (
            {"messages": [user([{"type": "image", "source": {"type": "url", "url": "a"}}])]},
            "invalid image source type: url. Only base64 images are supported.",
        ),
        (
            {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "name": "a"}]}]},
            "tool_use block missing required 'id' field",
        ),
    ],
)
def test_what_is_wrong_is_told_in_anthropics_envelope(
    server: Server, more: dict[str, Any], message: str
) -> None:
    body = {"model": "qwen3", "max_tokens": 64, "messages": [user()]} | more
    answer = httpx.post(f"{server.url}/ollama/v1/messages", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"] == {"type": "invalid_request_error", "message": message}


@pytest.mark.parametrize("more", [{}, {"stream": False}, {"stream": True}])
def test_a_message_needs_its_most_tokens(server: Server, more: dict[str, Any]) -> None:
    body = {"model": "qwen3", "messages": [user()]} | more
    answer = httpx.post(f"{server.url}/ollama/v1/messages", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "max_tokens is required and must be positive"


def test_a_model_that_is_not_there_is_not_found() -> None:
    with lending("models: [qwen3]\n") as server, pytest.raises(NotFoundError) as error:
        ask(server, [user()], model="none")

    assert error.value.response.json()["error"]["message"] == "model 'none' not found"


def test_a_stream_that_fails_says_so() -> None:
    quietly = lending("faults: [{type: error, code: 500, after: {tokens: 2}}]\n")
    with quietly as server, pytest.raises(APIStatusError) as error:
        ask(server, [user("Hello")], streams=True)

    assert error.value.type == "api_error"


def test_counts_are_not_there(server: Server) -> None:
    answer = httpx.post(f"{server.url}/ollama/v1/messages/count_tokens", json={})

    assert (answer.status_code, answer.text) == (404, "404 page not found")


@pytest.mark.parametrize(("flavour", "prefix"), [("ollama", b"msg_"), ("openai", b"msg_01")])
def test_the_bare_path_is_ollamas_where_a_profile_says_so(flavour: str, prefix: bytes) -> None:
    body = {"model": "claude-haiku-4-5", "max_tokens": 8, "messages": [user()]}
    with lending(f"flavour: {flavour}\n") as server:
        fields = {"anthropic-version": "2023-06-01"}
        answer = httpx.post(f"{server.url}/v1/messages", json=body, headers=fields)

    assert (b'{"id":"' + prefix in answer.content) == (flavour == "ollama")
    assert (b"stop_details" in answer.content) == (flavour == "openai")
