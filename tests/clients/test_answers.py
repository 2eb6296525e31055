"""OpenAI's own client is answered by rule: texts, streams, tools, structured output, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import NotFoundError, OpenAI, RateLimitError
from pydantic import BaseModel

from tests.clients.connecting import connect
from tests.serving import Server
from tests.talking import serving_quietly

PROFILE = """
seed: 1
answers:
  - {match: {user: hello}, text: "Hi there, naïve one"}
  - match: {user: {contains: trip}, tools: get_weather, turn: 1}
    call:
      - {name: get_weather, arguments: {city: Oslo}}
      - {name: get_weather, arguments: {city: Rome}}
  - match: {user: {contains: trip}, turn: 2, tool_result: {contains: sun}}
    call: {name: book, arguments: {city: Rome, nights: 3}}
  - {match: {user: {contains: trip}, turn: 3}, text: "Booked: {{ tool_result }}"}
  - {match: {user: person}, json: {name: Ada, age: 36}}
  - {match: {user: busy, count: 1}, status: 429, retry_after: 10ms}
  - {match: {user: busy}, text: at last}
  - {match: {user: broke}, status: insufficient_quota}
answers_mode: strict
"""
SCHEMAS = {
    "get_weather": {"city": {"type": "string"}},
    "book": {"city": {"type": "string"}, "nights": {"type": "integer"}},
}
RESULTS = {"Oslo": "rain", "Rome": "sun"}


class Person(BaseModel):
    """What a structured answer is."""

    name: str
    age: int


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("profiles") / "answers.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    with serving_quietly("-profile", str(path), "-latency", "2ms") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def test_a_text_comes_whole_and_streamed(client: OpenAI) -> None:
    asked: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]}
    whole = client.chat.completions.create(**asked)
    assert whole.choices[0].message.content == "Hi there, naïve one"
    with client.chat.completions.stream(**asked) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.content == "Hi there, naïve one"
    response = client.responses.create(model="gpt-4o", input="hello")
    assert response.output_text == "Hi there, naïve one"
    with client.responses.stream(model="gpt-4o", input="hello") as events:
        assert events.get_final_response().output_text == "Hi there, naïve one"


def performed(name: str, arguments: str) -> str:
    """Do what a tool does."""
    given = json.loads(arguments)
    return RESULTS[given["city"]] if name == "get_weather" else f"{given['nights']} nights"


@pytest.mark.parametrize("stream", [False, True])
def test_a_scripted_loop_of_tools_ends_in_chat(client: OpenAI, stream: bool) -> None:
    tools: Any = [
        {"type": "function", "function": {"name": name, "parameters": closed(properties)}}
        for name, properties in SCHEMAS.items()
    ]
    messages: list[Any] = [{"role": "user", "content": "plan a trip"}]
    called: list[str] = []
    while len(messages) < 20:
        asked: Any = {"model": "gpt-4o", "messages": messages, "tools": tools}
        if stream:
            with client.chat.completions.stream(**asked) as events:
                message: Any = events.get_final_completion().choices[0].message
        else:
            message = client.chat.completions.create(**asked).choices[0].message
        if not message.tool_calls:
            break
        calls = [
            {
                "id": one.id,
                "type": "function",
                "function": {"name": one.function.name, "arguments": one.function.arguments},
            }
            for one in message.tool_calls
        ]
        messages.append({"role": "assistant", "tool_calls": calls})
        for call in message.tool_calls:
            called.append(f"{call.function.name} {call.function.arguments}")
            result = performed(call.function.name, call.function.arguments)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    assert called == [
        'get_weather {"city":"Oslo"}',
        'get_weather {"city":"Rome"}',
        'book {"city":"Rome","nights":3}',
    ]
    assert message.content == "Booked: 3 nights"


def test_a_scripted_loop_of_tools_ends_in_responses(client: OpenAI) -> None:
    tools: Any = [
        {"type": "function", "name": name, "parameters": closed(properties), "strict": True}
        for name, properties in SCHEMAS.items()
    ]
    given: Any = "plan a trip"
    called, previous = [], None
    for _ in range(9):
        response = client.responses.create(
            model="gpt-4o", input=given, tools=tools, previous_response_id=previous
        )
        calls = [one for one in response.output if one.type == "function_call"]
        if not calls:
            break
        called += [one.name for one in calls]
        previous = response.id
        given = [
            {
                "type": "function_call_output",
                "call_id": one.call_id,
                "output": performed(one.name, one.arguments),
            }
            for one in calls
        ]
    assert called == ["get_weather", "get_weather", "book"]
    assert response.output_text == "Booked: 3 nights"


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a closed object."""
    wanted = {"required": list(properties), "additionalProperties": False}
    return {"type": "object", "properties": properties, **wanted}


def test_structured_output_is_what_the_rule_says(client: OpenAI) -> None:
    chat = client.chat.completions.parse(
        model="gpt-4o", messages=[{"role": "user", "content": "person"}], response_format=Person
    )
    assert chat.choices[0].message.parsed == Person(name="Ada", age=36)
    response = client.responses.parse(model="gpt-4o", input="person", text_format=Person)
    assert response.output_parsed == Person(name="Ada", age=36)


def test_errors_are_of_the_clients_classes(server: Server, client: OpenAI) -> None:
    with pytest.raises(RateLimitError) as quota:
        client.responses.create(model="gpt-4o", input="broke")
    assert quota.value.code == "insufficient_quota"
    with pytest.raises(NotFoundError, match="nearest is answers"):
        client.responses.create(model="gpt-4o", input="what?")
    with connect(server) as opened:
        patient = opened.with_options(max_retries=2)
        assert patient.responses.create(model="gpt-4o", input="busy").output_text == "at last"
