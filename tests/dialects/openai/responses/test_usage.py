"""Responses bill what was billed in [otel-2026] [pydantic-2026], and never more than they may."""

from __future__ import annotations

from copy import copy

import pytest

from sanic_mock.engine.tokens import encoding
from sanic_mock.engine.usage import thought_tokens
from tests.dialects.openai.responses.responding import NOW_S, PARIS, SQL, WEATHER, Asking, Json

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
BOSTON: Json = {
    "type": "function",
    "name": "get_current_weather",
    "description": "Get the current weather in a given location",
    "parameters": {
        "type": "object",
        "properties": {
            "location": {"type": "string", "description": "The city and state, e.g. Boston, MA"}
        },
        "required": ["location"],
        "additionalProperties": False,
    },
    "strict": True,
}
CALLED: Json = {
    "type": "function",
    "name": "a_function_whose_name_is_some_tokens_long",
    "parameters": {
        "type": "object",
        "properties": {"text": {"type": "string", "minLength": 400}},
        "required": ["text"],
    },
}


STRING: Json = {"type": "string"}
COUNTRY: Json = {
    "type": "function",
    "name": "get_user_country",
    "parameters": {"type": "object", "properties": {}, "additionalProperties": False},
    "strict": False,
}


def strict_object(**properties: Json) -> Json:
    """Return a schema of an object that has all its properties, and no others."""
    required = list(properties)
    told: Json = {"type": "object", "properties": properties, "required": required}
    return told | {"additionalProperties": False}


def schema(name: str, schema: Json, *, strict: bool = True, **further: str) -> Json:
    """Return what a text is to be like."""
    spec = {"type": "json_schema", "name": name, "schema": schema, "strict": strict}
    return {"format": spec | further}


CITY = strict_object(city=STRING, country=STRING)
LANGUAGE = strict_object(country=STRING, language=STRING)
TITLED = strict_object(condition=STRING, temperatureCelsius={"type": "number"}) | {
    "title": "Schema",
    "x-order": ["temperatureCelsius", "condition"],
}

SAID: list[tuple[int, Json]] = [
    (20, {"input": "Say hi.", "instructions": "You are a helpful assistant."}),
    (15, {"input": [{"role": "user", "content": "What is 2 + 2?"}]}),
    (
        21,
        {
            "input": "Reply exactly: streamed",
            "instructions": "Follow the user instructions exactly.",
        },
    ),
    (16, {"model": "gpt-5-mini", "input": "What is 17*19? Think first."}),
    (51, {"input": [PARIS], "tools": [WEATHER]}),
    (
        73,
        {
            "input": "What is the largest city in the user country?",
            "tools": [COUNTRY],
            "text": schema("CityLocation", CITY, description="A city and its country."),
        },
    ),
    (
        142,
        {
            "input": "What is the largest city in the user country?",
            "tools": [COUNTRY],
            "text": schema(
                "final_result",
                strict_object(
                    result={
                        "anyOf": [
                            strict_object(
                                kind={"type": "string", "const": "CityLocation"}, data=CITY
                            ),
                            strict_object(
                                kind={"type": "string", "const": "CountryLanguage"}, data=LANGUAGE
                            ),
                        ]
                    }
                ),
            ),
        },
    ),
    (
        76,
        {
            "model": "gpt-5.2",
            "instructions": "Return temperatureCelsius=22 and condition=Partly Cloudy.",
            "input": "Provide the latest weather update.",
            "text": schema("weather_forecast", TITLED, strict=False),
        },
    ),
    (
        72,
        {
            "input": "What's the weather in Seattle right now?",
            "tools": [BOSTON],
            "tool_choice": {"type": "function", "name": "get_current_weather"},
        },
    ),
    (
        63,
        {"model": "gpt-5", "input": "List the first 5 users from the users table", "tools": [SQL]},
    ),
    (
        78,
        {
            "input": [
                PARIS,
                {
                    "type": "function_call",
                    "call_id": "call_1",
                    "name": "get_weather",
                    "arguments": '{"city":"Paris"}',
                },
                {
                    "type": "function_call_output",
                    "call_id": "call_1",
                    "output": "Sunny and 72F in Paris",
                },
            ],
            "tools": [WEATHER],
        },
    ),
]


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


@pytest.mark.parametrize(("tokens", "asked"), SAID)
def test_input_is_billed_as_recorded(asking: Asking, tokens: int, asked: Json) -> None:
    usage = asking.whole({"model": "gpt-4o"} | asked)["usage"]

    assert usage["input_tokens"] == tokens
    assert usage["total_tokens"] == tokens + usage["output_tokens"]


def test_a_call_is_billed_as_recorded(asking: Asking) -> None:
    response = asking.whole({"model": "gpt-4o", "input": [PARIS], "tools": [WEATHER]})

    (call,) = response["output"]
    assert call["arguments"] == '{"city":"Paris"}'
    assert response["usage"]["output_tokens"] == 15


def test_a_text_is_billed_one_token_more(asking: Asking) -> None:

    response = asking.whole(HELLO)

    text = response["output"][0]["content"][0]["text"]
    assert response["usage"]["output_tokens"] == encoding().count(text) + 1


@pytest.mark.parametrize("choice", ["required", {"type": "function", "name": CALLED["name"]}])
@pytest.mark.parametrize("cap", [16, 17, 20, 25])
def test_a_call_is_cut_where_its_tokens_end(choice: object, cap: int) -> None:
    asked: Json = {"model": "gpt-4o", "input": "Go", "tools": [CALLED]}
    response = Asking().whole({**asked, "tool_choice": choice, "max_output_tokens": cap})

    (call,) = response["output"]
    assert response["usage"]["output_tokens"] <= cap
    assert (response["status"], call["status"]) == ("incomplete", "incomplete")
    assert response["incomplete_details"] == {"reason": "max_output_tokens"}


def test_a_property_is_billed_whatever_it_is_called(asking: Asking) -> None:
    def billed(*names: str) -> int:
        asked = HELLO | {"text": schema("a", strict_object(**dict.fromkeys(names, STRING)))}
        return int(asking.whole(asked)["usage"]["input_tokens"])

    assert billed("city", "required") > billed("city")


@pytest.mark.parametrize("depth", [300, 450, 480, 900, 4000])
def test_no_depth_of_a_schema_is_a_fault_of_the_server(asking: Asking, depth: int) -> None:
    inner = b'{"type":"array","items":' * depth + b"{}" + b"}" * depth
    spec = b'{"type":"json_schema","name":"a","schema":%b}' % inner

    problem = asking.refused(b'{"model":"gpt-4o","input":"Hi","text":{"format":%b}}' % spec)

    assert problem.status == 400


SEARCHED: Json = {
    "model": "gpt-5",
    "input": "Look it up",
    "tools": [{"type": "web_search"}],
    "tool_choice": "required",
    "max_output_tokens": 4000,
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("asked", [SEARCHED, HELLO, HELLO | {"model": "gpt-5"}])
def test_what_is_rendered_is_as_it_was_before(asked: Json, stream: bool) -> None:
    asking = Asking(seed=7)
    for number in range(8):
        ask, reply = asking.read(asked | {"stream": stream, "user": str(number)})
        before = copy(reply)
        render = asking.endpoint.events if stream else asking.endpoint.whole
        render(ask, reply, NOW_S)
        assert reply == before


def test_what_is_thought_before_a_search_is_billed_as_prompt_too() -> None:
    asking = Asking(seed=7)
    thought = []
    for number in range(8):
        ask, reply = asking.read(SEARCHED | {"user": str(number)})
        thought.append(thought_tokens(reply))
        assert reply.prompt_tokens == ask.prompt_tokens + thought[-1]
    assert any(thought)
