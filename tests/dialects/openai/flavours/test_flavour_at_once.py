"""The short way of a service's plain answer says what the general way says, byte for byte."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from sanic_mock.dialects.openai.flavours.whole import WholeLayout
from sanic_mock.dialects.request_head import RequestHead
from tests.dialects.openai.ways import PASSED, PROFILES, Ways, some_bodies, stop_clocks, thorough
from tests.requests import chat

NAMES = ("plain", "one model", "large", "German")
TEXTS = st.sampled_from(["Hello", "", 'Grüße 😀 <b>&\n"%d"', '{"a": 1} as JSON', "a " * 1030])
MODEL = st.sampled_from(["gpt-4o", "gpt-5", "deepseek-chat", 'a"%b<\ue000', "", "text-embedding-3"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "stream": st.booleans(),
    "max_tokens": st.sampled_from([None, 1, 5, 4000]),
    "n": st.sampled_from([1, 2]),
    "stop": st.sampled_from([None, ".", ["a"]]),
    "temperature": st.sampled_from([0, 1.5, 9]),
    "logprobs": st.booleans(),
    "response_format": st.just({"type": "json_object"}),
    "unknown": st.just(1),
}
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "system", "assistant"]), "content": TEXTS | st.none()}
)
REQUEST = st.fixed_dictionaries(
    {"model": MODEL, "messages": st.lists(MESSAGE, min_size=1, max_size=2)}, optional=FIELDS
)
PLAIN = st.builds(chat, TEXTS)
BODY = REQUEST.map(lambda one: json.dumps(one).encode()) | PLAIN | st.binary(max_size=9)


def path(name: str) -> str:
    """Return where a service's chats are."""
    return f"/{name}{FLAVOURS[name].bases[0]}/chat/completions"


@pytest.fixture(scope="module", params=FLAVOURS)
def ways(request: pytest.FixtureRequest) -> dict[str, Ways]:
    """One service in all profiles: what it is asked takes longer to invent than to answer."""
    return {name: Ways(path(request.param), PROFILES[name]) for name in NAMES}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), passed=PASSED)
@example(bodies=[chat("Hello")] * 3, passed=[0, 1])
@example(bodies=[chat("Hi", max_tokens=5), chat("Hi", stream=True)], passed=[0])
@example(bodies=[chat("Hi", model=f"m{number}") for number in range(3)], passed=[0])
def test_both_ways_say_the_same(
    ways: dict[str, Ways], clock: list[float], bodies: list[bytes], passed: list[int]
) -> None:
    for seconds in passed:
        clock[0] += seconds
        for body, name in product((*bodies, bodies[0]), NAMES):
            quick, general = ways[name].both(body)
            assert quick == general, name


@pytest.mark.parametrize("name", FLAVOURS)
def test_a_plain_request_goes_the_short_way(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ways = Ways(path(name), PROFILES["plain"])
    monkeypatch.setattr(WholeLayout, "answer", lambda *given: pytest.fail("the long way"))
    monkeypatch.setattr(Chat, "whole", lambda *given: pytest.fail("the long way"))
    route = ways.short.route(RequestHead("POST", path(name)))

    assert route is not None
    assert route.answer_now is not None
    assert route.answer_now(chat("Hello")).startswith(b"HTTP/1.1 200 OK\r\n")
