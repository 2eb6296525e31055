"""Reasoning that chat shows: a member of its own, at the times of the reasoning tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.answering import CHAT, RESPONSES, Json, events, say
from tests.dialects.openai.chat.tools import WEATHER
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

TOKENS = "tokens: {output: 5, reasoning: 7}\nmodel: deepseek-reasoner\n"


@pytest.fixture(scope="module", params=["reasoning_content", "reasoning"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, str]]:
    """A server whose profile shows the reasoning, and the member that has it."""
    file: Path = tmp_path_factory.mktemp("shown") / "shown.yaml"
    file.write_text(f"reasoning_in_chat: {request.param}\n{TOKENS}")
    with sharing("-profile", str(file)) as running:
        yield running, request.param


def chunks(server: Server, **further: Any) -> list[Json]:
    """Return the deltas of a stream, and its usage last."""
    wanted: Json = {"stream": True, "stream_options": {"include_usage": True}}
    found = events(ask(server, post(chat(**wanted, **further))).body)
    return [*(one["choices"][0]["delta"] for one in found[:-1]), found[-1]["usage"]]


def test_a_whole_answer_has_the_thought_beside_its_text(served: tuple[Server, str]) -> None:
    server, member = served
    answer = json.loads(ask(server, post(chat())).body)
    message = answer["choices"][0]["message"]
    assert message[member]
    assert message["content"]
    assert list(message)[:3] == ["role", "content", member]
    details = answer["usage"]["completion_tokens_details"]
    assert (details["reasoning_tokens"], answer["usage"]["completion_tokens"]) == (7, 12)


def test_a_stream_has_a_chunk_for_each_token_of_thought_and_then_the_text(
    served: tuple[Server, str],
) -> None:
    server, member = served
    role, *deltas, end, usage = chunks(server)
    assert role["role"] == "assistant"
    assert [list(one) for one in deltas] == [[member]] * 7 + [["content"]] * 5
    assert end == {}
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 7


def test_the_thought_is_the_same_whole_and_streamed(served: tuple[Server, str]) -> None:
    server, member = served
    deltas = chunks(server, seed=3)[:-1]
    whole = json.loads(ask(server, post(chat(seed=3))).body)["choices"][0]["message"]
    assert "".join(one.get(member, "") for one in deltas) == whole[member]
    assert "".join(one.get("content") or "" for one in deltas) == whole["content"]


def test_a_call_comes_after_the_thought(served: tuple[Server, str]) -> None:
    server, member = served
    body = {"messages": [{"role": "user", "content": "Weather in Oslo"}], "tools": [WEATHER]}
    said = say(server, CHAT, {"model": "x", **body}, stream=True)
    assert said.calls[0].given == {"city": "Oslo"}
    deltas = chunks(server, tools=[WEATHER], tool_choice="required")
    places = [place for place, one in enumerate(deltas) if member in one]
    assert places == list(range(1, 8))
    assert "tool_calls" in deltas[8]


def test_a_cap_may_cut_the_thought(served: tuple[Server, str]) -> None:
    server, member = served
    answer = json.loads(ask(server, post(chat(max_tokens=4))).body)["choices"][0]
    assert answer["message"][member]
    assert (answer["message"]["content"], answer["finish_reason"]) == ("", "length")


def test_other_endpoints_show_nothing(served: tuple[Server, str]) -> None:
    assert say(served[0], RESPONSES, {"model": "x", "input": "Hi"}).items[-1] == "message"
