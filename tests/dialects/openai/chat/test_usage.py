"""What a chat completion bills beside prompt and text: caches, reasoning, predictions, calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.dialects.openai.chat.tools import WEATHER
from tests.dialects.openai.errors import check_refusal
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask, serving_quietly

Json = dict[str, Any]

# "a " is one token each; with what frames them, one message of so many has 7 more
PROMPT = "a " * 1300
EFFORTS = ("minimal", "low", "medium", "high")


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr."""
    with serving_quietly("-seed", "7", module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def thinking() -> Iterator[Server]:
    """A server whose profile says how much is thought."""
    with lending("tokens: {output: 5, reasoning: 11}\n") as running:
        yield running


def usage(server: Server, content: Any = "Hello", **fields: Any) -> Json:
    """Return the usage of a whole answer."""
    body = chat(content, **{"model": "gpt-4o", **fields})
    response = ask(server, post(body))
    assert response.status == 200, response.body
    told: Json = json.loads(response.body)["usage"]
    assert told["total_tokens"] == told["prompt_tokens"] + told["completion_tokens"]
    return told


def cached(told: Json) -> int:
    """Return the prompt tokens that were billed as cached."""
    found: int = told["prompt_tokens_details"]["cached_tokens"]
    return found


def thought(told: Json) -> int:
    """Return the reasoning tokens."""
    found: int = told["completion_tokens_details"]["reasoning_tokens"]
    return found


# The schema of an answer


STRING = {"type": "string"}
COUNTRY = {"name": "get_user_country", "parameters": {"type": "object", "properties": {}}}


def strict_object(**properties: Json) -> Json:
    """Return a schema of an object that has all its properties, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


CITY = strict_object(city=STRING, country=STRING)
LANGUAGE = strict_object(country=STRING, language=STRING)
EITHER = [
    strict_object(kind=STRING | {"const": name}, data=data)
    for name, data in (("CityLocation", CITY), ("CountryLanguage", LANGUAGE))
]


@pytest.mark.parametrize(
    ("tokens", "schema"),
    [
        (79, {"name": "CityLocation", "description": "A city and its country.", "schema": CITY}),
        (148, {"name": "final_result", "schema": strict_object(result={"anyOf": EITHER})}),
    ],
)
def test_a_schema_is_billed_as_recorded(server: Server, tokens: int, schema: Json) -> None:
    said = {"role": "user", "content": "What is the largest city in the user country?"}
    billed = usage(
        server,
        messages=[said],
        tools=[{"type": "function", "function": COUNTRY}],
        response_format={"type": "json_schema", "json_schema": schema | {"strict": True}},
    )

    assert billed["prompt_tokens"] == tokens


# What was called before


def told(question: list[Json], made: Sequence[tuple[str, str, str]]) -> list[Json]:
    """Return a talk in which an assistant called functions: names, arguments, results."""
    calls = [
        {"id": f"call_{place}", "type": "function", "function": {"name": name, "arguments": given}}
        for place, (name, given, _) in enumerate(made)
    ]
    results = [
        {"role": "tool", "tool_call_id": call["id"], "content": result}
        for call, (_, _, result) in zip(calls, made, strict=True)
    ]
    return [*question, {"role": "assistant", "content": None, "tool_calls": calls}, *results]


SYSTEM = {"role": "system", "content": "You are a helpful assistant."}
TOKYO = [SYSTEM, {"role": "user", "content": "What is the temperature in Tokyo?"}]
SEATTLE = [
    {"role": "system", "content": "You're a helpful assistant."},
    {"role": "user", "content": "What's the weather in Seattle and San Francisco today?"},
]
WEATHERS = [
    ("get_current_weather", '{"location": "Seattle, WA"}', "50 degrees and raining"),
    ("get_current_weather", '{"location": "San Francisco, CA"}', "70 degrees and sunny"),
]


@pytest.mark.parametrize(
    ("tokens", "question", "made"),
    [
        (25, TOKYO, [("get_temperature", '{"city":"Tokyo"}', "20.0")]),
        (73, SEATTLE, WEATHERS),
    ],
)
def test_calls_and_their_results_are_billed_as_recorded(
    server: Server, tokens: int, question: list[Json], made: list[tuple[str, str, str]]
) -> None:
    asked, answered = (usage(server, messages=one) for one in (question, told(question, made)))

    assert answered["prompt_tokens"] - asked["prompt_tokens"] == tokens


def test_a_call_of_the_old_kind_bills_as_one(server: Server) -> None:
    name, arguments, result = WEATHERS[0]
    called: Json = {"role": "assistant", "content": None}
    called["function_call"] = {"name": name, "arguments": arguments}
    results = {"role": "function", "name": name, "content": result}

    new = usage(server, messages=told(SEATTLE, WEATHERS[:1]))
    old = usage(server, messages=[*SEATTLE, called, results])

    assert old["prompt_tokens"] == new["prompt_tokens"]


@pytest.mark.parametrize(("again", "known"), [("Rome", True), ("Oslo", False)])
def test_calls_are_part_of_what_a_cache_knows(server: Server, again: str, known: bool) -> None:
    def told_of(place: str) -> int:
        given = json.dumps({"where": f"{place} {PROMPT}"})
        asked = [{"role": "user", "content": f"five {again}"}]
        return cached(usage(server, messages=told(asked, [("find", given, "yes")])))

    told_of("Rome")

    assert (told_of(again) >= 1280) is known


# Caches: multiples of 128 from a prefix of 1,024 tokens


def test_a_long_prompt_that_comes_again_is_cached(server: Server) -> None:
    first, again = (usage(server, f"one {PROMPT}") for _ in range(2))

    assert first["prompt_tokens"] == again["prompt_tokens"] > 1300
    assert cached(first) == 0
    assert cached(again) == 1280


@pytest.mark.parametrize("tokens", [900, 1000])
def test_a_short_prompt_is_never_cached(server: Server, tokens: int) -> None:
    assert [cached(usage(server, "a " * tokens)) for _ in range(2)] == [0, 0]


def test_only_what_begins_alike_is_cached(server: Server) -> None:
    usage(server, f"two {PROMPT}")

    assert cached(usage(server, f"two {PROMPT} and {PROMPT}")) == 1280
    assert cached(usage(server, f"three {PROMPT}")) == 0
    assert cached(usage(server, f"two {'a ' * 1100}")) in (1024, 1152 - 128)


@pytest.mark.parametrize(
    "fields",
    [
        {"n": 2},
        {"tools": [WEATHER], "tool_choice": "none"},
        {"model": "gpt-5"},
        {"seed": 1},
        {"stream": True, "stream_options": {"include_usage": True}},
    ],
    ids=str,
)
def test_every_kind_of_answer_tells_what_was_cached(server: Server, fields: Json) -> None:
    content = f"{sorted(fields)} {PROMPT}"
    found = []
    for _ in range(2):
        body = ask(server, post(chat(content, **{"model": "gpt-4o", **fields}))).body
        if fields.get("stream"):
            body = body.split(b"\n\n")[-3].removeprefix(b"data: ")
        found.append(cached(json.loads(body)["usage"]))

    assert found == [0, 1280]


def test_tools_and_images_come_first_and_count(server: Server) -> None:
    def named(name: str) -> list[Json]:
        return [{**WEATHER, "function": {**WEATHER["function"], "name": name}}]

    content = f"four {PROMPT}"
    usage(server, content, tools=named("one"))

    assert cached(usage(server, content, tools=named("one"))) >= 1280
    assert cached(usage(server, content, tools=named("two"))) == 0

    def shown(url: str) -> list[Json]:
        return [
            {"type": "image_url", "image_url": {"url": url}},
            {"type": "image_url", "image_url": {"url": url}},
        ]

    usage(server, shown("https://example.org/1024x1024/a.png"))
    assert cached(usage(server, shown("https://example.org/1024x1024/a.png"))) == 1408
    assert cached(usage(server, shown("https://example.org/1024x1024/b.png"))) == 0


# Reasoning


def test_reasoning_is_billed_by_effort_in_steps(server: Server) -> None:
    means = []
    for effort in EFFORTS:
        found = [
            thought(usage(server, f"{n}", model="gpt-5", reasoning_effort=effort))
            for n in range(30)
        ]
        assert {one % 64 for one in found} == {0}
        means.append(sum(found) / len(found))

    assert means[0] == 0
    assert means == sorted(means)
    assert means[-1] > 300


@pytest.mark.parametrize(
    ("model", "framing"), [("gpt-5", 9), ("gpt-5.6-luna", 3), ("o3-mini", 13), ("o4-mini", 18)]
)
def test_a_reasoning_models_text_is_framed(server: Server, model: str, framing: int) -> None:
    """Recorded: gpt-5 billed 11 for "Paris.", gpt-5.6-luna 4 for "4"."""
    told = usage(server, model=model, max_completion_tokens=100_000)
    body = chat(model=model, stream=True, stream_options={"include_usage": True})
    *events, last = ask(server, post(body)).body.split(b"\n\n")[:-2]

    assert told["completion_tokens"] - thought(told) > framing
    streamed = json.loads(last.removeprefix(b"data: "))["usage"]
    pieces = len(events) - 2
    assert streamed["completion_tokens"] - thought(streamed) - framing == pieces


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.1", "gpt-5-chat-latest", "my-model"])
def test_who_does_not_reason_bills_no_reasoning(server: Server, model: str) -> None:
    assert {thought(usage(server, f"{n}", model=model)) for n in range(5)} == {0}


@pytest.mark.parametrize("cap", [1, 20, 64, 80, 100, 5000])
@pytest.mark.parametrize("fields", [{}, {"n": 2}, {"tools": [WEATHER], "tool_choice": "required"}])
def test_a_cap_is_for_reasoning_and_frames_too(server: Server, cap: int, fields: Json) -> None:
    for number in range(8):
        body = chat(f"{number}", model="gpt-5", max_completion_tokens=cap, **fields)
        answer = json.loads(ask(server, post(body)).body)

        told = answer["usage"]
        assert told["completion_tokens"] <= cap * fields.get("n", 1)
        if thought(told) == cap:
            assert {one["finish_reason"] for one in answer["choices"]} == {"length"}
            assert {one["message"]["content"] for one in answer["choices"]} == {""}


def test_a_profile_that_says_how_much_is_thought_is_followed(thinking: Server) -> None:
    for model, framing in (("gpt-5", 9), ("gpt-4o", 0)):
        told = usage(thinking, model=model)

        assert thought(told) == 11
        assert told["completion_tokens"] == 5 + 11 + framing


# Calls


@pytest.mark.parametrize("cap", [1, 5, 7, 8, 10, 12])
def test_a_call_that_is_cut_bills_no_more_than_its_cap(server: Server, cap: int) -> None:
    told = usage(server, "Weather in Paris", tools=[WEATHER], max_tokens=cap)

    assert told["completion_tokens"] == cap


def test_a_call_bills_what_frames_it(server: Server) -> None:
    one = usage(server, "Weather in Paris", tools=[WEATHER])["completion_tokens"]
    two = usage(server, "Weather in Paris and Tokyo", tools=[WEATHER])["completion_tokens"]

    assert two == 2 * one == 2 * (7 + 5)


# Predictions


@pytest.mark.parametrize("stream", [False, True])
def test_a_prediction_is_begun_with_and_its_rest_is_billed(server: Server, stream: bool) -> None:
    words = [f"word{n}" for n in range(50)]
    predicted = {"type": "content", "content": " ".join(words)}
    options: Json = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    body = ask(server, post(chat(model="gpt-4o", prediction=predicted, **options))).body
    if stream:
        chunks = [json.loads(one.removeprefix(b"data: ")) for one in body.split(b"\n\n")[:-2]]
        said = "".join(one["choices"][0]["delta"].get("content", "") for one in chunks[:-1])
        told = chunks[-1]["usage"]
    else:
        answer = json.loads(body)
        said, told = answer["choices"][0]["message"]["content"], answer["usage"]

    details = told["completion_tokens_details"]
    accepted = details["accepted_prediction_tokens"]
    rejected = details["rejected_prediction_tokens"]
    assert said.startswith(" ".join(words[: len(words) // 2 - 1]))
    assert accepted >= rejected > 0
    assert told["completion_tokens"] > accepted + rejected


@pytest.mark.parametrize("cap", [1, 10, 60, 90])
def test_a_cap_is_for_what_was_rejected_too(server: Server, cap: int) -> None:
    content = [{"type": "text", "text": "word " * 60}]
    told = usage(server, prediction={"type": "content", "content": content}, max_tokens=cap)

    details = told["completion_tokens_details"]
    assert told["completion_tokens"] <= cap
    assert details["accepted_prediction_tokens"] <= cap


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("tools", {"tools": [WEATHER]}),
        ("functions", {"functions": [WEATHER["function"]]}),
        ("n", {"n": 2}),
        ("logprobs", {"logprobs": True}),
        ("max_completion_tokens", {"max_completion_tokens": 9}),
    ],
)
def test_what_does_not_go_with_a_prediction_is_refused(
    server: Server, name: str, fields: Json
) -> None:
    body = chat(model="gpt-4o", prediction={"type": "content", "content": "x"}, **fields)

    refusal = check_refusal(ask(server, post(body)), 400)

    assert (refusal["param"], refusal["code"]) == (name, "unsupported_parameter")
