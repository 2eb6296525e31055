"""A lenient server's responses are as long as load tools ask for, and what they ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import post
from tests.serving import Server
from tests.sharing import lending, sharing
from tests.talking import ask

Json = dict[str, Any]
PATH = "/v1/responses"
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
TOOL = {"type": "function", "name": "note", "parameters": SCHEMA}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that is lenient."""
    with sharing("-mode", "lenient", module=request.param) as running:
        yield running


def body_of(fields: Json) -> bytes:
    """Return a request's body."""
    return json.dumps({"model": "m", "input": "Hello", **fields}).encode()


def whole(server: Server, **fields: Any) -> Json:
    """Return an answer in one piece."""
    response = ask(server, post(body_of(fields), path=PATH))
    assert response.status == 200, response.body
    answer: Json = json.loads(response.body)
    return answer


def stream(server: Server, **fields: Any) -> list[Json]:
    """Return the events of a stream."""
    response = ask(server, post(body_of({"stream": True, **fields}), path=PATH))
    assert response.status == 200, response.body
    lines = response.body.decode().split("\n")
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def text(answer: Json) -> str:
    """Return what a response says."""
    said: str = answer["output"][-1]["content"][0]["text"]
    return said


@pytest.mark.parametrize("limit", ["max_output_tokens", "max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize("tokens", [1, 7, 64, 300, 2_000])
def test_a_text_that_ignores_its_end_has_all_tokens(
    server: Server, tokens: int, limit: str
) -> None:
    answer = whole(server, ignore_eos=True, **{limit: tokens})

    assert answer["usage"]["output_tokens"] == tokens
    assert answer["status"] == "incomplete"
    assert answer["incomplete_details"] == {"reason": "max_output_tokens"}


@pytest.mark.parametrize("fields", [{"ignore_eos": True}, {"min_tokens": 150}], ids=str)
def test_a_stream_has_an_event_for_each_of_them(server: Server, fields: Json) -> None:
    events = stream(server, max_output_tokens=150, **fields)

    assert events[-1]["type"] == "response.incomplete"
    assert events[-1]["response"]["usage"]["output_tokens"] == 150
    deltas = [one for one in events if one["type"] == "response.output_text.delta"]
    assert len(deltas) == 149  # and one that a response is billed beside its text


@pytest.mark.parametrize("least", [1, 100, 700])
def test_a_text_has_the_fewest_tokens_that_are_asked_for(server: Server, least: int) -> None:
    answer = whole(server, min_tokens=least, max_output_tokens=1_000)

    assert least <= answer["usage"]["output_tokens"] < 1_000
    assert answer["status"] == "completed"


@pytest.mark.parametrize("model", ["gpt-4", "gpt-4o"])
def test_where_no_limit_is_given_the_text_has_one_all_the_same(server: Server, model: str) -> None:
    usage = whole(server, ignore_eos=True, model=model)["usage"]

    assert usage["output_tokens"] == {"gpt-4": 8_192, "gpt-4o": 16_384}[model]


def test_what_a_model_thinks_counts(server: Server) -> None:
    usage = whole(server, model="o3", ignore_eos=True, max_output_tokens=2_000)["usage"]

    assert usage["output_tokens"] == 2_000


def test_a_call_ends_where_it_ends(server: Server) -> None:
    fields = {"ignore_eos": True, "max_output_tokens": 500, "tools": [TOOL]}
    answer = whole(server, tool_choice="required", **fields)

    (call,) = answer["output"]
    assert isinstance(json.loads(call["arguments"])["x"], int)


@pytest.mark.parametrize(
    ("fields", "pattern"),
    [
        ({"guided_json": SCHEMA}, r'\{"x":-?\d+\}'),
        ({"guided_regex": "[a-c]{3}-[0-9]+"}, "[a-c]{3}-[0-9]+"),
        ({"guided_choice": ["yes", "no"]}, "yes|no"),
        ({"structured_outputs": {"json": SCHEMA}}, r'\{"x":-?\d+\}'),
        ({"structured_outputs": {"choice": ["yes", "no"]}}, "yes|no"),
    ],
    ids=str,
)
def test_a_text_keeps_to_what_guides_it(server: Server, fields: Json, pattern: str) -> None:
    assert re.fullmatch(pattern, text(whole(server, **fields)))
    assert re.fullmatch(pattern, text(stream(server, **fields)[-1]["response"]))


TAKEN: list[Json] = [
    {"stop_token_ids": [1, 2], "top_k": 40, "min_p": 0.1},
    {"guided_json": "{", "guided_regex": "(", "guided_choice": "x", "structured_outputs": 5},
    {"guided_json": {"type": "object", "properties": 5}, "min_tokens": -1, "ignore_eos": "no"},
    {"min_tokens": 9, "max_output_tokens": 3},
    {"ignore_eos": True, "max_output_tokens": None, "max_tokens": "many"},
]


@pytest.mark.parametrize("fields", TAKEN, ids=str)
def test_the_others_are_taken(server: Server, fields: Json) -> None:
    whole(server, **fields)
    stream(server, **fields)


def test_the_same_request_without_them_is_as_usual(server: Server) -> None:
    for _ in range(4):
        usual = whole(server, max_output_tokens=4_000)
        long = whole(server, max_output_tokens=4_000, ignore_eos=True)
        assert usual["usage"]["output_tokens"] < long["usage"]["output_tokens"] == 4_000


def test_a_strict_server_refuses_them() -> None:
    with lending("{}") as server:
        refused = ask(server, post(body_of({"model": "gpt-4o", "ignore_eos": True}), path=PATH))

    assert refused.status == 400
    assert json.loads(refused.body)["error"]["message"] == "Unknown parameter: 'ignore_eos'."
