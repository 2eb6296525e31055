"""Anthropic's official client: both versions, whole and streamed, tools, errors and retries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic.types import MessageParam, ToolParam

from tests.serving import Server
from tests.sharing import sharing

MODEL = "claude-haiku-4-5"
OLD = {"anthropic-version": "2023-06-01"}
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing() as one:
        yield one


def client_of(server: Server, **more: Any) -> anthropic.Anthropic:
    """Return a client that checks what it is answered."""
    usual: dict[str, Any] = {"api_key": "sk-ant-test", "base_url": server.url}
    return anthropic.Anthropic(**usual | more, _strict_response_validation=True)


@pytest.fixture(params=[{}, {"default_headers": OLD}], ids=["2026", "2023"])
def client(request: pytest.FixtureRequest, server: Server) -> Iterator[anthropic.Anthropic]:
    with client_of(server, **request.param) as one:
        yield one


def saying(text: str) -> list[MessageParam]:
    """Return messages."""
    return [{"role": "user", "content": text}]


def test_a_whole_message(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model=MODEL, max_tokens=500, messages=saying("Hello"))

    assert message.stop_reason == "end_turn"
    assert message.content[0].type == "text"
    assert message.usage.output_tokens > 0
    assert message._request_id is not None
    assert message._request_id.startswith("req_011C")


def test_a_streamed_message(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model=MODEL, max_tokens=500, messages=saying("Hello")) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()

    assert final.content[0].type == "text"
    assert final.content[0].text == text
    assert final.usage.output_tokens > 1


def test_a_loop_of_tools_ends(client: anthropic.Anthropic) -> None:
    messages = saying("What is the weather in Paris and Oslo?")
    for _ in range(5):
        message = client.messages.create(
            model=MODEL, max_tokens=500, messages=messages, tools=[WEATHER]
        )
        if message.stop_reason != "tool_use":
            break
        results: list[Any] = [
            {"type": "tool_result", "tool_use_id": one.id, "content": f"18 degrees in {one.input}"}
            for one in message.content
            if one.type == "tool_use"
        ]
        messages += [
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": results},
        ]

    assert message.stop_reason == "end_turn"
    assert len(messages) == 3
    assert message.content[0].type == "text"
    assert "18 degrees" in message.content[0].text


def test_a_thought_can_be_told_again_and_not_altered(client: anthropic.Anthropic) -> None:
    asked: dict[str, Any] = {
        "model": MODEL,
        "max_tokens": 4096,
        "thinking": {"type": "enabled", "budget_tokens": 1024},
    }
    first = client.messages.create(messages=saying("Think"), **asked)
    thought = first.content[0]
    assert thought.type == "thinking"
    more = [*saying("Think"), {"role": "assistant", "content": first.content}, *saying("More")]

    assert client.messages.create(messages=more, **asked).content  # type: ignore[arg-type]
    thought.thinking += "!"
    with pytest.raises(anthropic.BadRequestError, match="Invalid `signature` in `thinking` block"):
        client.messages.create(messages=more, **asked)  # type: ignore[arg-type]


def test_tokens_are_counted(client: anthropic.Anthropic) -> None:
    counted = client.messages.count_tokens(model=MODEL, messages=saying("Hello"))

    assert counted.input_tokens == 8


def test_models_are_listed_in_pages(server: Server) -> None:
    with client_of(server) as client:
        first = client.models.list(limit=3)
        names = {one.id for one in client.models.list(limit=4)}
        alias = client.models.retrieve(MODEL)

    assert len(first.data) == 3
    assert len(names) > 15
    assert alias.id == "claude-haiku-4-5-20251001"


ERRORS = {
    "400": anthropic.BadRequestError,
    "401": anthropic.AuthenticationError,
    "permission": anthropic.PermissionDeniedError,
    "404": anthropic.NotFoundError,
    "conflict": anthropic.ConflictError,
    "429": anthropic.RateLimitError,
    "500": anthropic.InternalServerError,
    "overloaded": anthropic.InternalServerError,
}


@pytest.mark.parametrize(("name", "kind"), ERRORS.items(), ids=ERRORS)
def test_errors_are_of_their_class(
    server: Server, name: str, kind: type[anthropic.APIStatusError]
) -> None:
    with client_of(server, max_retries=0) as client, pytest.raises(kind) as caught:
        client.messages.create(
            model=MODEL,
            max_tokens=9,
            messages=saying("Hello"),
            extra_headers={"x-mock-error": name},
        )

    assert caught.value.request_id == caught.value.body["request_id"]  # type: ignore[index]


@pytest.mark.parametrize("code", ["overloaded", "rate_limit_requests", "server_error"])
def test_a_fault_of_two_attempts_is_gone_at_the_third(server: Server, code: str) -> None:
    with client_of(server) as client:
        message = client.messages.create(
            model=MODEL,
            max_tokens=500,
            messages=saying(f"Hello after two of {code}"),
            extra_headers={"x-mock-fault": f"status;code={code};first=2"},
        )

    assert message.stop_reason == "end_turn"


def test_an_error_in_a_stream_is_raised(server: Server) -> None:
    fault = {"x-mock-fault": "error;after=2tokens;code=overloaded"}
    with (
        client_of(server) as client,
        client.messages.stream(
            model=MODEL, max_tokens=500, messages=saying("Hello"), extra_headers=fault
        ) as stream,
        pytest.raises(anthropic.APIStatusError, match="Overloaded"),
    ):
        stream.until_done()
