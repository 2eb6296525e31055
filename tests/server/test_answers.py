"""Answers by rule as a client gets them: both lanes, every endpoint, whole and streamed."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.engine.tokens import encoding
from tests.answering import CHAT, ENDPOINTS, RESPONSES, events, say
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.sharing import sharing, sharing_profile
from tests.talking import ask, serving_quietly

COMPLETIONS = "/v1/completions"
TEXT = "It says exactly this, in 3 pieces or more: naïve \U0001f600."
PROFILE = f"""
seed: 1
answers:
  - {{match: {{user: hello}}, text: "{TEXT}"}}
  - {{match: {{user: {{regex: "^say (.*)"}}}}, text: "{{{{ match.1 }}}}!"}}
  - {{match: {{user: echo}}, echo: true}}
  - {{match: {{user: {{contains: all}}}}, echo: all}}
  - {{match: {{user: {{contains: weather}}, tools: get_weather, tool_result: false}},
     call: [{{name: get_weather, arguments: {{city: Oslo, days: 2}}}}, {{name: other}}]}}
  - {{match: {{tool_result: {{contains: rain}}}}, text: "It rains: {{{{ tool_result }}}}"}}
  - {{match: {{user: shell}}, call: {{name: shell, arguments: "ls -l {{{{ user }}}}"}}}}
  - {{match: {{user: pieces}}, pieces: ["Hel", "lo wor", "ld {{{{ user }}}}"]}}
  - {{match: {{user: json}}, json: {{city: "{{{{ user }}}}", list: [1, null, 2.5]}}}}
  - {{match: {{user: think}}, text: done, reasoning: "First I think."}}
  - {{match: {{user: billed}}, text: four tokens are here, usage: {{prompt_tokens: 99,
     completion_tokens: 7}}, finish_reason: length}}
  - {{match: {{user: filtered}}, text: no, finish_reason: content_filter}}
  - {{match: {{user: busy}}, status: 429, message: go away, retry_after: 2s}}
  - {{match: {{user: cut}}, text: "one two three four", fault: [{{type: cut, after: 3tokens}}]}}
  - {{match: {{user: fail}}, text: never, fault: [{{type: status, code: 503}}]}}
  - {{match: {{user: id}}, text: "{{{{ json.metadata.a }}}} {{{{ model }}}} {{{{ endpoint }}}}"}}
  - {{match: {{key: sk-special}}, text: special}}
  - {{match: {{user: twice, turn: 2}}, text: second turn}}
answers_mode: strict
"""
TOOL = {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}


def served(folder: Path, profile: str, *flags: str, quietly: bool = False) -> Any:
    path = folder / f"answers-{abs(hash(profile)) % 10**8}.yaml"
    path.write_text(profile, encoding="utf-8")
    return (serving_quietly if quietly else sharing)("-profile", str(path), *flags)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.getbasetemp(), PROFILE) as server:
        yield server


def asking(path: str, content: str, **further: Any) -> dict[str, Any]:
    """Return a request with one text, for any endpoint."""
    if path == CHAT:
        return json.loads(chat(content, **further))  # type: ignore[no-any-return]
    if path == RESPONSES:
        return {"model": "gpt-4o-mini", "input": content, **further}
    return {"model": "gpt-3.5-turbo-instruct", "prompt": content, "max_tokens": 99, **further}


def sent(server: Server, path: str, body: Any, *fields: str) -> Response:
    return ask(server, post(json.dumps(body).encode(), *fields, path=path))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hello", TEXT),
        ('say "it" {{ model }}', '"it" {{ model }}!'),
        ("echo", "echo"),
        ("json", '{"city":"json","list":[1,null,2.5]}'),
    ],
)
def test_a_text_is_what_the_rule_says(
    server: Server, way: tuple[str, ...], path: str, content: str, text: str, stream: bool
) -> None:
    assert say(server, path, asking(path, content), *way, stream=stream).text == text


@pytest.mark.parametrize("stream", [False, True])
def test_completions_are_answered_too(server: Server, way: tuple[str, ...], stream: bool) -> None:
    response = sent(server, COMPLETIONS, asking(COMPLETIONS, "hello", stream=stream), *way)
    bodies = events(response.body) if stream else [json.loads(response.body)]
    assert "".join(one["choices"][0]["text"] for one in bodies) == TEXT


def test_azure_answers_as_well(server: Server, way: tuple[str, ...]) -> None:
    path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    response = sent(server, path, json.loads(chat("hello")), "api-key: x", *way)
    assert json.loads(response.body)["choices"][0]["message"]["content"] == TEXT


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_scripted_conversation_with_tools_ends(server: Server, path: str, stream: bool) -> None:
    tool = {"type": "function", "function": TOOL} if path == CHAT else {"type": "function", **TOOL}
    first = say(server, path, asking(path, "weather?", tools=[tool]), stream=stream)
    assert first.names == ["get_weather", "other"]
    assert [one.given for one in first.calls] == [{"city": "Oslo", "days": 2}, {}]
    user = {"role": "user", "content": "weather?"}
    if path == CHAT:
        results = [
            {"role": "tool", "tool_call_id": one.id, "content": text}
            for one, text in zip(first.calls, ("sun", "rain at 5"), strict=True)
        ]
        calls = [
            {
                "id": one.id,
                "type": "function",
                "function": {"name": one.name, "arguments": one.arguments},
            }
            for one in first.calls
        ]
        said = [user, {"role": "assistant", "tool_calls": calls}, *results]
        body: dict[str, Any] = {"model": "gpt-4o-mini", "messages": said, "tools": [tool]}
    else:
        items = [
            {"type": "function_call_output", "call_id": one.id, "output": text}
            for one, text in zip(first.calls, ("sun", "rain at 5"), strict=True)
        ]
        body = {"model": "gpt-4o-mini", "input": [user, *first.output, *items], "tools": [tool]}
    second = say(server, path, body, stream=stream)
    assert (second.text, second.names) == ("It rains: rain at 5", [])


@pytest.mark.parametrize("path", ENDPOINTS)
def test_pieces_are_sent_as_they_are_said(server: Server, path: str) -> None:
    body = asking(path, "pieces", stream=True)
    chunks = events(sent(server, path, body).body)
    if path == CHAT:
        sent_texts = [one["choices"][0]["delta"].get("content") for one in chunks]
    else:
        sent_texts = [one["delta"] for one in chunks if one["type"].endswith("text.delta")]
    assert list(filter(None, sent_texts)) == ["Hel", "lo wor", "ld pieces"]
    whole = json.loads(sent(server, path, asking(path, "pieces")).body)
    tokens = encoding().count("Hello world pieces")
    name, further = ("completion_tokens", 0) if path == CHAT else ("output_tokens", 1)
    assert whole["usage"][name] == tokens + further
    cut = say(server, CHAT, asking(CHAT, "pieces", max_tokens=2))
    assert (cut.text, cut.reason) == ("Hel", "length")


def test_a_tool_of_text_gets_a_text(server: Server) -> None:
    tools = [{"type": "custom", "custom": {"name": "shell"}}]
    for further in ({}, {"tools": tools}):
        (call,) = say(server, CHAT, asking(CHAT, "shell", **further)).calls
        assert (call.name, call.arguments) == ("shell", "ls -l shell")
    item = {"type": "custom", "name": "shell"}
    (call,) = say(server, RESPONSES, asking(RESPONSES, "shell", tools=[item])).calls
    assert call.arguments == "ls -l shell"


def test_tokens_are_counted_truly(server: Server) -> None:
    body = json.loads(sent(server, CHAT, asking(CHAT, "hello")).body)
    assert body["usage"]["completion_tokens"] == encoding().count(TEXT)
    assert body["choices"][0]["finish_reason"] == "stop"


def test_what_the_request_asks_for_holds(server: Server) -> None:
    cut = json.loads(sent(server, CHAT, asking(CHAT, "hello", max_tokens=3)).body)
    assert cut["choices"][0]["message"]["content"] == "It says exactly"
    assert cut["choices"][0]["finish_reason"] == "length"
    assert cut["usage"]["completion_tokens"] == 3
    body = asking(CHAT, "hello", n=2, stop=[" this"], logprobs=True)
    several = json.loads(sent(server, CHAT, body).body)["choices"]
    assert [one["message"]["content"] for one in several] == ["It says exactly"] * 2
    assert len(several[0]["logprobs"]["content"]) == 3


@pytest.mark.parametrize("stream", [False, True])
def test_thought_is_shown_and_billed(server: Server, stream: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if stream else {}
    response = sent(server, CHAT, asking(CHAT, "think", stream=stream, **options))
    if stream:
        chunks = events(response.body)
        deltas = [one["choices"][0]["delta"] for one in chunks if one["choices"]]
        thought = "".join(one.get("reasoning_content") or "" for one in deltas)
        text = "".join(one.get("content") or "" for one in deltas)
        usage = chunks[-1]["usage"]
    else:
        body = json.loads(response.body)
        message, usage = body["choices"][0]["message"], body["usage"]
        thought, text = message["reasoning_content"], message["content"]
    assert (thought, text) == ("First I think.", "done")
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 4
    assert usage["completion_tokens"] == 5


def test_a_response_tells_its_thought_as_a_summary(server: Server) -> None:
    said = say(server, RESPONSES, asking(RESPONSES, "think"))
    assert said.items == ["reasoning", "message"]
    assert said.output[0]["summary"] == [{"type": "summary_text", "text": "First I think."}]


def test_usage_and_reason_are_as_said(server: Server) -> None:
    for path, names in (
        (CHAT, ("prompt_tokens", "completion_tokens")),
        (RESPONSES, ("input_tokens", "output_tokens")),
        (COMPLETIONS, ("prompt_tokens", "completion_tokens")),
    ):
        body = json.loads(sent(server, path, asking(path, "billed")).body)
        assert [body["usage"][name] for name in names] == [99, 7], path
        assert body["usage"]["total_tokens"] == 106
        if path != RESPONSES:
            assert body["choices"][0]["finish_reason"] == "length"
    body = json.loads(sent(server, CHAT, asking(CHAT, "filtered")).body)
    assert body["choices"][0]["finish_reason"] == "content_filter"
    body = json.loads(sent(server, RESPONSES, asking(RESPONSES, "filtered")).body)
    assert (body["status"], body["incomplete_details"]) == (
        "incomplete",
        {"reason": "content_filter"},
    )


@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
def test_an_error_is_answered(server: Server, way: tuple[str, ...], path: str) -> None:
    response = sent(server, path, asking(path, "busy"), *way)
    assert response.status == 429
    assert response.header("retry-after") == "2"
    assert json.loads(response.body)["error"]["message"] == "go away"


def test_a_rule_has_faults_of_its_own(server: Server, way: tuple[str, ...]) -> None:
    with server.connect() as connection:
        connection.sendall(post(chat("cut", stream=True), *way))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b'" three"' in received
    assert b'" four"' not in received
    assert sent(server, CHAT, asking(CHAT, "fail"), *way).status == 503
    assert sent(server, CHAT, asking(CHAT, "hello"), *way).status == 200


def test_places_are_filled_from_the_request(server: Server) -> None:
    body = {**asking(CHAT, "id"), "metadata": {"a": "b"}, "store": True}
    assert say(server, CHAT, body).text == "b gpt-4o-mini chat"
    assert say(server, RESPONSES, asking(RESPONSES, "id")).text == " gpt-4o-mini responses"


def test_a_key_decides(server: Server, way: tuple[str, ...]) -> None:
    special = sent(server, CHAT, asking(CHAT, "?"), "Authorization: Bearer sk-special", *way)
    assert json.loads(special.body)["choices"][0]["message"]["content"] == "special"
    assert sent(server, CHAT, asking(CHAT, "?"), "Authorization: Bearer sk-x", *way).status == 404


def test_a_turn_decides(server: Server) -> None:
    first = say(server, RESPONSES, asking(RESPONSES, "say one"))
    body = asking(RESPONSES, "twice", previous_response_id=first.id)
    assert say(server, RESPONSES, body).text == "second turn"
    assert sent(server, RESPONSES, asking(RESPONSES, "twice")).status == 404


@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
def test_what_nothing_answers_is_told_the_nearest_rule(
    server: Server, way: tuple[str, ...], path: str
) -> None:
    response = sent(server, path, asking(path, "hello there"), *way)
    assert response.status == 404
    error = json.loads(response.body)["error"]
    assert error["code"] == "no_answer"
    assert "nearest is answers[0] (" in error["message"]
    assert 'user is "hello there", not "hello"' in error["message"]


def test_what_has_no_conversation_is_answered_as_ever(server: Server) -> None:
    body = {"model": "text-embedding-3-small", "input": "hello"}
    assert sent(server, "/v1/embeddings", body).status == 200


def test_without_strictness_texts_are_invented(tmp_path: Path) -> None:
    with served(tmp_path, "seed: 1\nanswers: [{match: {user: hello}, text: hi}]\n") as server:
        assert say(server, CHAT, asking(CHAT, "hello")).text == "hi"
        text = say(server, CHAT, asking(CHAT, "something else")).text
    with served(tmp_path, "seed: 1\n") as plain:
        assert say(plain, CHAT, asking(CHAT, "something else")).text == text


def test_rules_that_count_nothing_answer_alike() -> None:
    profile = """
answers:
  - {match: {user: hello}, text: hi}
  - {match: {user: {regex: "^say (.*)"}}, text: "{{ match.1 }}!"}
  - {match: {user: busy}, status: 429, message: go away}
answers_mode: strict
"""
    with sharing_profile(profile) as server:
        for _ in range(2):
            assert say(server, CHAT, asking(CHAT, "hello")).text == "hi"
            assert say(server, CHAT, asking(CHAT, "say it")).text == "it!"
            refused = sent(server, CHAT, asking(CHAT, "busy"))
            assert (refused.status, b"go away" in refused.body) == (429, True)
            response = sent(server, CHAT, asking(CHAT, "hello there"))
            assert (response.status, b'not \\"hello\\"' in response.body) == (404, True)


# --- time -------------------------------------------------------------------------------------

TIMED = """
seed: 1
answers:
  - {match: {user: slow}, text: "one two three", ttft: 150ms, itl: 100ms}
  - {match: {user: late}, text: "one two three", latency: 150ms}
  - {match: {user: thought}, text: "a b", reasoning: "one two three", itl: 60ms}
"""


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.getbasetemp(), TIMED) as server:
        yield server


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
@pytest.mark.parametrize(("content", "least_s"), [("slow", 0.35), ("late", 0.15), ("thought", 0.2)])
def test_a_rule_has_times_of_its_own(
    timed: Server, path: str, content: str, least_s: float, stream: bool
) -> None:
    began_s = time.monotonic()
    response = sent(timed, path, asking(path, content, stream=stream))
    assert response.status == 200
    assert time.monotonic() - began_s >= least_s


# --- counts over workers ----------------------------------------------------------------------

COUNTED = """
seed: 1
answers:
  - {match: {user: next}, text: [a, b, c, d], then: stop}
  - {match: {user: next, count: 1-3}, status: 503}
  - {match: {user: next}, text: "n{{ count }}"}
  - {match: {user: mine}, text: [first, second], then: last, per: key}
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_counts_are_exact_over_workers_and_threads(workers: str, tmp_path: Path) -> None:
    with served(tmp_path, COUNTED, "-workers", workers, quietly=True) as server:
        with ThreadPoolExecutor(8) as pool:
            found = list(
                pool.map(
                    lambda number: sent(server, CHAT, asking(CHAT, "next", user=str(number))),
                    range(60),
                )
            )
        texts = [
            json.loads(one.body)["choices"][0]["message"]["content"]
            for one in found
            if one.status == 200
        ]
        assert Counter(one.status for one in found) == {200: 57, 503: 3}
        assert sorted(texts) == sorted([*"abcd", *(f"n{number}" for number in range(1, 54))])
        for key in ("k1", "k2"):
            fields = (f"Authorization: Bearer {key}",)
            mine = [say(server, CHAT, asking(CHAT, "mine"), *fields).text for _ in range(3)]
            assert mine == ["first", "second", "second"]


def test_what_a_limit_refuses_is_no_match(tmp_path: Path) -> None:
    limits = "limits: [{rpm: 1, per: key}]\n"
    profile = f"seed: 1\nanswers: [{{text: [a, b, c], then: stop}}]\n{limits}"
    with served(tmp_path, profile, quietly=True) as server:
        for key, status, text in (("k1", 200, "a"), ("k1", 429, ""), ("k2", 200, "b")):
            response = sent(server, CHAT, asking(CHAT, "x"), f"Authorization: Bearer {key}")
            assert response.status == status
            if text:
                assert json.loads(response.body)["choices"][0]["message"]["content"] == text


def test_a_long_text_is_counted_once(tmp_path: Path) -> None:
    """What takes long is begun again on a thread; the next text comes after it all the same."""
    (tmp_path / "long.txt").write_text("a " * 30_000 + "\nshort\n", encoding="utf-8")
    profile = "seed: 1\nanswers: [{file: long.txt}]\n"
    with served(tmp_path, profile, quietly=True) as server:
        for stream in (False, True):
            first = say(server, CHAT, asking(CHAT, "x"), stream=stream).text
            assert first == "a " * 30_000
            assert say(server, CHAT, asking(CHAT, "x"), stream=stream).text == "short"
