"""Errors in the midst of streams, on plain sockets: as each vendor words and ends them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.faulting import AT_ONCE, IN_TIME, STEP, asked, servers
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import ask, receive

LONG = "Tell me a long story."
DEPLOYED = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
RESPONSES = "/v1/responses"

server = servers({"at-once": AT_ONCE, "in-time": IN_TIME, "step": STEP})


def blocks(
    server: Server, fault: str, way: tuple[str, ...], body: bytes, path: str
) -> tuple[list[str], bytes]:
    """Return the events of a stream that ends as streams do."""
    with asked(server, fault, way, body=body, path=path) as connection:
        received = receive(connection)
    (response,) = responses(received)
    assert response.status == 200
    assert received.endswith(b"0\r\n\r\n")
    *events, rest = response.body.decode().split("\n\n")
    assert rest == ""
    return events, received


def value(event: str) -> Any:
    return json.loads(event.partition("data: ")[2])


def response_body(**further: object) -> bytes:
    return json.dumps({"model": "gpt-4o-mini", "input": LONG, "stream": True, **further}).encode()


def test_chat_has_its_tokens_an_error_and_the_end(server: Server, way: tuple[str, ...]) -> None:
    body = chat(LONG, stream=True)
    events, _ = blocks(server, "error;after=3tokens", way, body, "/v1/chat/completions")
    *chunks, failed, done = events
    assert done == "data: [DONE]"
    told = value(failed)
    assert set(told) == {"error"}
    assert set(told["error"]) == {"message", "type", "param", "code"}
    assert told["error"]["type"] == "server_error"
    assert "{request_id}" not in told["error"]["message"]
    texts = [value(one)["choices"][0]["delta"].get("content") for one in chunks]
    assert texts[0] == ""
    assert len([text for text in texts if text]) == 3


def test_without_a_place_it_is_the_first_thing_said(server: Server) -> None:
    body = chat(LONG, stream=True)
    events, _ = blocks(server, "error;code=429", (), body, "/v1/chat/completions")
    role, failed, _ = events
    assert value(role)["choices"][0]["delta"]["role"] == "assistant"
    assert value(failed)["error"]["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize("after", ["500tokens", "100000bytes"])
def test_a_stream_that_is_shorter_fails_before_its_last_token(server: Server, after: str) -> None:
    body = chat(LONG, stream=True)
    events, _ = blocks(server, f"error;after={after}", (), body, "/v1/chat/completions")
    assert "error" in value(events[-2])
    assert all(not one["choices"][0]["finish_reason"] for one in map(value, events[:-2]))


def test_a_place_in_bytes_is_the_next_border_of_events(server: Server) -> None:
    body = chat(LONG, stream=True)
    events, _ = blocks(server, "error;after=500bytes", (), body, "/v1/chat/completions")
    *chunks, _, _ = events
    sizes = [len(one) + 2 for one in chunks]
    assert sum(sizes[:-1]) < 500 <= sum(sizes)


def test_it_may_come_after_a_while(server: Server) -> None:
    body = chat(LONG, stream=True)
    fault = "stall;for=20s;after=1tokens, error;after=100ms"
    events, _ = blocks(server, fault, (), body, "/v1/chat/completions")
    assert "error" in value(events[-2])


def test_a_response_fails_and_its_numbers_go_on(server: Server, way: tuple[str, ...]) -> None:
    events, _ = blocks(server, "error;code=429;after=3tokens", way, response_body(), RESPONSES)
    values = list(map(value, events))
    assert [one["sequence_number"] for one in values] == list(range(len(values)))
    assert [one["type"] for one in values].count("response.output_text.delta") == 3
    failed, end = values[-2:]
    assert events[-2].startswith("event: error\n")
    assert failed["type"] == "error"
    assert failed["error"]["message"] == failed["message"]
    assert failed["error"]["code"] == failed["code"] == "rate_limit_exceeded"
    assert events[-1].startswith("event: response.failed\n")
    assert end["response"]["status"] == "failed"
    assert end["response"]["error"] == {
        "code": "rate_limit_exceeded",
        "message": failed["message"],
    }
    assert end["response"]["id"] == values[0]["response"]["id"]


def test_a_response_that_failed_is_kept_so(server: Server) -> None:
    events, _ = blocks(server, "error;after=2tokens", (), response_body(store=True), RESPONSES)
    name = value(events[0])["response"]["id"]
    kept = ask(server, f"GET {RESPONSES}/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert json.loads(kept.body)["status"] == "failed"
    assert json.loads(kept.body)["error"]["code"] == "server_error"


def test_completions_fail_as_chat_does(server: Server, way: tuple[str, ...]) -> None:
    told = {"model": "gpt-3.5-turbo-instruct", "prompt": LONG, "stream": True}
    events, _ = blocks(
        server, "error;after=2tokens", way, json.dumps(told).encode(), "/v1/completions"
    )
    assert [value(one)["choices"][0]["text"] != "" for one in events[:-2]] == [True, True]
    assert value(events[-2])["error"]["type"] == "server_error"
    assert events[-1] == "data: [DONE]"


def test_azure_has_words_of_its_own(server: Server, way: tuple[str, ...]) -> None:
    body = chat(LONG, stream=True)
    events, _ = blocks(server, "error;after=2tokens", way, body, DEPLOYED)
    *_, failed, done = events
    assert "contact us through an Azure support request" in value(failed)["error"]["message"]
    assert done == "data: [DONE]"


@pytest.mark.parametrize("path", ["/v1/chat/completions", DEPLOYED])
def test_in_one_piece_it_is_the_error_itself(
    server: Server, way: tuple[str, ...], path: str
) -> None:
    fault = "x-mock-fault: error;code=503;after=3tokens;message=Gone."
    response = ask(server, post(chat(), fault, *way, path=path))
    assert response.status == 503
    if path != DEPLOYED:
        assert json.loads(response.body)["error"]["message"] == "Gone."


def test_its_words_may_be_ones_own(server: Server) -> None:
    body = chat(LONG, stream=True)
    fault = "error;after=1tokens;message=Gone."
    events, _ = blocks(server, fault, (), body, "/v1/chat/completions")
    assert value(events[-2])["error"]["message"] == "Gone."
