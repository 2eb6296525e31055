"""OpenAI's own client calls tools, and gets JSON where it asked for JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

import jsonschema
import pytest
from openai import OpenAI
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageFunctionToolCall,
)
from openai.types.chat.chat_completion_message import ChatCompletionMessage
from pydantic import BaseModel

from tests.clients.connecting import connect
from tests.serving import Server
from tests.sharing import lending

Json = dict[str, Any]

PARIS = "What is the weather in Paris in celsius?"
BOTH = "Weather in Paris and Tokyo please"
MODEL = "gpt-4o"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with lending("seed: 7") as running:
        yield running


@pytest.fixture(scope="module")
def paced() -> Iterator[Server]:
    """A server that takes 5 ms for a token."""
    with lending("ttft: {base: 10ms}\nitl: {token: 5ms}\n") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def schema(properties: Json, *required: str, **further: Any) -> Json:
    """Return the schema of a closed object."""
    wanted = list(required or properties)
    closed = {"required": wanted, "additionalProperties": False}
    return {"type": "object", "properties": properties} | closed | further


def function(name: str, parameters: Json, **further: Any) -> Json:
    """Return a tool."""
    inner = {"name": name, "description": name, "parameters": parameters, **further}
    return {"type": "function", "function": inner}


PLACE = schema(
    {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}
)
WEATHER = function("get_weather", PLACE, strict=True)
EMAIL = function(
    "send_email",
    schema({"to": {"type": "string", "format": "email"}, "subject": {"type": "string"}}, "to"),
)
SHELL: Json = {"type": "custom", "custom": {"name": "run_code", "description": "Runs code"}}


def complete(
    client: OpenAI, prompt: str | Sequence[Json], tools: Sequence[Json] = (), **further: Any
) -> ChatCompletion:
    """Ask for an answer in one piece."""
    answer: ChatCompletion = client.chat.completions.create(**request(prompt, tools, further))
    return answer


def streamed(
    client: OpenAI, prompt: str | Sequence[Json], tools: Sequence[Json] = (), **further: Any
) -> list[ChatCompletionChunk]:
    """Ask for a stream and read all of it."""
    return list(client.chat.completions.create(**request(prompt, tools, further), stream=True))


def request(prompt: str | Sequence[Json], tools: Sequence[Json], further: Json) -> Json:
    """Return a request's parameters."""
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    offered = {"tools": tools} if tools else {}
    return {"model": MODEL, "messages": messages, **offered, **further}


def calls(answer: ChatCompletion) -> list[tuple[str, Json]]:
    """Return the names and arguments of an answer's calls."""
    return [
        (one.function.name, json.loads(one.function.arguments))
        for one in answer.choices[0].message.tool_calls or ()
        if one.type == "function"
    ]


def joined(chunks: Sequence[ChatCompletionChunk]) -> dict[int, Json]:
    """Return each index's call, its fragments joined as they came."""
    found: dict[int, Json] = {}
    for chunk in chunks:
        for part in chunk.choices[0].delta.tool_calls or () if chunk.choices else ():
            assert part.function is not None
            if part.id:
                assert part.index not in found
                found[part.index] = {"id": part.id, "name": part.function.name, "arguments": ""}
            found[part.index]["arguments"] += part.function.arguments or ""
    return found


# Which tools are called


def test_a_call_takes_its_arguments_from_the_prompt(client: OpenAI) -> None:
    answer = complete(client, PARIS, [WEATHER, EMAIL])

    assert calls(answer) == [("get_weather", {"city": "Paris", "unit": "celsius"})]
    assert answer.choices[0].finish_reason == "tool_calls"
    assert answer.choices[0].message.content is None
    assert (answer.choices[0].message.tool_calls or [])[0].id.startswith("call_")


def test_a_prompt_that_lists_names_gets_a_call_for_each(client: OpenAI) -> None:
    answer = complete(client, BOTH, [WEATHER, EMAIL])

    assert [(name, given["city"]) for name, given in calls(answer)] == [
        ("get_weather", "Paris"),
        ("get_weather", "Tokyo"),
    ]
    assert len({one.id for one in answer.choices[0].message.tool_calls or ()}) == 2


def test_parallel_calls_can_be_refused(client: OpenAI) -> None:
    assert len(calls(complete(client, BOTH, [WEATHER], parallel_tool_calls=False))) == 1


def test_the_prompt_decides_which_tool_is_called(client: OpenAI) -> None:
    answer = complete(client, "Send an email to anna@example.org", [WEATHER, EMAIL])

    assert [name for name, _ in calls(answer)] == ["send_email"]
    assert calls(answer)[0][1]["to"] == "anna@example.org"


@pytest.mark.parametrize(
    ("choice", "names", "finish"),
    [
        (None, ["get_weather"], "tool_calls"),
        ("auto", ["get_weather"], "tool_calls"),
        ("required", ["get_weather"], "tool_calls"),
        ("none", [], "stop"),
        ({"type": "function", "function": {"name": "send_email"}}, ["send_email"], "stop"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_tool_choice_is_obeyed(
    client: OpenAI, choice: str | Json | None, names: list[str], finish: str, stream: bool
) -> None:
    further = {} if choice is None else {"tool_choice": choice}
    if stream:
        chunks = streamed(client, PARIS, [WEATHER, EMAIL], **further)
        called = [one["name"] for one in joined(chunks).values()]
        reason: str | None = chunks[-1].choices[0].finish_reason
    else:
        answer = complete(client, PARIS, [WEATHER, EMAIL], **further)
        called, reason = [name for name, _ in calls(answer)], answer.choices[0].finish_reason
        assert bool(answer.choices[0].message.content) is not bool(names)

    assert (called, reason) == (names, finish)


@pytest.mark.parametrize("mode", ["auto", "required"])
def test_only_allowed_tools_are_called(client: OpenAI, mode: str) -> None:
    allowed = [{"type": "function", "function": {"name": "send_email"}}]
    choice = {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": allowed}}

    answer = complete(client, PARIS, [WEATHER, EMAIL], tool_choice=choice)

    assert [name for name, _ in calls(answer)] == ["send_email"]
    assert answer.choices[0].finish_reason == "tool_calls"


def test_a_tool_choice_of_null_is_none_given(client: OpenAI) -> None:
    assert complete(client, PARIS, extra_body={"tool_choice": None}).choices[0].message.content


def test_a_custom_tool_gets_text(client: OpenAI) -> None:
    answer = complete(client, "Run code print(1)", [SHELL])

    (call,) = answer.choices[0].message.tool_calls or []
    assert isinstance(call, ChatCompletionMessageCustomToolCall)
    assert (call.custom.name, call.custom.input) == ("run_code", "Run code print(1)")
    assert answer.choices[0].finish_reason == "tool_calls"


def test_a_custom_tools_text_is_streamed(client: OpenAI) -> None:
    chunks = streamed(client, "Run code print(1)", [SHELL])

    parts = [
        part.model_dump() for chunk in chunks for part in chunk.choices[0].delta.tool_calls or ()
    ]
    assert "".join(part["custom"]["input"] for part in parts) == "Run code print(1)"
    assert {part["index"] for part in parts} == {0}


def test_a_named_custom_tool_is_called(client: OpenAI) -> None:
    choice = {"type": "custom", "custom": {"name": "run_code"}}

    answer = complete(client, PARIS, [WEATHER, SHELL], tool_choice=choice)

    assert [one.type for one in answer.choices[0].message.tool_calls or ()] == ["custom"]


@pytest.mark.parametrize("choice", [{}, {"function_call": "auto"}])
def test_deprecated_functions_are_called_as_such(client: OpenAI, choice: Json) -> None:
    answer = complete(client, PARIS, functions=[WEATHER["function"]], **choice)

    message = answer.choices[0].message
    assert message.function_call is not None
    assert message.tool_calls is None
    assert message.function_call.name == "get_weather"
    assert json.loads(message.function_call.arguments) == {"city": "Paris", "unit": "celsius"}
    assert answer.choices[0].finish_reason == "function_call"


@pytest.mark.parametrize(
    ("choice", "calls_it", "finish"),
    [("none", False, "stop"), ({"name": "get_weather"}, True, "stop")],
)
def test_deprecated_function_call_is_obeyed(
    client: OpenAI, choice: str | Json, calls_it: bool, finish: str
) -> None:
    answer = complete(client, PARIS, functions=[WEATHER["function"]], function_call=choice)

    assert (answer.choices[0].message.function_call is not None) is calls_it
    assert answer.choices[0].finish_reason == finish


def test_deprecated_functions_are_streamed(client: OpenAI) -> None:
    chunks = streamed(client, PARIS, functions=[WEATHER["function"]])

    parts = [part for chunk in chunks if (part := chunk.choices[0].delta.function_call)]
    assert parts[0].name == "get_weather"
    text = "".join(part.arguments or "" for part in parts)
    assert json.loads(text) == {"city": "Paris", "unit": "celsius"}
    assert chunks[-1].choices[0].finish_reason == "function_call"


# Agent loops


def results(message: ChatCompletionMessage, content: str) -> list[Json]:
    """Return an answer and the result of each of its calls, as messages."""
    made = message.tool_calls or []
    answered = [{"role": "tool", "tool_call_id": one.id, "content": content} for one in made]
    return [message.model_dump(exclude_none=True), *answered]


@pytest.mark.parametrize(
    ("content", "used"),
    [
        ('{"temperature":22,"sky":"clear"}', ["temperature: 22", "sky: clear"]),
        ("It rains frogs.", ["It rains frogs."]),
        ("[1,2]", ["[1,2]"]),
        ("", ["found"]),
    ],
)
@pytest.mark.parametrize("prompt", [PARIS, BOTH])
def test_an_agent_loop_ends_with_a_text_that_uses_the_result(
    client: OpenAI, prompt: str, content: str, used: list[str]
) -> None:
    messages: list[Json] = [{"role": "user", "content": prompt}]
    first = complete(client, messages, [WEATHER, EMAIL])
    messages += results(first.choices[0].message, content)
    answer = complete(client, messages, [WEATHER, EMAIL])

    message = answer.choices[0].message
    assert calls(first)
    assert not message.tool_calls
    assert answer.choices[0].finish_reason == "stop"
    assert all(one in (message.content or "") for one in used)


def test_a_new_question_after_a_result_is_a_new_call(client: OpenAI) -> None:
    messages: list[Json] = [{"role": "user", "content": PARIS}]
    messages += results(complete(client, messages, [WEATHER]).choices[0].message, "mild")
    messages += [
        {"role": "assistant", "content": "Mild."},
        {"role": "user", "content": "And Oslo?"},
    ]

    assert calls(complete(client, messages, [WEATHER]))[0][1]["city"] == "Oslo"


def test_a_required_call_is_made_after_a_result_of_another_tool(client: OpenAI) -> None:
    messages: list[Json] = [{"role": "user", "content": PARIS}]
    messages += results(complete(client, messages, [WEATHER]).choices[0].message, "mild")
    both = complete(client, messages, [WEATHER, EMAIL], tool_choice="required")

    assert [name for name, _ in calls(both)] == ["send_email"]
    assert complete(client, messages, [WEATHER], tool_choice="required").choices[0].message.content


# Streams


@pytest.mark.parametrize(("prompt", "cities"), [(PARIS, ["Paris"]), (BOTH, ["Paris", "Tokyo"])])
def test_streamed_fragments_join_to_the_arguments(
    client: OpenAI, prompt: str, cities: list[str]
) -> None:
    chunks = streamed(client, prompt, [WEATHER, EMAIL])

    found = joined(chunks)
    assert list(found) == list(range(len(cities)))
    assert [json.loads(one["arguments"])["city"] for one in found.values()] == cities
    assert {one["name"] for one in found.values()} == {"get_weather"}
    assert len({one["id"] for one in found.values()}) == len(cities)
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_the_stream_helper_joins_the_same_calls(client: OpenAI) -> None:
    parameters: Any = request(BOTH, [WEATHER, EMAIL], {})
    with client.chat.completions.stream(**parameters) as stream:
        events = list(stream)
        final = stream.get_final_completion()

    done = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    deltas = [event for event in events if event.type == "tool_calls.function.arguments.delta"]
    assert [(one.index, one.name) for one in done] == [(0, "get_weather"), (1, "get_weather")]
    for one in done:
        own = [delta.arguments_delta for delta in deltas if delta.index == one.index]
        assert "".join(own) == one.arguments
    made = final.choices[0].message.tool_calls or []
    assert [call.function.arguments for call in made] == [one.arguments for one in done]
    assert [json.loads(one.arguments)["city"] for one in done] == ["Paris", "Tokyo"]


def test_a_streamed_call_bills_what_a_whole_one_bills(client: OpenAI) -> None:
    last = streamed(client, PARIS, [WEATHER], stream_options={"include_usage": True})[-1]

    assert last.usage == complete(client, PARIS, [WEATHER]).usage


@pytest.mark.parametrize("prompt", [PARIS, BOTH, ""])
def test_calls_are_streamed_at_their_pace(paced: Server, prompt: str) -> None:
    with connect(paced) as client:
        chunks = streamed(client, prompt, [WEATHER])
        whole = complete(client, prompt, [WEATHER])

    found = joined(chunks)
    assert len(found) == len(calls(whole)) == (2 if prompt == BOTH else 1)
    for one in found.values():
        jsonschema.validate(json.loads(one["arguments"]), PLACE)
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_an_empty_text_for_a_custom_tool_is_paced_too(paced: Server) -> None:
    with connect(paced) as client:
        chunks = streamed(client, "", [SHELL])

    assert chunks[-1].choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("cap", [1, 4])
def test_a_cap_cuts_the_arguments(client: OpenAI, cap: int) -> None:
    answer = complete(client, PARIS, [WEATHER], max_tokens=cap)
    chunks = streamed(client, PARIS, [WEATHER], max_tokens=cap)

    (call,) = answer.choices[0].message.tool_calls or []
    assert isinstance(call, ChatCompletionMessageFunctionToolCall)
    full = '{"city":"Paris","unit":"celsius"}'
    assert full.startswith(call.function.arguments)
    assert full != call.function.arguments
    assert answer.choices[0].finish_reason == "length"
    assert joined(chunks)[0]["arguments"] == call.function.arguments
    assert chunks[-1].choices[0].finish_reason == "length"


def test_a_cap_that_is_not_reached_cuts_nothing(client: OpenAI) -> None:
    assert calls(complete(client, PARIS, [WEATHER], max_tokens=100))


def test_a_call_whose_values_are_all_in_the_prompt_is_always_the_same(client: OpenAI) -> None:
    made = [calls(complete(client, PARIS, [WEATHER], seed=1)) for _ in range(5)]

    assert made == [made[0]] * 5


# Arguments

SCHEMAS: dict[str, Json] = {
    "nothing": schema({}),
    "numbers": schema(
        {
            "count": {"type": "integer", "minimum": 3, "maximum": 5},
            "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "step": {"type": "integer", "multipleOf": 7},
        }
    ),
    "formats": schema(
        {
            "when": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"},
            "to": {"type": "string", "format": "email"},
            "id": {"type": "string", "format": "uuid"},
            "host": {"type": "string", "format": "ipv4"},
        }
    ),
    "a pattern": schema({"plate": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"}}),
    "arrays": schema(
        {
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
            "grid": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        }
    ),
    "nested": schema({"who": schema({"name": {"type": "string"}, "age": {"type": "integer"}})}),
    "null or not": schema({"note": {"type": ["string", "null"]}}),
    "either": schema({"key": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}),
    "definitions": schema(
        {"to": {"$ref": "#/$defs/node"}},
        **{
            "$defs": {
                "node": schema(
                    {
                        "name": {"type": "string"},
                        "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                    }
                )
            }
        },
    ),
    "const": schema({"kind": {"type": "string", "const": "ping"}, "on": {"type": "boolean"}}),
}


@pytest.mark.parametrize("prompt", ["Do it", PARIS, "Send 17 to 'x' for anna@example.org"])
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("name", SCHEMAS)
def test_arguments_are_valid(client: OpenAI, name: str, strict: bool, prompt: str) -> None:
    tool = function("do", SCHEMAS[name], strict=strict)

    ((_, given),) = calls(complete(client, prompt, [tool]))

    jsonschema.validate(given, SCHEMAS[name], format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("parameters", [{}, {"parameters": None}])
def test_a_function_without_parameters_gets_an_empty_object(
    client: OpenAI, parameters: Json
) -> None:
    tool = {"type": "function", "function": {"name": "ping", **parameters}}

    assert calls(complete(client, "Ping", [tool])) == [("ping", {})]


# Structured output


class Colour(StrEnum):
    """Three of them."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Address(BaseModel):
    """Where somebody lives."""

    street: str
    city: str


class Person(BaseModel):
    """Somebody, with all that models have in schemas."""

    name: str
    age: int
    address: Address
    former: list[Address]
    nickname: str | None
    favourite: Colour


class Node(BaseModel):
    """A tree."""

    label: str
    children: list[Node]


class Chain(BaseModel):
    """A list of links."""

    label: str
    next: Chain | None


@pytest.mark.parametrize("kind", [Address, Person, Node, Chain])
def test_parse_gives_a_model(client: OpenAI, kind: type[BaseModel]) -> None:
    parameters: Any = request("Anna is 31 and lives in Oslo", (), {})
    answer = client.chat.completions.parse(**parameters, response_format=kind)

    message = answer.choices[0].message
    assert isinstance(message.parsed, kind)
    assert answer.choices[0].finish_reason == "stop"
    assert list(json.loads(message.content or "")) == list(kind.model_fields)


def test_parse_takes_values_from_the_prompt(client: OpenAI) -> None:
    parameters: Any = request("Anna is 31 and likes green", (), {})
    person = client.chat.completions.parse(**parameters, response_format=Person)

    parsed = person.choices[0].message.parsed
    assert isinstance(parsed, Person)
    assert (parsed.name, parsed.age, parsed.favourite) == ("Anna", 31, Colour.GREEN)


def test_a_model_is_parsed_from_a_stream(client: OpenAI) -> None:
    parameters: Any = request("Anna is 31", (), {})
    with client.chat.completions.stream(**parameters, response_format=Person) as stream:
        events = list(stream)
        final = stream.get_final_completion()

    text = "".join(event.delta for event in events if event.type == "content.delta")
    assert isinstance(final.choices[0].message.parsed, Person)
    assert Person.model_validate_json(text) == final.choices[0].message.parsed


def test_json_object_is_an_object(client: OpenAI) -> None:
    wanted = {"type": "json_object"}
    answer = complete(client, "Some JSON please", response_format=wanted)
    chunks = streamed(client, "Some JSON please", response_format=wanted)

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    for found in (answer.choices[0].message.content or "", text):
        assert isinstance(json.loads(found), dict)


def test_a_format_of_text_is_text(client: OpenAI) -> None:
    answer = complete(client, PARIS, response_format={"type": "text"})

    assert not (answer.choices[0].message.content or "{").startswith("{")


def test_tools_are_called_before_json_is_written(client: OpenAI) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "place", "schema": PLACE}}
    messages: list[Json] = [{"role": "user", "content": PARIS}]
    first = complete(client, messages, [WEATHER], response_format=wanted)
    messages += results(first.choices[0].message, "mild")
    second = complete(client, messages, [WEATHER], response_format=wanted)

    assert calls(first)
    jsonschema.validate(json.loads(second.choices[0].message.content or ""), PLACE)
