"""Tools, response formats and several choices: OpenAI's refusals, keys and order of chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import Server
from tests.talking import ask, serving_quietly
from tests.wire.test_lanes import chat, post
from tests.wire.test_refusals import HELLO, check_healthy, check_refusal, missing, wrong

Json = dict[str, Any]
Row = tuple[Json, str, str | None, str | None]

PARIS = [{"role": "user", "content": "Weather in Paris"}]
BOTH = [{"role": "user", "content": "Weather in Paris and Tokyo"}]
OPEN = {"type": "object", "properties": {"x": {"type": "string"}}}
CLOSED = {**OPEN, "additionalProperties": False}
PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
MADE = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [MADE]}
ANSWERED = {"role": "tool", "tool_call_id": "call_a", "content": "x"}
NOT_CLOSED = "In context=(), 'additionalProperties' is required to be supplied and to be false."
NOT_REQUIRED = (
    "In context=(), 'required' is required to be supplied and to be an array including every key "
    "in properties. Missing 'x'."
)
STRAY = (
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
    "'tool_calls'."
)
UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
    "'tool_call_id'. The following tool_call_ids did not have response messages: "
)
NEEDS_LOGPROBS = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled."
NEEDS_TOOLS = (
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with serving_quietly(module=request.param) as running:
        yield running


def function(**inner: Any) -> Json:
    """Return a tool."""
    return {"type": "function", "function": inner}


def formatted(**inner: Any) -> Json:
    """Return a request for JSON of a schema."""
    return {"response_format": {"type": "json_schema", "json_schema": inner}}


def named(name: str) -> Json:
    """Return the choice of a function."""
    return {"type": "function", "function": {"name": name}}


def empty(param: str) -> tuple[str, str, str]:
    """Return message, param and code of an array without elements."""
    text = f"Invalid '{param}': empty array. Expected an array with minimum length 1, but got "
    return text + "an empty array instead.", param, "empty_array"


def bad_function(why: str) -> tuple[str, str, str]:
    """Return message, param and code of a function's schema."""
    where = "tools[0].function.parameters"
    return f"Invalid schema for function 'f': {why}", where, "invalid_function_parameters"


def bad_format(why: str) -> tuple[str, str, None]:
    """Return message, param and code of a response format's schema."""
    return f"Invalid schema for response_format 'f': {why}", "response_format", None


def unknown(name: str) -> tuple[str, str, None]:
    """Return message, param and code of a tool that is not there."""
    return (
        f"Invalid value for 'tool_choice': no function named '{name}' was specified in the 'tools' "
        "parameter.",
        "tool_choice",
        None,
    )


def unsupported(name: str, value: str, default: str) -> tuple[str, str, str]:
    """Return message, param and code of a value that reasoning models do not take."""
    return (
        f"Unsupported value: '{name}' does not support {value} with this model. Only the default "
        f"({default}) value is supported.",
        name,
        "unsupported_value",
    )


NO_MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
    "'max_completion_tokens' instead.",
    "max_tokens",
    "unsupported_parameter",
)
F = function(name="f", parameters=OPEN)

ROWS: dict[str, Row] = {
    "string as tool": (
        {"tools": ["f"]},
        *wrong("tools[0]", "expected an object", "a string"),
    ),
    "no tools": ({"tools": []}, *empty("tools")),
    "no functions": ({"functions": []}, *empty("functions")),
    "tool without type": ({"tools": [{"function": {"name": "f"}}]}, *missing("tools[0].type")),
    "function without function": (
        {"tools": [{"type": "function"}]},
        *missing("tools[0].function"),
    ),
    "the second without function": (
        {"tools": [F, {"type": "function"}]},
        *missing("tools[1].function"),
    ),
    "custom without custom": ({"tools": [{"type": "custom"}]}, *missing("tools[0].custom")),
    "function without name": ({"tools": [function()]}, *missing("tools[0].function.name")),
    "number as name": (
        {"tools": [function(name=5)]},
        *wrong("tools[0].function.name", "expected a string", "an integer"),
    ),
    "strict function, open": (
        {"tools": [function(name="f", strict=True, parameters=OPEN)]},
        *bad_function(NOT_CLOSED),
    ),
    "strict function, optional": (
        {"tools": [function(name="f", strict=True, parameters=CLOSED)]},
        *bad_function(NOT_REQUIRED),
    ),
    "array as parameters": (
        {"tools": [function(name="f", parameters={"type": "array"})]},
        *bad_function("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
    ),
    "number as parameters": (
        {"tools": [function(name="f", parameters=5)]},
        *bad_function("5 is not of type 'object'."),
    ),
    "no schema at all": (
        {"response_format": {"type": "json_schema"}},
        *missing("response_format.json_schema"),
    ),
    "format without name": (
        formatted(schema=PLACE),
        *missing("response_format.json_schema.name"),
    ),
    "strict format, open": (
        formatted(name="f", strict=True, schema=OPEN),
        *bad_format(NOT_CLOSED),
    ),
    "strict format, optional": (
        formatted(name="f", strict=True, schema=CLOSED),
        *bad_format(NOT_REQUIRED),
    ),
    "array as format": (
        formatted(name="f", schema={"type": "array", "items": {}}),
        *bad_format("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
    ),
    "json_object without the word": (
        {"response_format": {"type": "json_object"}},
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.",
        "messages",
        None,
    ),
    "tool_choice alone": ({"tool_choice": "auto"}, NEEDS_TOOLS, "tool_choice", None),
    "unknown tool_choice": (
        {"tools": [F], "tool_choice": "always"},
        "Invalid value: 'always'. Supported values are: 'none', 'auto', and 'required'.",
        "tool_choice",
        "invalid_value",
    ),
    "unknown tool": ({"tools": [F], "tool_choice": named("g")}, *unknown("g")),
    "unknown custom tool": (
        {"tools": [F], "tool_choice": {"type": "custom", "custom": {"name": "g"}}},
        *unknown("g"),
    ),
    "unknown allowed tool": (
        {
            "tools": [F],
            "tool_choice": {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [named("g")]},
            },
        },
        *unknown("g"),
    ),
    "choice without a name": (
        {"tools": [F], "tool_choice": {"type": "function", "function": {}}},
        *missing("tool_choice.function.name"),
    ),
    "choice without a function": (
        {"tools": [F], "tool_choice": {"type": "function"}},
        *missing("tool_choice.function"),
    ),
    "string as chosen function": (
        {"tools": [F], "tool_choice": {"type": "function", "function": "f"}},
        *wrong("tool_choice.function", "expected an object", "a string"),
    ),
    "allowed tools without them": (
        {"tools": [F], "tool_choice": {"type": "allowed_tools"}},
        *missing("tool_choice.allowed_tools"),
    ),
    "unanswered call, then a user": (
        {"messages": [*HELLO, CALLED, *HELLO]},
        UNANSWERED + "call_a",
        "messages.[2].role",
        None,
    ),
    "unanswered call at the end": (
        {"messages": [*HELLO, CALLED]},
        UNANSWERED + "call_a",
        "messages.[2].role",
        None,
    ),
    "one of two calls unanswered": (
        {
            "messages": [
                *HELLO,
                {**CALLED, "tool_calls": [MADE, {**MADE, "id": "call_b"}]},
                ANSWERED,
                *HELLO,
            ]
        },
        UNANSWERED + "call_b",
        "messages.[3].role",
        None,
    ),
    "result of no call": ({"messages": [*HELLO, ANSWERED]}, STRAY, "messages.[1].role", None),
    "result first": ({"messages": [ANSWERED]}, STRAY, "messages.[0].role", None),
    "result of another call": (
        {"messages": [*HELLO, CALLED, {**ANSWERED, "tool_call_id": "call_c"}]},
        STRAY,
        "messages.[2].role",
        None,
    ),
    "the same result twice": (
        {"messages": [*HELLO, CALLED, ANSWERED, ANSWERED]},
        STRAY,
        "messages.[3].role",
        None,
    ),
    "top_logprobs alone": ({"top_logprobs": 2}, NEEDS_LOGPROBS, "top_logprobs", None),
    "top_logprobs without": (
        {"logprobs": False, "top_logprobs": 2},
        NEEDS_LOGPROBS,
        "top_logprobs",
        None,
    ),
    "five stops": (
        {"stop": list("abcde")},
        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array "
        "with length 5 instead.",
        "stop",
        "array_above_max_length",
    ),
    **{
        f"{model} with {name}": ({"model": model, name: value}, *refusal)
        for model in ("o3", "o4-mini", "gpt-5", "gpt-5-mini")
        for name, value, refusal in (
            ("max_tokens", 3, NO_MAX_TOKENS),
            ("temperature", 0.5, unsupported("temperature", "0.5", "1")),
            ("top_p", 0.1, unsupported("top_p", "0.1", "1")),
            ("presence_penalty", 1, unsupported("presence_penalty", "1", "0")),
        )
    },
}
# What only the reading of tools and formats finds.
PATTERN = (
    "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that "
    "matches the pattern '^[a-zA-Z0-9_-]+$'."
)
SHAPES: dict[str, Row] = {
    "number as tools": (
        {"tools": 5},
        *wrong("tools", "expected an array of objects", "an integer"),
    ),
    "space in a name": (
        {"tools": [function(name="a b")]},
        PATTERN,
        "tools[0].function.name",
        "invalid_value",
    ),
    "long name": (
        {"tools": [function(name="f" * 65)]},
        "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length "
        "64, but got a string with length 65 instead.",
        "tools[0].function.name",
        "string_above_max_length",
    ),
    "unknown type of tool": (
        {"tools": [{"type": "web"}]},
        "Invalid value: 'web'. Supported values are: 'function' and 'custom'.",
        "tools[0].type",
        "invalid_value",
    ),
    "unknown format": (
        {"response_format": {"type": "xml"}},
        "Invalid value: 'xml'. Supported values are: 'json_object', 'json_schema', and 'text'.",
        "response_format.type",
        "invalid_value",
    ),
}
FAULTS = [pytest.param(row, id=name) for name, row in (ROWS | SHAPES).items()]


def request(**fields: Any) -> bytes:
    """Return the bytes of a chat request."""
    return post(chat(**{"model": "gpt-4o", "messages": HELLO, **fields}))


@pytest.mark.parametrize("row", FAULTS)
@pytest.mark.parametrize("stream", [False, True])
def test_it_is_refused_in_openais_words(server: Server, row: Row, stream: bool) -> None:
    fields, sentence, param, code = row

    refusal = check_refusal(ask(server, request(stream=stream, **fields)), 400)

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    check_healthy(server)


@pytest.mark.parametrize(
    "fields",
    [
        {"tool_choice": None},
        {"tools": None},
        {"functions": None, "function_call": None},
        {"response_format": None},
        {"tools": [F], "tool_choice": None},
        {"messages": [*HELLO, CALLED, ANSWERED]},
        {"messages": [*HELLO, CALLED, ANSWERED, CALLED, ANSWERED, *HELLO]},
        {"model": "gpt-5", "temperature": 1, "top_p": 1.0, "max_completion_tokens": 5},
        {"logprobs": True, "top_logprobs": 0},
        {
            "response_format": {"type": "json_object"},
            "messages": [*HELLO, {**HELLO[0], "content": "JSON!"}],
        },
    ],
    ids=lambda fields: ",".join(fields),
)
def test_it_is_not_refused(server: Server, fields: Json) -> None:
    assert ask(server, request(**fields)).status == 200


# Layout

USAGE = [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
]
WEATHER = function(name="get_weather", parameters=PLACE)


def whole(server: Server, **fields: Any) -> Json:
    """Return an answer in one piece, laid out as it must be."""
    response = ask(server, request(**fields))
    assert response.status == 200
    answer: Json = json.loads(response.body)
    laid_out = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    assert _escapes(laid_out) == _escapes(response.body.decode())
    return answer


def _escapes(text: str) -> str:
    return re.sub(r"-\d[\d.e-]*", "-1", text)


def chunks(server: Server, **fields: Any) -> list[Json]:
    """Return a stream's chunks; every one has its keys in order and its padding."""
    response = ask(server, request(stream=True, **fields))
    *events, done, nothing = response.body.decode().split("\n\n")
    assert (done, nothing) == ("data: [DONE]", "")
    found: list[Json] = [json.loads(one.removeprefix("data: ")) for one in events]
    for event, chunk in zip(events, found, strict=True):
        padding = chunk["obfuscation"]
        plain = event.removeprefix("data: ").replace(f',"obfuscation":"{padding}"', "")
        assert len(padding) == -len(plain.encode()) % 16
        assert list(chunk) == [
            *("id", "object", "created", "model", "service_tier", "system_fingerprint", "choices"),
            *(["usage"] if "stream_options" in fields else []),
            "obfuscation",
        ]
    assert len({(one["id"], one["created"], one["model"]) for one in found}) == 1
    return found


def deltas(found: list[Json]) -> list[Json]:
    """Return the deltas of chunks of one choice."""
    return [one["choices"][0]["delta"] for one in found]


def test_a_message_with_calls_has_its_keys_in_order(server: Server) -> None:
    answer = whole(server, messages=PARIS, tools=[WEATHER])

    (choice,) = answer["choices"]
    assert list(answer) == [
        *("id", "object", "created", "model", "choices", "usage", "service_tier"),
        "system_fingerprint",
    ]
    assert list(answer["usage"]) == USAGE
    assert list(choice) == ["index", "message", "logprobs", "finish_reason"]
    assert list(choice["message"]) == ["role", "content", "tool_calls", "refusal", "annotations"]
    (call,) = choice["message"]["tool_calls"]
    assert list(call) == ["id", "type", "function"]
    assert re.fullmatch("call_[0-9A-Za-z]{24}", call["id"])
    assert call["function"] == {"name": "get_weather", "arguments": '{"city":"Paris"}'}
    assert (choice["message"]["content"], choice["message"]["refusal"]) == (None, None)
    assert choice["message"]["annotations"] == []


def test_gpt_5_leaves_logprobs_out_with_calls_too(server: Server) -> None:
    answer = whole(server, model="gpt-5", messages=PARIS, tools=[WEATHER])
    stream = chunks(server, model="gpt-5", messages=PARIS, tools=[WEATHER])

    assert list(answer["choices"][0]) == ["index", "message", "finish_reason"]
    assert {tuple(one["choices"][0]) for one in stream} == {("index", "delta", "finish_reason")}
    assert answer["system_fingerprint"] is None


def test_one_call_comes_with_the_first_chunk(server: Server) -> None:
    found = chunks(server, messages=PARIS, tools=[WEATHER])

    first, *fragments, last = deltas(found)
    (header,) = first["tool_calls"]
    assert list(first) == ["role", "content", "tool_calls", "refusal"]
    assert (first["role"], first["content"], first["refusal"]) == ("assistant", None, None)
    assert list(header) == ["index", "id", "type", "function"]
    assert (header["index"], header["type"]) == (0, "function")
    assert header["function"] == {"name": "get_weather", "arguments": ""}
    assert [list(one) for one in fragments] == [["tool_calls"]] * len(fragments)
    assert fragments[0] == {"tool_calls": [{"index": 0, "function": {"arguments": '{"'}}]}
    pieces = [one["tool_calls"][0]["function"]["arguments"] for one in fragments]
    assert "".join(pieces) == '{"city":"Paris"}'
    assert last == {}
    assert [one["choices"][0]["finish_reason"] for one in found] == [
        *[None] * (len(found) - 1),
        "tool_calls",
    ]


def test_parallel_calls_come_one_after_another(server: Server) -> None:
    first, *middle, last = deltas(chunks(server, messages=BOTH, tools=[WEATHER]))

    assert (first, last) == ({"role": "assistant", "content": None}, {})
    parts = [part for one in middle for part in one["tool_calls"]]
    assert len(parts) == len(middle)
    indexes = [part["index"] for part in parts]
    assert indexes == sorted(indexes)
    for index, city in enumerate(("Paris", "Tokyo")):
        header, *fragments = [part for part in parts if part["index"] == index]
        assert list(header) == ["index", "id", "type", "function"]
        assert header["function"] == {"name": "get_weather", "arguments": ""}
        assert {tuple(one) for one in fragments} == {("index", "function")}
        text = "".join(one["function"]["arguments"] for one in fragments)
        assert text == f'{{"city":"{city}"}}'


def test_a_streamed_call_ends_with_its_usage(server: Server) -> None:
    wanted = {"include_usage": True}
    *found, last = chunks(server, messages=PARIS, tools=[WEATHER], stream_options=wanted)

    assert {one["usage"] for one in found} == {None}
    assert last["choices"] == []
    assert list(last["usage"]) == USAGE


def test_a_deprecated_call_is_a_function_call(server: Server) -> None:
    answer = whole(server, messages=PARIS, functions=[WEATHER["function"]])
    first, *fragments, last = deltas(
        chunks(server, messages=PARIS, functions=[WEATHER["function"]])
    )

    message = answer["choices"][0]["message"]
    assert list(message) == ["role", "content", "function_call", "refusal", "annotations"]
    assert message["function_call"] == {"name": "get_weather", "arguments": '{"city":"Paris"}'}
    assert first["function_call"] == {"name": "get_weather", "arguments": ""}
    text = "".join(one["function_call"]["arguments"] for one in fragments)
    assert (text, last) == ('{"city":"Paris"}', {})


def test_a_custom_call_has_its_own_keys(server: Server) -> None:
    tools = [{"type": "custom", "custom": {"name": "run"}}]
    (call,) = whole(server, messages=PARIS, tools=tools)["choices"][0]["message"]["tool_calls"]
    first, fragment, *_ = deltas(chunks(server, messages=PARIS, tools=tools))

    assert list(call) == ["id", "type", "custom"]
    assert call["custom"] == {"name": "run", "input": "Weather in Paris"}
    assert first["tool_calls"][0]["custom"] == {"name": "run", "input": ""}
    assert list(fragment["tool_calls"][0]) == ["index", "custom"]


@pytest.mark.parametrize("tools", [None, [WEATHER]])
def test_several_choices_are_interleaved(server: Server, tools: list[Json] | None) -> None:
    found = chunks(server, messages=PARIS, n=3, tools=tools)

    choices = [choice for one in found for choice in one["choices"]]
    assert len(choices) == len(found)
    assert [one["index"] for one in choices[:6]] == [0, 1, 2, 0, 1, 2]
    assert [one["index"] for one in choices[-3:]] == [0, 1, 2]
    assert [one["delta"].get("role") for one in choices[:3]] == ["assistant"] * 3
    assert not any("role" in one["delta"] for one in choices[3:])
    reason = "tool_calls" if tools else "stop"
    assert [one["finish_reason"] for one in choices] == [None] * (len(choices) - 3) + [reason] * 3
    assert [one["delta"] for one in choices[-3:]] == [{}, {}, {}]


def test_several_choices_are_numbered_and_differ(server: Server) -> None:
    choices = whole(server, n=3)["choices"]

    assert [one["index"] for one in choices] == [0, 1, 2]
    assert len({one["message"]["content"] for one in choices}) == 3


def test_calls_of_several_choices_have_ids_of_their_own(server: Server) -> None:
    choices = whole(server, messages=BOTH, n=3, tools=[WEATHER])["choices"]

    ids = [call["id"] for one in choices for call in one["message"]["tool_calls"]]
    assert len(set(ids)) == len(ids) == 6


def test_probabilities_have_their_keys_in_order(server: Server) -> None:
    (choice,) = whole(server, logprobs=True, top_logprobs=2)["choices"]

    assert list(choice["logprobs"]) == ["content", "refusal"]
    assert choice["logprobs"]["refusal"] is None
    told = choice["logprobs"]["content"]
    assert "".join(one["token"] for one in told) == choice["message"]["content"]
    for one in told:
        assert list(one) == ["token", "logprob", "bytes", "top_logprobs"]
        assert bytes(one["bytes"]).decode() == one["token"]
        assert [list(other) for other in one["top_logprobs"]] == [["token", "logprob", "bytes"]] * 2


def test_probabilities_are_streamed_with_their_token(server: Server) -> None:
    found = [one["choices"][0] for one in chunks(server, logprobs=True)]

    assert found[0]["logprobs"] == {"content": [], "refusal": None}
    assert found[-1]["logprobs"] is None
    for one in found[1:-1]:
        (told,) = one["logprobs"]["content"]
        assert told["token"] == one["delta"]["content"]
        assert told["top_logprobs"] == []


@pytest.mark.parametrize("stop", [" ", ["zzzz", "e"], "."])
def test_a_stop_sequence_is_not_in_the_text(server: Server, stop: str | list[str]) -> None:
    text = whole(server, stop=stop)["choices"][0]["message"]["content"]
    found = chunks(server, stop=stop)

    streamed = "".join(one["choices"][0]["delta"].get("content", "") for one in found)
    assert text
    assert not any(one in text + streamed for one in ([stop] if isinstance(stop, str) else stop))
    assert found[-1]["choices"][0]["finish_reason"] == "stop"
