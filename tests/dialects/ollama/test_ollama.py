"""What Ollama's answers tell: lines, bills, times, thought, calls, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.ollama.lines import LINES
from tests.requests import post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

SAID: Json = {"model": "qwen3", "messages": [{"role": "user", "content": "Hello"}]}
TOOL: Json = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that thinks four tokens and says six, in its time."""
    times = "ttft: {base: 20ms}\nitl: {token: 2ms}\n"
    with lending(f"seed: 7\n{times}tokens: {{reasoning: 4, output: 6}}\n") as running:
        yield running


def lines(server: Server, body: Json, *fields: str, path: str = "/api/chat") -> list[Json]:
    """Return the lines of an answer."""
    answer = ask(server, post(json.dumps(body).encode(), *fields, path=path))
    return [json.loads(line) for line in answer.body.splitlines()]


def test_a_stream_is_a_line_for_each_piece_and_an_end(server: Server) -> None:
    *said, end = lines(server, SAID)

    thoughts = [one["message"].get("thinking", "") for one in said]
    texts = [one["message"]["content"] for one in said]
    assert (sum(map(bool, thoughts)), sum(map(bool, texts))) == (4, 6)
    assert {one["done"] for one in said} == {False}
    assert (end["done"], end["done_reason"], end["message"]["content"]) == (True, "stop", "")
    assert end["eval_count"] == 10


def test_times_are_nanoseconds_and_add_up(server: Server) -> None:
    *_, end = lines(server, SAID)

    parts = ("load_duration", "prompt_eval_duration", "eval_duration")
    assert end["total_duration"] == sum(end[name] for name in parts)
    assert end["load_duration"] + end["prompt_eval_duration"] >= 20_000_000
    assert end["eval_duration"] >= 9 * 2_000_000 // 2


def test_thought_is_not_told_where_it_is_not_wanted(server: Server) -> None:
    *said, end = lines(server, SAID | {"think": False})

    assert not any("thinking" in one["message"] for one in said)
    assert end["eval_count"] == 6


def test_a_thought_that_is_asked_for_is_told_though_no_profile_has_one() -> None:
    with lending("seed: 7") as plain:
        (whole,) = lines(plain, SAID | {"think": True, "stream": False})
        *said, end = lines(plain, SAID | {"think": "high"})
        (silent,) = lines(plain, SAID | {"stream": False})

    assert whole["message"]["thinking"]
    assert whole["message"]["content"]
    thoughts = [one["message"].get("thinking", "") for one in said]
    assert "".join(thoughts)
    assert end["eval_count"] == len(said)
    assert "thinking" not in silent["message"]


@pytest.mark.parametrize("wanted", [2, 1, "much", {}, []])
def test_other_ways_of_thinking_are_refused(server: Server, wanted: Any) -> None:
    (answer,) = lines(server, SAID | {"think": wanted, "stream": False})
    assert "think" in answer["error"]


def test_a_model_that_is_there_is_fetched(server: Server) -> None:
    steps = lines(server, {"model": "qwen3"}, path="/api/pull")
    (whole,) = lines(server, {"name": "qwen3", "stream": False}, path="/api/pull")
    (missing,) = lines(server, {}, path="/api/pull")

    assert [steps[0], steps[-1]] == [{"status": "pulling manifest"}, {"status": "success"}]
    assert steps[1]["completed"] == steps[1]["total"]
    assert whole == {"status": "success"}
    assert missing == {"error": "model is required"}


@pytest.mark.parametrize("path", ["/api/push", "/api/create"])
def test_what_is_not_there_is_told_in_ollamas_words(server: Server, path: str) -> None:
    assert ask(server, post(b"{}", path=path)).body == b"404 page not found"


def test_arguments_are_an_object_and_a_result_is_answered_with_text(server: Server) -> None:
    (first,) = lines(server, SAID | {"tools": [TOOL], "stream": False})
    (call,) = first["message"]["tool_calls"]
    assert list(call["function"]["arguments"]) == ["city"]

    result = {"role": "tool", "tool_name": "get_weather", "content": "18 degrees"}
    messages = [*SAID["messages"], first["message"], result]
    (second,) = lines(server, SAID | {"messages": messages, "tools": [TOOL], "stream": False})
    assert "18 degrees" in second["message"]["content"]
    assert "tool_calls" not in second["message"]


def test_a_generated_text_goes_on_with_its_context(server: Server) -> None:
    asked = {"model": "qwen3", "prompt": "Hello", "stream": False}
    (first,) = lines(server, asked, path="/api/generate")
    (second,) = lines(server, asked | {"context": first["context"]}, path="/api/generate")

    further = second["prompt_eval_count"] - first["prompt_eval_count"]
    assert further == len(first["context"])
    assert second["context"][: len(first["context"])] == first["context"]


def test_json_is_answered_where_the_format_is_json(server: Server) -> None:
    (answer,) = lines(server, SAID | {"format": "json", "stream": False})
    assert isinstance(json.loads(answer["message"]["content"]), dict)

    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    (answer,) = lines(server, SAID | {"format": schema, "stream": False})
    assert isinstance(json.loads(answer["message"]["content"])["n"], int)


def test_the_same_seed_is_answered_alike(server: Server) -> None:
    asked = SAID | {"options": {"seed": 3}, "stream": False}
    first, second = lines(server, asked)[0], lines(server, asked)[0]

    assert first["message"]["content"] == second["message"]["content"]


def test_a_stop_ends_the_text_before_it(server: Server) -> None:
    (whole,) = lines(server, SAID | {"options": {"seed": 3}, "stream": False, "think": False})
    word = whole["message"]["content"].split()[2]
    asked = SAID | {"options": {"stop": [word]}, "stream": False, "think": False}
    (answer,) = lines(server, asked)

    assert word not in answer["message"]["content"]


def test_vectors_are_as_long_as_the_model_has_them_or_as_is_asked_for(server: Server) -> None:
    asked = {"model": "nomic-embed-text", "input": ["one", "two"]}
    (told,) = lines(server, asked, path="/api/embed")
    (shorter,) = lines(server, asked | {"dimensions": 256}, path="/api/embed")
    (older,) = lines(server, {"model": "m", "prompt": "one"}, path="/api/embeddings")

    assert [len(one) for one in told["embeddings"]] == [768, 768]
    assert [len(one) for one in shorter["embeddings"]] == [256, 256]
    assert told["prompt_eval_count"] == 2
    assert told["total_duration"] >= 20_000_000
    assert len(older["embedding"]) == 3072


def test_a_model_that_is_loaded_is_told_in_one_piece_though_a_stream_is_asked_for(
    server: Server,
) -> None:
    answer = ask(server, post(b'{"model":"qwen3","stream":true}', path="/api/chat"))

    assert ("content-type", "application/json; charset=utf-8") in answer.headers
    assert json.loads(answer.body)["done_reason"] == "load"


def test_what_html_would_read_is_escaped() -> None:
    with lending('seed: 7\nanswers: [{text: "a <b> & c", reasoning: "<d>"}]\n') as server:
        whole = ask(server, post(json.dumps(SAID | {"stream": False}).encode(), path="/api/chat"))
        *said, _ = lines(server, SAID)

    assert not set(b"<>&") & set(whole.body)
    assert json.loads(whole.body)["message"]["content"] == "a <b> & c"
    assert "".join(one["message"]["content"] for one in said) == "a <b> & c"


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_an_error_is_a_sentence(server: Server, status: int) -> None:
    answer = ask(
        server, post(json.dumps(SAID).encode(), f"x-mock-error: {status}", path="/api/chat")
    )

    assert answer.status == status
    assert list(json.loads(answer.body)) == ["error"]


def test_an_error_in_a_stream_is_a_line(server: Server) -> None:
    *said, last = lines(server, SAID, "x-mock-fault: error;after=3tokens")

    assert len(said) == 3
    assert list(last) == ["error"]


def test_a_rule_answers_with_its_text_and_its_calls() -> None:
    asked = SAID | {"messages": [{"role": "user", "content": "weather?"}], "stream": False}
    rule = "{match: {user: {contains: weather}}, text: It is fine.}"
    with lending(f"seed: 7\nanswers: [{rule}]\n") as server:
        (answer,) = lines(server, asked)

    assert answer["message"]["content"] == "It is fine."


def test_a_model_may_have_its_tag_or_not() -> None:
    with lending("seed: 7\nmodels: [qwen3]\n") as server:
        (answer,) = lines(server, SAID | {"model": "qwen3:latest", "stream": False})
        (refused,) = lines(server, SAID | {"model": "qwen3:8b"})

    assert answer["done"]
    assert refused == {"error": "model 'qwen3:8b' not found"}


def test_lines_are_split_counted_and_broken() -> None:
    content = b'{"a":1}\n{"b":2}\n'

    assert LINES.split(content) == [b'{"a":1}\n', b'{"b":2}\n']
    assert LINES.count(content) == 2
    assert LINES.with_data(b'{"a":1}\n', bytes.upper) == b'{"A":1}\n'
    assert LINES.event(b"{}") == b"{}\n"
    assert LINES.comment(b"kept") == b""
    broken = {LINES.broken(b'{"a":1}\n', bytes([n]) + bytes(63)) for n in (0, 1)}
    assert broken == {b'{"a":1}', b'{"a"\n'}
