"""Prompts bill what recorded ones were billed, where the recordings are there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.completions.dialect import Completions
from sanic_mock.dialects.openai.embeddings.dialect import Embeddings
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.offload import patiently
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.spec.billed import Json, billed, kind, recordings

# Of each kind, the least part that is exact, and the most by which one in twenty is wrong.
LEAST = {
    "plain": (0.99, 0.01),
    "tools": (0.95, 0.03),
    "tools with results": (0.9, 0.03),
    "json_schema": (0.95, 0.01),
    "thoughts": (0.1, 0.05),
}


def counted() -> dict[str, list[tuple[int, int]]]:
    """Return for each kind the tokens that were billed, and those that are."""
    file = recordings(Path(__file__))
    if file is None:
        pytest.skip("the recordings are not there")
    state = State(Settings("test"), Store())
    parse: dict[str, Callable[[bytes], Ask]] = {
        "chat": Chat(state).lenient().parse,
        "responses": Responses(state).lenient().parse,
        "completions": Completions(state).lenient().parse,
        "embeddings": Embeddings(state).lenient().parse,
    }
    found = defaultdict(list)
    for one in billed(file):
        body = json.dumps(one.request).encode()
        ask = patiently(partial(parse[one.endpoint], body))
        found[one.kind].append((one.tokens, ask.prompt_tokens))
    return found


def wrong(tokens: list[tuple[int, int]]) -> list[float]:
    """Return by how much each count is wrong, as a part of what was billed; the least first."""
    return sorted(abs(ours - real) / max(1, real) for real, ours in tokens)


@pytest.fixture(scope="module")
def kinds() -> dict[str, list[tuple[int, int]]]:
    """For each kind, what was billed, and what is."""
    return counted()


def test_the_recordings_are_told(
    kinds: dict[str, list[tuple[int, int]]], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print()
        for kind, tokens in sorted(kinds.items()):
            off = wrong(tokens)
            exact = sum(real == ours for real, ours in tokens)
            p50, p95 = off[len(off) // 2], off[int(0.95 * (len(off) - 1))]
            print(f"{kind:20} exact {exact:3} of {len(tokens):3}, p50 {p50:.1%}, p95 {p95:.1%}")
    assert sum(map(len, kinds.values())) > 100


@pytest.mark.parametrize("kind", LEAST)
def test_prompts_of_a_kind_bill_what_was_billed(
    kinds: dict[str, list[tuple[int, int]]], kind: str
) -> None:
    part, most = LEAST[kind]
    tokens = kinds[kind]

    assert sum(real == ours for real, ours in tokens) >= part * len(tokens)
    off = wrong(tokens)
    assert off[int(0.95 * (len(off) - 1))] <= most


SAID = {"role": "user", "content": "Hello"}
CALL = {"type": "function_call", "name": "f", "arguments": "{}"}
FORMAT = {"type": "json_schema"}


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("plain", {"messages": [SAID]}),
        ("tools", {"messages": [SAID], "tools": [{"type": "function"}]}),
        ("tools", {"messages": [SAID], "functions": [{}]}),
        ("tools with results", {"input": [CALL]}),
        ("tools with results", {"messages": [SAID, {"tool_calls": [{}]}]}),
        ("thoughts", {"input": [{"type": "reasoning"}, CALL]}),
        ("plain", {"input": [{"type": "reasoning"}, SAID]}),
        ("json_schema", {"messages": [SAID], "response_format": FORMAT}),
        ("json_schema", {"input": "Hello", "text": {"format": FORMAT}}),
        ("hosted tools", {"input": "Hello", "tools": [{"type": "web_search"}]}),
        ("image", {"input": [{"content": [{"type": "input_image"}]}]}),
        ("file", {"messages": [{"content": [{"type": "file"}, {"type": "image_url"}]}]}),
    ],
)
def test_a_prompt_is_of_a_kind(name: str, request_: Json) -> None:
    assert kind({"model": "gpt-4o"} | request_) == name
