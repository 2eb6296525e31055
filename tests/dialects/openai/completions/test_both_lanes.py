"""Both lanes give one completion, and a seed gives it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.engine.tokens import encoding
from tests.dialects.openai.completions.asking import JOKE, PATH, asked, chunks, whole
from tests.holes import settled
from tests.requests import chunked, post
from tests.serving import Server, exchange, responses
from tests.sharing import both_lanes, lending


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


SHAPES: dict[str, list[bytes]] = {
    "plain": [post(asked("a"), path=PATH)],
    "short path": [post(asked("b"), path="/completions")],
    "openai path": [post(asked("c"), path="/openai/v1/completions")],
    "stream": [post(asked("d", stream=True), path=PATH)],
    "stream of several": [post(asked(["e", "f"], n=2, stream=True, logprobs=5), path=PATH)],
    "echo with probabilities": [post(asked("Höhe", echo=True, logprobs=5, n=2), path=PATH)],
    "best of": [post(asked("g", best_of=3, stop="e"), path=PATH)],
    "large": [post(asked(["word " * 9000] * 20, max_tokens=2), path=PATH)],
    "chunked": [
        chunked(asked("h")).replace(b"/v1/chat/completions", PATH.encode()),
    ],
    "refused": [post(asked(max_tokens=-1), path=PATH)],
    "lenient": [post(asked(max_tokens=0, top_k=1), "x-mock-mode: lenient", path=PATH)],
    "pipelined": [post(asked("i"), path=PATH) + post(asked("j", stream=True), path=PATH)],
    "GET": [b"GET /v1/completions HTTP/1.1\r\nHost: m\r\n\r\n"],
}


def without_ids(received: bytes) -> bytes:
    """Replace what must differ between two answers."""
    return re.sub(rb"cmpl-[0-9A-Za-z]{29}", b"cmpl-" + b"0" * 29, settled(received))


@pytest.mark.parametrize("shape", SHAPES)
def test_both_lanes_give_one_answer(lanes: tuple[Server, Server], shape: str) -> None:
    fast, other = lanes

    answer, closed = exchange(fast, SHAPES[shape])
    same, same_closed = exchange(other, SHAPES[shape])

    assert answer
    assert responses(without_ids(answer)) == responses(without_ids(same))
    assert closed == same_closed


@pytest.mark.parametrize("further", [{}, {"n": 2, "logprobs": 2}, {"stop": "e"}], ids=str)
def test_a_seed_pins_a_text_however_it_is_sent(
    lanes: tuple[Server, Server], further: dict[str, Any]
) -> None:
    body = asked(seed=5, max_tokens=300, **further)
    answers = [whole(server, body)["choices"] for server in (*lanes, lanes[0])]
    streamed = chunks(lanes[0], asked(seed=5, max_tokens=300, stream=True, user="me", **further))
    others = [whole(lanes[0], asked(seed=seed, **further))["choices"] for seed in range(6, 10)]

    assert answers[0] == answers[1] == answers[2]
    for one in answers[0]:
        own = [chunk["choices"][0] for chunk in streamed]
        assert "".join(each["text"] for each in own if each["index"] == one["index"]) == one["text"]
    assert len({other[0]["text"] for other in others}) > 1


def test_a_prompt_is_as_probable_whenever_it_is_echoed(lanes: tuple[Server, Server]) -> None:
    def listed(server: Server, **further: Any) -> list[Any]:
        body = asked(JOKE, echo=True, logprobs=3, **further)
        return [one["logprobs"]["top_logprobs"][:8] for one in whole(server, body)["choices"]]

    alone = listed(lanes[0], max_tokens=0)
    assert listed(lanes[1], n=2) == alone * 2
    assert alone[0][0] is None
    assert all(len(one) in (2, 3) for one in alone[0][1:])


def test_a_completion_needs_no_thought() -> None:
    with lending("tokens:\n  output: 300\n  reasoning: 1000\n") as server:
        answer = whole(server, asked(max_tokens=40))
        several = whole(server, asked(max_tokens=40, n=2))

    assert encoding().count(answer["choices"][0]["text"]) == 40
    assert answer["usage"]["completion_tokens"] == 40
    assert encoding().count(several["choices"][0]["text"]) == 40
