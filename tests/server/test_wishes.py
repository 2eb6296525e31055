"""What a request asks for itself in its head: its own times, length and chance."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.answering import CHAT, ENDPOINTS, RESPONSES, events
from tests.requests import chat, chunked, post
from tests.serving import Response, Server, responses
from tests.sharing import sharing_profile
from tests.talking import ask, receive

COMPLETIONS = "/v1/completions"
RULES = """
seed: 3
answers:
  - {match: {user: hello}, text: "one two three", itl: 1ms, ttft: 2ms}
  - {match: {user: busy}, status: 503}
  - {match: {user: cut}, text: "a b c", fault: [{type: status, code: 429}]}
"""
PLAIN, SLOW = "seed: 3\n", "seed: 3\nlatency: 20ms\nitl: {token: 5ms}\n"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def plain(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(PLAIN, module=request.param, purpose="wishes") as server:
        yield server


@pytest.fixture(scope="module", params=[PLAIN, SLOW, RULES])
def any_profile(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param, purpose="wishes") as server:
        yield server


def asking(path: str, content: str = "Hello", **further: Any) -> bytes:
    if path == CHAT:
        return chat(content, **further)
    if path == RESPONSES:
        return json.dumps({"model": "gpt-4o-mini", "input": content, **further}).encode()
    body = {"model": "gpt-3.5-turbo-instruct", "prompt": content, "max_tokens": 99, **further}
    return json.dumps(body).encode()


def sent(server: Server, path: str, content: str, *fields: str, **further: Any) -> Response:
    return ask(server, post(asking(path, content, **further), *fields, path=path))


def text_of(response: Response) -> str:
    assert response.status == 200, response.body
    content = json.loads(response.body)["choices"][0]["message"]["content"]
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
@pytest.mark.parametrize("field", ["x-mock-latency: 150", "X-Mock-TTFT: 150ms"])
def test_a_first_token_waits_as_long_as_is_asked_for(
    plain: Server, path: str, field: str, stream: bool
) -> None:
    began_s = time.monotonic()
    assert sent(plain, path, "wait", field, stream=stream).status == 200
    assert time.monotonic() - began_s >= 0.15


def test_tokens_come_in_the_gaps_that_are_asked_for(any_profile: Server) -> None:
    began_s = time.monotonic()
    fields = ("x-mock-itl: 30ms", "x-mock-tokens: 11", "x-mock-ttft: 0")
    response = sent(any_profile, CHAT, "gaps", *fields, stream=True)
    assert time.monotonic() - began_s >= 0.3
    contents = [one["choices"][0]["delta"].get("content") for one in events(response.body)]
    assert len([*filter(None, contents)]) == 11


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_invented_text_has_the_length_that_is_asked_for(any_profile: Server, path: str) -> None:
    name = "completion_tokens" if path == CHAT else "output_tokens"
    for tokens in (3, 40):
        response = sent(any_profile, path, "long", f"x-mock-tokens: {tokens}")
        usage = json.loads(response.body)["usage"]
        assert usage[name] == tokens + (path == RESPONSES)


def test_a_case_decides_chance(any_profile: Server) -> None:
    """Another prompt of the same case, and its first attempt, has the same text."""
    texts = {
        text_of(sent(any_profile, CHAT, f"prompt {case}", f"x-mock-case: {case}", max_tokens=9))
        for case in ("a", "b", "d", "e")
    }
    assert len(texts) == 4


def test_the_same_case_is_the_same_chance_on_another_server() -> None:
    texts: list[str] = []
    for profile in (PLAIN, "seed: 3\nanswers: [{match: {user: never}, text: x}]\n"):
        with sharing_profile(profile, purpose="same case") as server:
            texts.append(text_of(sent(server, CHAT, f"{len(texts)}", "x-mock-case: one")))
    assert texts[0] == texts[1]


def test_others_are_answered_as_ever_beside_it(plain: Server) -> None:
    """On one connection, with known heads: a wish is its own request's alone."""
    with plain.connect() as connection:
        for number in range(60):
            tokens = number % 3 and 4 + number % 5
            field = f"x-mock-tokens: {tokens}" if tokens else "x-other: 1"
            connection.sendall(post(chat(f"n {number}"), field, f"x-request-id: {number:04}"))
            usage = json.loads(responses(receive(connection))[0].body)["usage"]
            assert (usage["completion_tokens"] == tokens) == bool(tokens)


def test_a_body_in_chunks_has_wishes_too(plain: Server) -> None:
    request = chunked(chat()).replace(b"\r\n", b"\r\nx-mock-tokens: 5\r\n", 1)
    assert json.loads(ask(plain, request).body)["usage"]["completion_tokens"] == 5


def test_a_large_request_has_wishes_too(plain: Server) -> None:
    response = sent(plain, CHAT, "word " * 30_000, "x-mock-tokens: 5", "x-mock-case: big")
    assert json.loads(response.body)["usage"]["completion_tokens"] == 5


# --- beside rules -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ruled() -> Iterator[Server]:
    with sharing_profile(RULES, purpose="wishes") as server:
        yield server


def test_what_a_rule_says_stays(ruled: Server) -> None:
    began_s = time.monotonic()
    assert text_of(sent(ruled, CHAT, "hello", "x-mock-ttft: 200ms")) == "one two three"
    assert time.monotonic() - began_s >= 0.2


def test_a_length_goes_before_what_a_rule_says(ruled: Server) -> None:
    assert text_of(sent(ruled, CHAT, "hello", "x-mock-tokens: 30")) != "one two three"
    assert sent(ruled, CHAT, "busy", "x-mock-tokens: 30").status == 200
    assert sent(ruled, CHAT, "busy", "x-mock-ttft: 1ms").status == 503


def test_faults_of_a_rule_stay_beside_times(ruled: Server) -> None:
    assert sent(ruled, CHAT, "cut", "x-mock-ttft: 1ms").status == 429


# --- what cannot be had -------------------------------------------------------------------------

REFUSED = [
    ("x-mock-ttft: soon", 'x-mock-ttft: "soon" is not understood; want milliseconds'),
    ("x-mock-ttft: 2h", 'x-mock-ttft: "2h" is out of range; want 0ms to 10m'),
    ("x-mock-tokens: 0", 'x-mock-tokens: "0" is out of range'),
    ("x-mock-tokens: many", 'x-mock-tokens: "many" is not a whole number'),
    ("x-mock-case: ", 'x-mock-case: "" is not understood'),
    ("x-mock-fault: status;code=503;retry_after=2", "has no unit; want 2s or 2ms"),
    ("x-mock-ttfb: 5ms", "x-mock-ttfb: there is no such field; nearest is x-mock-ttft"),
]


@pytest.mark.parametrize(("field", "why"), REFUSED)
def test_what_is_not_understood_is_refused(plain: Server, field: str, why: str) -> None:
    response = sent(plain, CHAT, "Hello", field)
    error = json.loads(response.body)["error"]
    assert (response.status, error["param"]) == (400, field.partition(":")[0])
    assert why in error["message"]


def test_all_that_is_wrong_is_told_at_once(plain: Server) -> None:
    response = sent(plain, CHAT, "Hello", "x-mock-ttft: a", "x-mock-itl: b")
    message = json.loads(response.body)["error"]["message"]
    assert "x-mock-ttft" in message
    assert "x-mock-itl" in message


def test_two_forms_of_one_time_are_refused(plain: Server) -> None:
    response = sent(plain, CHAT, "Hello", "x-mock-ttft: 1ms", "x-mock-latency: 1ms")
    assert "x-mock-latency: does nothing beside ttft" in response.body.decode()


@pytest.mark.parametrize("field", ["x-mock-tokens: 5", "x-mock-itl: 5ms"])
def test_what_has_no_text_has_no_length(plain: Server, field: str) -> None:
    body = json.dumps({"model": "text-embedding-3-small", "input": "a"}).encode()
    response = ask(plain, post(body, field, path="/v1/embeddings"))
    assert response.status == 400
    assert "no text is answered here" in response.body.decode()


def test_what_has_no_text_has_a_time(plain: Server) -> None:
    body = json.dumps({"model": "text-embedding-3-small", "input": "a"}).encode()
    began_s = time.monotonic()
    assert ask(plain, post(body, "x-mock-latency: 120", path="/v1/embeddings")).status == 200
    assert time.monotonic() - began_s >= 0.12


def test_where_no_model_answers_there_is_nothing_to_ask_for(plain: Server) -> None:
    response = ask(plain, b"GET /v1/models HTTP/1.1\r\nHost: m\r\nx-mock-ttft: 5ms\r\n\r\n")
    assert response.status == 400
    assert "no model answers here" in response.body.decode()


def test_fields_can_be_switched_off() -> None:
    with sharing_profile("steering: {headers: false}\n") as server:
        response = sent(server, CHAT, "Hello", "x-mock-ttft: 1ms")
        assert response.status == 400
        assert "steering.headers" in response.body.decode()


def test_an_engine_that_steps_has_its_own_gaps() -> None:
    with sharing_profile("load: {model: step, step: {base: 1ms}}\n") as server:
        response = sent(server, CHAT, "Hello", "x-mock-itl: 1ms")
        assert (response.status, b"load.model step" in response.body) == (400, True)


def test_azure_tells_it_as_well(plain: Server) -> None:
    path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    response = ask(plain, post(chat(), "api-key: x", "x-mock-tokens: 5", path=path))
    assert json.loads(response.body)["usage"]["completion_tokens"] == 5
    response = ask(plain, post(chat(), "api-key: x", "x-mock-tokens: no", path=path))
    assert (response.status, b"x-mock-tokens" in response.body) == (400, True)


# --- under way ----------------------------------------------------------------------------------


def test_phases_multiply_what_is_asked_for() -> None:
    profile = "latency: 1ms\nphases: [{name: slow, set: {ttft_x: 3}}]\n"
    with sharing_profile(profile) as server:
        began_s = time.monotonic()
        assert sent(server, CHAT, "Hello", "x-mock-ttft: 100ms").status == 200
        assert time.monotonic() - began_s >= 0.3


def test_limits_count_it() -> None:
    with sharing_profile("limits: [{rpd: 2}]\n", purpose="wishes") as server:
        for field in ("x-mock-tokens: 3", "x-other: 1"):
            assert sent(server, CHAT, "Hello", field).status == 200
        assert sent(server, CHAT, "Hello", "x-mock-tokens: 3").status == 429


def test_four_workers_do_as_they_are_asked() -> None:
    with sharing_profile(PLAIN, "-workers", "4") as server:
        for number in range(24):
            response = sent(server, CHAT, f"n {number}", f"x-mock-tokens: {number + 1}")
            assert json.loads(response.body)["usage"]["completion_tokens"] == number + 1
