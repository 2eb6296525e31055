"""Where the server is lenient, whatever can be made out is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.chat.lenient import read
from sanic_mock.errors import Lengthy
from tests.dialects.openai.chat.refused_tools import REFUSED, Row
from tests.dialects.openai.chat.tools import ANSWERED, CALLED, WEATHER
from tests.dialects.openai.errors import NOT_JSON, check_refusal, missing, wrong
from tests.patient_work import patiently
from tests.requests import HELLO, chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

Json = dict[str, Any]

LENIENT = "x-mock-mode: lenient"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that is lenient unless a request says otherwise."""
    with sharing("-mode", "lenient", module=request.param) as running:
        yield running


def answered(server: Server, **fields: Any) -> Json:
    """Return an answer in one piece."""
    response = ask(server, post(chat(**{"model": "gpt-4o", **fields})))
    assert response.status == 200, response.body
    answer: Json = json.loads(response.body)
    return answer


@pytest.mark.parametrize("row", REFUSED)
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_refused_where_strict_is_answered(server: Server, row: Row, stream: bool) -> None:
    body = chat(**{"model": "gpt-4o", "messages": HELLO, "stream": stream, **row[0]})

    assert ask(server, post(body)).status == 200
    assert ask(server, post(body, "x-mock-mode: strict")).status == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"top_k": 1, "extra": {"a": [None]}},
        {"temperature": 99, "top_p": -1, "presence_penalty": "high"},
        {"n": 1000, "seed": 2**70, "max_tokens": 0, "logit_bias": 5},
        {"stream_options": {"include_usage": True, "more": 1}},
        {"stop": list("qwxyzj")},
        {"metadata": {"a": "b"}},
        {"metadata": {"a": 1}, "store": True},
        {"store": True, "messages": [5, {"content": "Hi"}]},
        {"messages": [{"role": "owner", "content": "Hello"}]},
        {"messages": [{"role": "user"}]},
        {"messages": [None, "Hello"]},
        {"messages": "Hello"},
        {"messages": {"role": "user", "content": "Hello"}},
        {"messages": [{"role": "user", "content": [{"type": "video"}, {"text": "Hi"}, 5]}]},
        {"messages": [{"role": "tool", "content": "22"}]},
        {"messages": [*HELLO, CALLED]},
        {"messages": [*HELLO, ANSWERED, ANSWERED]},
        {"model": "gpt-5", "max_tokens": 300, "temperature": 0, "stop": "x", "logprobs": True},
        {"reasoning_effort": "enormous", "verbosity": 3, "service_tier": "cheap"},
        {"tools": [5, {"type": "web"}, WEATHER]},
        {"tools": []},
        {"function_call": "auto"},
        {"response_format": {"type": "xml"}},
        {"response_format": {"type": "json_schema"}},
        {"audio": 5, "modalities": ["smell"], "prediction": "x", "moderation": {}},
        {"prediction": {"type": "content", "content": "x"}, "n": 2, "logprobs": True},
        {"max_tokens": 100_000},
    ],
    ids=str,
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_does_not_fit_is_as_if_it_were_not_there(
    server: Server, fields: Json, stream: bool
) -> None:
    body = chat(**{"model": "gpt-4o", "stream": stream, **fields})

    assert ask(server, post(body)).status == 200


def test_what_fits_counts(server: Server) -> None:
    answer = answered(server, top_k=1, n=3, max_tokens=2, stop=list("qwxyzj"))

    assert len(answer["choices"]) == 3
    assert {one["finish_reason"] for one in answer["choices"]} <= {"length", "stop"}
    assert answer["usage"]["completion_tokens"] <= 6


def test_usage_is_told_beside_stream_options_of_other_servers(server: Server) -> None:
    options = {"include_usage": True, "continuous_usage_stats": True}
    body = chat(model="gpt-4o", stream=True, stream_options=options, ignore_eos=True)

    assert b'"usage":{"prompt_tokens":' in ask(server, post(body)).body


def test_a_tool_that_fits_is_called_beside_those_that_do_not(server: Server) -> None:
    message = answered(server, tools=[5, {"type": "web"}, WEATHER], tool_choice="required")

    (call,) = message["choices"][0]["message"]["tool_calls"]
    assert call["function"]["name"] == "get_weather"


def test_a_schema_that_fits_is_followed_though_its_name_does_not(server: Server) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema, "strict": True}}

    message = answered(server, top_k=1, tools=[tool])["choices"][0]["message"]

    assert isinstance(json.loads(message["tool_calls"][0]["function"]["arguments"])["x"], int)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"{", (NOT_JSON, None, None)),
        (b"[]", (NOT_JSON, None, None)),
        (b"{}", missing("messages")),
        (b'{"top_k":1}', missing("messages")),
        (b'{"model":"m"}', missing("messages")),
        (
            b'{"model":"m","messages":5}',
            wrong("messages", "expected an array of objects", "an integer"),
        ),
    ],
)
def test_what_cannot_be_made_out_is_refused(
    server: Server, body: bytes, refusal: tuple[str, str | None, str | None]
) -> None:
    error = check_refusal(ask(server, post(body)), 400)

    assert (error["message"], error["param"], error["code"]) == refusal


@pytest.mark.parametrize("model", [None, 5, ""])
def test_a_request_without_a_model_is_answered_by_one(server: Server, model: Any) -> None:
    assert answered(server, model=model)["model"].startswith("gpt-4o-mini")


TEXT = {"type": "text", "text": "Weather in Oslo?"}


@pytest.mark.parametrize(
    "content",
    [
        [5, TEXT, None],
        [{"type": "video"}, TEXT],
        [{"text": "Weather in Oslo?"}],
        [{"type": "input_text", "text": "Weather in Oslo?"}],
        ["Weather in Oslo?"],
        TEXT,
        [{**TEXT, "cache_control": {"type": "ephemeral"}}],
    ],
    ids=str,
)
def test_the_parts_of_a_message_that_fit_are_read(server: Server, content: Any) -> None:
    message = answered(server, messages=[{"role": "user", "content": content}], tools=[WEATHER])

    (call,) = message["choices"][0]["message"]["tool_calls"]
    assert "Oslo" in call["function"]["arguments"]


SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "function": {"name": "git.status", "parameters": SCHEMA}},
        {"type": "function", "function": {"name": "a b/c", "parameters": SCHEMA, "strict": "yes"}},
        {"function": {"name": "f" * 90, "parameters": SCHEMA}},
        {"type": "function", "name": "flat", "parameters": SCHEMA},
        {"type": "tool", "function": {"name": "f", "description": 5, "parameters": SCHEMA}},
        {"type": "function", "function": {"name": "f", "cache": 1, "parameters": SCHEMA}},
    ],
    ids=str,
)
def test_a_tool_is_called_as_far_as_it_is_understood(server: Server, tool: Json) -> None:
    message = answered(server, tools=[tool], tool_choice="required")["choices"][0]["message"]

    (call,) = message["tool_calls"]
    assert call["function"]["name"] == tool.get("function", tool)["name"]
    assert isinstance(json.loads(call["function"]["arguments"])["x"], int)


@pytest.mark.parametrize(
    "wanted",
    [
        {"type": "json_schema", "json_schema": {"name": "a name", "schema": SCHEMA}},
        {"type": "json_schema", "json_schema": {"schema": SCHEMA, "strict": "yes"}},
        {"type": "json_schema", "json_schema": {"name": "f", "schema": SCHEMA, "more": 1}},
        {"type": "json_schema", "json_schema": SCHEMA},
        {"type": "json_object", "schema": SCHEMA},
        {"json_schema": {"name": "f", "schema": SCHEMA}},
    ],
    ids=str,
)
def test_a_format_is_kept_to_as_far_as_it_is_understood(server: Server, wanted: Json) -> None:
    message = answered(server, response_format=wanted)["choices"][0]["message"]

    assert isinstance(json.loads(message["content"])["x"], int)


def test_letters_that_utf_8_cannot_hold_are_replaced(server: Server) -> None:
    body = b'{"model":"m\\ud800","messages":[{"role":"user","content":"\\udfff"}],"top_k":1}'

    assert json.loads(ask(server, post(body)).body)["model"] == "m?"


@pytest.mark.parametrize("item", ["1", "{}", "[]", '"a"'])
def test_many_items_that_do_not_fit_are_no_work_for_the_loop(item: str) -> None:
    body = f'{{"model":"gpt-4o","messages":[{",".join([item] * 16_000)}]}}'.encode()

    with pytest.raises(Lengthy):
        read(body, "m")
    assert patiently(lambda: len(read(body, "m").request.messages)) == 16_000
