"""Whole responses are laid out, ordered, named and billed as those that were recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.distributions.simple import Constant
from sanic_mock.settings import Tokens
from tests.dialects.openai.responses.responding import NOW_S, PARIS, WEATHER, Asking, Json
from tests.serving import Server, responses
from tests.sharing import both_lanes, sharing
from tests.talking import ask_bytes

# Recorded in summer 2026.
KEYS = (
    "id object created_at status background billing completed_at error frequency_penalty "
    "incomplete_details instructions max_output_tokens max_tool_calls model moderation output "
    "parallel_tool_calls presence_penalty previous_response_id prompt_cache_key "
    "prompt_cache_retention reasoning safety_identifier service_tier store temperature text "
    "tool_choice tool_usage tools top_logprobs top_p truncation usage user metadata"
)
USAGE = "input_tokens input_tokens_details output_tokens output_tokens_details total_tokens"
ID = r"0[0-9a-f]{15}00[0-9a-f]{8}[0-9a-f]{4}81[9a][0-9a-f]{17}"
HELLO: Json = {"model": "gpt-4o", "input": "Hello"}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as server:
        yield server


def post(asked: Json, *fields: str) -> bytes:
    """Return a request's bytes."""
    body = json.dumps(asked).encode()
    lines = ["POST /v1/responses HTTP/1.1", "Host: mock", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_keys_come_in_the_order_of_recorded_traffic(asking: Asking) -> None:
    response = asking.whole(HELLO)

    assert " ".join(response) == KEYS
    assert " ".join(response["usage"]) == USAGE
    (message,) = response["output"]
    assert list(message) == ["id", "type", "status", "content", "role"]
    assert list(message["content"][0]) == ["type", "annotations", "logprobs", "text"]
    assert response["reasoning"] == {"context": None, "effort": None, "summary": None}


def test_what_few_requests_have_stands_where_it_was_recorded(asking: Asking) -> None:
    response = asking.whole(HELLO | {"model": "gpt-5.5", "prompt": {"id": "pmpt_1"}})

    order = list(response)
    assert order.index("prompt") == order.index("previous_response_id") + 1
    assert response["reasoning"] == {
        "context": "current_turn",
        "effort": "medium",
        "mode": "standard",
        "summary": None,
    }
    assert (response["top_p"], response["prompt_cache_retention"]) == (0.98, "24h")
    assert response["output"][-1]["phase"] == "final_answer"


def test_a_request_is_never_told_what_another_asked(asking: Asking) -> None:
    asks: list[Json] = [
        HELLO,
        HELLO | {"model": "gpt-4o-mini"},
        HELLO | {"metadata": {"rate": "100%b", "hole": "\0"}},
        HELLO | {"instructions": "%d%%"},
        HELLO | {"store": False},
        HELLO | {"service_tier": "flex"},
        HELLO | {"conversation": None, "user": "%s"},
    ]
    for _ in range(2):  # the second time most of an answer is known
        for asked in asks:
            response = asking.whole(asked)
            assert response["model"].startswith(asked["model"])
            assert response["metadata"] == asked.get("metadata", {})
            assert response["store"] is asked.get("store", True)
            assert response["service_tier"] == asked.get("service_tier", "default")
            for name in ("instructions", "user"):
                assert response[name] == asked.get(name)


def test_the_best_summary_is_told_by_its_name(asking: Asking) -> None:
    summaries = {"auto": "detailed", "detailed": "detailed", "concise": "concise"}
    for wanted, told in summaries.items():
        asked: Json = {"model": "gpt-5", "input": "Hi", "reasoning": {"summary": wanted}}
        assert asking.whole(asked)["reasoning"]["summary"] == told


def test_a_response_is_indented_by_two_and_ends_without_a_line_break(server: Server) -> None:
    (answer,) = responses(ask_bytes(server, post(HELLO)))

    text = answer.body.decode()
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    assert '  "temperature": 1.0,\n' in text


def test_an_error_is_indented_by_two_and_ends_without_a_line_break(server: Server) -> None:
    (answer,) = responses(ask_bytes(server, post({"model": "gpt-4o"})))

    assert answer.status == 400
    assert answer.header("content-type") == "application/json"
    text = answer.body.decode()
    assert text == json.dumps(json.loads(text), indent=2)


def test_a_whole_answer_tells_limits_and_a_stream_does_not(server: Server) -> None:
    (whole,) = responses(ask_bytes(server, post(HELLO)))
    (stream,) = responses(ask_bytes(server, post(HELLO | {"stream": True})))

    names = [name for name, _ in whole.headers]
    limits = [name for name in names if name.startswith("x-ratelimit-")]
    framing = ("content-type", "content-length", "transfer-encoding")
    assert len(limits) == 6
    assert [name for name in names if name not in (*limits, *framing)] == [
        name for name, _ in stream.headers if name not in framing
    ]
    assert stream.header("content-type") == "text/event-stream; charset=utf-8"


def test_a_call_without_a_key_is_told_so_in_the_words_of_this_route() -> None:
    problem = Asking().endpoint.no_key()

    assert problem.status == 401
    assert problem.message == "Missing bearer or basic authentication in header"


def test_ids_have_the_recorded_form_and_one_root(asking: Asking) -> None:
    response = asking.whole({"model": "gpt-5", "input": [PARIS], "tools": [WEATHER]})

    reasoning, call = response["output"]
    ids = [response["id"], reasoning["id"], call["id"]]
    for made, prefix in zip(ids, ("resp", "rs", "fc"), strict=True):
        assert re.fullmatch(f"{prefix}_{ID}", made), made
    assert len({made.split("_")[1][:16] for made in ids}) == 1
    assert {int(made.split("_")[1][18:26], 16) for made in ids} == {NOW_S}
    assert re.fullmatch("call_[0-9A-Za-z]{24}", call["call_id"])


def test_the_same_request_twice_has_two_ids(asking: Asking) -> None:
    assert asking.whole(HELLO)["id"] != asking.whole(HELLO)["id"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"service_tier": "fast"}, "priority"),
        ({"service_tier": "flex"}, "flex"),
        ({"service_tier": "auto"}, "default"),
        ({}, "default"),
    ],
)
def test_the_tier_is_told_as_it_was_served(asking: Asking, asked: Json, told: str) -> None:
    assert asking.whole(HELLO | asked)["service_tier"] == told


ECHOED: list[tuple[str, Any]] = [
    ("instructions", "Be brief."),
    ("metadata", {"run": "7"}),
    ("temperature", 0.5),
    ("top_p", 0.25),
    ("max_output_tokens", 400),
    ("max_tool_calls", 3),
    ("parallel_tool_calls", False),
    ("store", False),
    ("truncation", "auto"),
    ("user", "me"),
    ("safety_identifier", "it"),
    ("prompt_cache_key", "key"),
    ("prompt_cache_retention", "24h"),
    ("top_logprobs", 2),
    ("presence_penalty", 0.5),
]


@pytest.mark.parametrize(("name", "value"), ECHOED)
def test_what_was_asked_is_repeated(asking: Asking, name: str, value: object) -> None:
    assert asking.whole(HELLO | {name: value})[name] == value
    assert asking.whole(HELLO | {name: None})[name] == asking.whole(HELLO)[name]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"mode": "explicit", "ttl": "30m"}, {"mode": "explicit", "ttl": "30m"}),
        ({"mode": "explicit"}, {"mode": "explicit", "ttl": "30m"}),
        ({}, {"mode": "implicit", "ttl": "30m"}),
    ],
)
def test_how_a_prompt_is_to_be_remembered_is_repeated(
    asking: Asking, asked: Json, told: Json
) -> None:
    model = {"model": "gpt-5.6"}
    response = asking.whole(HELLO | model | {"prompt_cache_options": asked})

    assert response["prompt_cache_options"] == told
    names = list(response)
    assert names[names.index("prompt_cache_options") - 1] == "prompt_cache_key"
    assert "prompt_cache_options" not in asking.whole(HELLO | model)


def test_json_that_was_asked_for_comes_and_its_schema_is_repeated(asking: Asking) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    spec = {"type": "json_schema", "name": "place", "schema": schema}

    asked = {"model": "gpt-5", "text": {"format": spec, "verbosity": "low"}}
    response = asking.whole(HELLO | asked)

    assert "city" in json.loads(response["output"][-1]["content"][0]["text"])
    assert response["text"]["verbosity"] == "low"
    assert list(response["text"]["format"].items()) == [
        ("type", "json_schema"),
        ("description", None),
        ("name", "place"),
        ("schema", schema),
        ("strict", False),
    ]


CLOSED: Json = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("further", "is_strict"), [({}, True), ({"strict": None}, True), ({"strict": False}, False)]
)
def test_a_schema_that_can_be_strict_is_unless_a_request_says_not(
    asking: Asking, further: dict[str, Any], is_strict: bool
) -> None:
    spec = {"type": "json_schema", "name": "place", "schema": CLOSED, **further}

    response = asking.whole(HELLO | {"text": {"format": spec}})

    assert response["text"]["format"]["strict"] is is_strict


def test_the_language_of_a_schema_is_neither_told_again_nor_billed(asking: Asking) -> None:
    draft = {"$schema": "http://json-schema.org/draft-07/schema#"}
    specs = (
        {"type": "json_schema", "name": "place", "schema": schema}
        for schema in (CLOSED, draft | CLOSED)
    )

    plain, named = (asking.whole(HELLO | {"text": {"format": one}}) for one in specs)

    assert named["text"] == plain["text"]
    assert named["usage"]["input_tokens"] == plain["usage"]["input_tokens"]


def test_a_response_that_is_cut_says_why(asking: Asking) -> None:
    response = asking.whole(HELLO | {"max_output_tokens": 16})

    assert response["status"] == response["output"][0]["status"] == "incomplete"
    assert response["incomplete_details"] == {"reason": "max_output_tokens"}
    assert response["completed_at"] is None
    assert response["usage"]["output_tokens"] == 16


def test_reasoning_that_takes_all_leaves_no_message() -> None:
    asked = {"model": "gpt-5", "input": "Hello", "max_output_tokens": 16}

    settings = {"tokens": Tokens(reasoning=Constant(500.0))}
    response = Asking(**settings).whole(asked)

    assert [item["type"] for item in response["output"]] == ["reasoning"]
    assert response["status"] == "incomplete"
    assert response["usage"]["output_tokens"] == 16


def test_probabilities_are_told_where_they_are_included(asking: Asking) -> None:
    asked = {"include": ["message.output_text.logprobs"], "top_logprobs": 2}

    (part,) = asking.whole(HELLO | asked)["output"][0]["content"]

    assert "".join(one["token"] for one in part["logprobs"]) == part["text"]
    assert {len(one["top_logprobs"]) for one in part["logprobs"]} == {2}


def test_encrypted_reasoning_comes_where_it_is_included(asking: Asking) -> None:
    asked = {"model": "gpt-5", "input": "Hi", "include": ["reasoning.encrypted_content"]}

    reasoning = asking.whole(asked)["output"][0]

    assert list(reasoning) == ["id", "type", "content", "encrypted_content", "summary"]
    assert reasoning["encrypted_content"].startswith("gAAAAAB")


@pytest.mark.parametrize(
    ("model", "effort", "reasons"),
    [
        ("gpt-4o", None, False),
        ("gpt-5", None, True),
        ("gpt-5.1", None, False),
        ("gpt-5.1", "low", True),
        ("gpt-5.5", "none", False),
        ("o3", None, True),
    ],
)
def test_models_that_reason_tell_it_first(
    asking: Asking, model: str, effort: str | None, reasons: bool
) -> None:
    response = asking.whole({"model": model, "input": "Hi", "reasoning": {"effort": effort}})

    kinds = [item["type"] for item in response["output"]]
    assert kinds == (["reasoning", "message"] if reasons else ["message"])


@pytest.mark.parametrize("choice", ["required", {"type": "web_search"}])
def test_a_search_comes_before_a_message_that_names_its_source(
    asking: Asking, choice: object
) -> None:
    asked = {"tools": [{"type": "web_search"}], "tool_choice": choice}

    search, message = asking.whole(HELLO | asked)["output"]

    assert (search["type"], search["status"]) == ("web_search_call", "completed")
    assert search["action"] == {"type": "search", "queries": ["Hello"], "query": "Hello"}
    (source,) = message["content"][0]["annotations"]
    assert source["type"] == "url_citation"
    text = message["content"][0]["text"]
    assert source["url"] in text[source["start_index"] : source["end_index"]]


def test_json_names_no_source_that_was_found(asking: Asking) -> None:
    tools: Json = {"tools": [{"type": "web_search"}], "tool_choice": {"type": "web_search"}}
    wanted = {"text": {"format": {"type": "json_object"}}, "input": "Answer in JSON."}

    _, message = asking.whole(HELLO | tools | wanted)["output"]

    (part,) = message["content"]
    assert (part["annotations"], type(json.loads(part["text"]))) == ([], dict)


def settled(received: bytes) -> bytes:
    """Replace what must differ between two answers, keeping every length."""
    volatile = (
        (rb"(resp|msg|rs|fc)_[0-9a-f]{50}", rb"\g<1>_" + b"0" * 50),
        (rb"call_[0-9A-Za-z]{24}", b"call_" + b"0" * 24),
        (rb"(?<=gAAAAAB)[\w-]+", lambda found: b"0" * len(found[0])),
        (rb"req_[0-9a-f]{32}", b"req_" + b"0" * 32),
        (rb"Date: [^\r]{29}", b"Date: " + b"0" * 29),
        (rb'("(?:created|completed)_at": ?)1\d{9}', rb"\g<1>0000000000"),
    )
    for pattern, constant in volatile:
        received = re.sub(pattern, constant, received)
    return received


ASKS: list[Json] = [
    HELLO,
    HELLO | {"stream": True},
    {"model": "gpt-5", "input": "Hi", "stream": True, "reasoning": {"summary": "auto"}},
    {"model": "gpt-4o", "input": [PARIS], "tools": [WEATHER]},
    {"model": "gpt-4o", "input": [PARIS], "tools": [WEATHER], "stream": True},
    HELLO | {"background": True},
    {"model": "gpt-4o", "input": [{"role": "user"}]},
    {},
]


def test_both_lanes_give_one_answer() -> None:
    with both_lanes() as (fast, sanics):
        for asked in ASKS:
            one, other = (ask_bytes(server, post(asked)) for server in (fast, sanics))
            assert responses(settled(one)) == responses(settled(other)), asked
