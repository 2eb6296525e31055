"""What load tools send to inference servers is honoured where the server is lenient."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.requests import HELLO, post
from tests.serving import Server, serving
from tests.sharing import lending, sharing
from tests.talking import ask, serving_quietly

Json = dict[str, Any]

CHAT, COMPLETIONS = "/v1/chat/completions", "/v1/completions"
ENDPOINTS = (CHAT, COMPLETIONS)
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
BOTH = {"include_usage": True, "continuous_usage_stats": True}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that is lenient."""
    with sharing("-mode", "lenient", module=request.param) as running:
        yield running


def body_of(path: str, fields: Json) -> bytes:
    prompt = {"messages": HELLO} if path == CHAT else {"prompt": "Hello"}
    return json.dumps({"model": "m", **prompt, **fields}).encode()


def whole(server: Server, path: str, **fields: Any) -> Json:
    """Return an answer in one piece."""
    response = ask(server, post(body_of(path, fields), path=path))
    assert response.status == 200, response.body
    answer: Json = json.loads(response.body)
    return answer


def stream(server: Server, path: str, **fields: Any) -> list[Json]:
    """Return the chunks of a stream."""
    response = ask(server, post(body_of(path, {"stream": True, **fields}), path=path))
    assert response.status == 200, response.body
    *events, done, rest = response.body.decode().split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(event.removeprefix("data: ")) for event in events]


def text(choice: Json) -> str:
    """Return what a choice says, whole or in a chunk."""
    said: str = choice["text"] if "text" in choice else choice["message"]["content"]
    return said


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("tokens", [1, 7, 64, 300, 2_000])
def test_a_text_that_ignores_its_end_has_all_tokens(server: Server, path: str, tokens: int) -> None:
    answer = whole(server, path, ignore_eos=True, max_tokens=tokens)

    assert answer["usage"]["completion_tokens"] == tokens
    assert answer["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("fields", [{"ignore_eos": True}, {"min_tokens": 150}], ids=str)
def test_a_stream_has_an_event_for_each_of_them(server: Server, path: str, fields: Json) -> None:
    options = {"include_usage": True}
    chunks = stream(server, path, max_tokens=150, stream_options=options, **fields)

    assert chunks[-1]["usage"]["completion_tokens"] == 150
    said = [one for one in chunks[:-1] if "text" in one["choices"][0]
            or one["choices"][0]["delta"].get("content")]  # fmt: skip
    assert len(said) == 150
    assert chunks[-2]["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("least", [1, 100, 700])
def test_a_text_has_the_fewest_tokens_that_are_asked_for(
    server: Server, path: str, least: int
) -> None:
    answer = whole(server, path, min_tokens=least, max_tokens=1_000)

    assert least <= answer["usage"]["completion_tokens"] < 1_000
    assert answer["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_choice_is_as_long(server: Server, path: str) -> None:
    answer = whole(server, path, ignore_eos=True, max_tokens=90, n=3)

    assert answer["usage"]["completion_tokens"] == 270
    assert {one["finish_reason"] for one in answer["choices"]} == {"length"}


@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_stop_sequence_is_looked_for_before(server: Server, path: str) -> None:
    answer = whole(server, path, min_tokens=50, max_tokens=400, stop=["e", " "])

    assert answer["usage"]["completion_tokens"] >= 50
    assert answer["choices"][0]["finish_reason"] == "stop"


def test_where_no_limit_is_given_the_text_has_one_all_the_same(server: Server) -> None:
    chat = whole(server, CHAT, ignore_eos=True, model="gpt-4")
    completion = whole(server, COMPLETIONS, min_tokens=100)

    assert chat["usage"]["completion_tokens"] == 8_192
    assert completion["usage"]["completion_tokens"] == 100


def test_what_a_model_thinks_counts(server: Server) -> None:
    usage = whole(server, CHAT, model="o3", ignore_eos=True, max_tokens=2_000)["usage"]

    assert usage["completion_tokens"] == 2_000


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("fields", [{}, {"ignore_eos": True, "max_tokens": 30}, {"n": 3}], ids=str)
def test_usage_runs_on_in_every_chunk(server: Server, path: str, fields: Json) -> None:
    *chunks, last = stream(server, path, stream_options=BOTH, **fields)

    assert last["choices"] == []
    told: dict[int, list[int]] = {}
    for one in chunks:
        usage = one["usage"]
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        assert usage["prompt_tokens"] == last["usage"]["prompt_tokens"]
        told.setdefault(one["choices"][0]["index"], []).append(usage["completion_tokens"])
    assert all(counts == sorted(counts) for counts in told.values())
    assert all(b - a <= 1 for counts in told.values() for a, b in pairwise(counts))
    assert sum(counts[-1] for counts in told.values()) == last["usage"]["completion_tokens"]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_running_usage_alone_has_no_chunk_behind_the_last(server: Server, path: str) -> None:
    chunks = stream(server, path, stream_options={"continuous_usage_stats": True})

    assert chunks[-1]["choices"]
    assert chunks[-1]["usage"]["completion_tokens"] > 0


GUIDED = [
    ({"guided_choice": ["Oslo", "Rome"]}, "Oslo|Rome"),
    ({"guided_regex": "[A-Z]{3}-[0-9]+"}, "[A-Z]{3}-[0-9]+"),
    ({"guided_json": SCHEMA}, r'\{"x":-?\d+\}'),
    ({"guided_json": json.dumps(SCHEMA)}, r'\{"x":-?\d+\}'),
    ({"structured_outputs": {"json": SCHEMA}}, r'\{"x":-?\d+\}'),
    ({"structured_outputs": {"choice": ["a b", '"c"']}}, 'a b|"c"'),
    ({"structured_outputs": {"regex": "x+y", "backend": "xgrammar"}}, "x+y"),
    ({"guided_grammar": 'start: "SELECT " /[a-c]/ (", " /[a-c]/)*'}, "SELECT [a-c](, [a-c])*"),
    ({"guided_grammar": 'root ::= "id-" digit{3}\ndigit ::= [0-9]'}, "id-[0-9]{3}"),
    ({"structured_outputs": {"grammar": 'root ::= "a" | "b-" root # more'}}, "(b-)*a"),
]


@pytest.mark.parametrize(("fields", "pattern"), GUIDED, ids=str)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_text_is_what_it_is_guided_to(
    server: Server, path: str, fields: Json, pattern: str
) -> None:
    said = text(whole(server, path, max_tokens=200, **fields)["choices"][0])
    assert re.fullmatch(pattern, said), said

    chunks = [one["choices"][0] for one in stream(server, path, max_tokens=200, **fields)]
    streamed = "".join(one.get("text") or one.get("delta", {}).get("content", "") for one in chunks)
    assert re.fullmatch(pattern, streamed), streamed


TAKEN: list[Json] = [
    {"stop_token_ids": [1, 2], "top_k": 40, "min_p": 0.1},
    {"repetition_penalty": 1.0, "chat_template_kwargs": {"enable_thinking": False}},
    {"best_of": 1, "use_beam_search": False, "skip_special_tokens": True, "seed": 1},
    {"guided_grammar": "root ::= nothing"},
    {"guided_grammar": 'start: "a"~2..1'},
    {"guided_grammar": 'start: "a"~' + "1" * 5000},
    {"guided_grammar": "start: INT\n%import ->"},
    {"guided_json": "{", "guided_regex": "(", "guided_choice": "x", "structured_outputs": 5},
    {"guided_json": {"type": "object", "properties": 5}, "min_tokens": -1, "ignore_eos": "no"},
    {"min_tokens": 9, "max_tokens": 3},
    {"ignore_eos": True, "max_tokens": None, "max_completion_tokens": 5},
]


@pytest.mark.parametrize("fields", TAKEN, ids=str)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_the_others_are_taken(server: Server, path: str, fields: Json) -> None:
    whole(server, path, **fields)
    stream(server, path, **fields)


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_usage_is_always_told_where_the_profile_says_so(path: str, mode: str) -> None:
    with lending(f"mode: {mode}\nusage_in_streams: always") as server:
        model = "gpt-4o" if path == CHAT else "davinci-002"
        chunks = stream(server, path, model=model)
        unwanted = stream(server, path, model=model, stream_options={"include_usage": False})

    assert [one["choices"] for one in (chunks[-1], unwanted[-1])] == [[], []]
    assert chunks[-1]["usage"]["completion_tokens"] > 0
    assert unwanted[-1]["usage"]


SENT: list[Json] = [
    {"ignore_eos": True},
    {"stream": True, "stream_options": {"continuous_usage_stats": True}},
    {"top_k": 5, "ignore_eos": True},
]


@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_a_strict_server_says_once_what_load_tools_want(module: str) -> None:
    with serving(module=module) as server:
        refused = [ask(server, post(body_of(CHAT, {"model": "gpt-4o", **one}))) for one in SENT * 2]
        assert {one.status for one in refused} == {400}
        _, errors = _stopped(server)

    told = "sanic-mock: `ignore_eos` is no OpenAI parameter: load tools want -mode lenient"
    assert [line for line in errors.splitlines() if "load tools" in line] == [told]


@pytest.mark.parametrize("fields", [{"foo": 1}, {"temperature": 9}])
def test_what_load_tools_do_not_send_has_no_remedy(fields: Json) -> None:
    with lending("{}") as server:
        refused = ask(server, post(body_of(CHAT, {"model": "gpt-4o", **fields})))

    assert refused.status == 400


def _stopped(server: Server) -> tuple[int, str]:
    """Stop a server; return its exit code, and what it wrote on stderr."""
    code = server.stop()
    assert server.process.stderr is not None
    return code, server.process.stderr.read()


@pytest.mark.parametrize("profile", ["vllm-8b", "vllm-70b"])
def test_the_profiles_of_vllm_are_lenient(profile: str) -> None:
    with serving_quietly("-profile", profile, "-time-scale", "1000") as server:
        usage = whole(server, CHAT, ignore_eos=True, max_tokens=20)["usage"]

    assert usage["completion_tokens"] == 20
