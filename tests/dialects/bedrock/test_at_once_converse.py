"""The short way of a plain Converse says what the general way says, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.dialects.bedrock.converse.reading import ConverseReader
from sanic_mock.dialects.request_head import RequestHead
from tests.dialects.bedrock.messages import CLAUDE, NOVA, asking
from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)

PATHS = [
    f"/model/{NOVA}/converse",
    f"/bedrock/model/{CLAUDE}/converse",
    "/model/any/converse",
    f"/model/{NOVA}/converse-stream",
    f"/model/{CLAUDE}/converse-stream",
]
TEXTS = st.sampled_from(["Hello", "", " ", 'Grüße 😀 \n"%d"', '{"a": 1} as JSON']) | st.text()
BLOCK: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"text": TEXTS}, optional={"cachePoint": st.just({})}
)
TURN = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "user", "assistant", "system"]),
        "content": st.lists(BLOCK, max_size=2),
    }
)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "maxTokens": st.sampled_from([1, 5, 4096, 0, "1"]),
        "temperature": st.sampled_from([0, 1, 2]),
        "stopSequences": st.just(["a"]),
    },
)
REQUEST = st.fixed_dictionaries(
    {"messages": st.lists(TURN, min_size=1, max_size=2)},
    optional={"inferenceConfig": CONFIG, "system": st.lists(BLOCK, max_size=1)},
)
BODY = REQUEST.map(lambda one: json.dumps(one).encode())
SERVED = {name: one for name, one in PROFILES.items() if name != "models"}


@pytest.fixture(scope="module", params=SERVED)
def ways(request: pytest.FixtureRequest) -> list[Ways]:
    """One profile, asked in five places."""
    return [Ways(path, SERVED[request.param]) for path in PATHS]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that is set by hand."""
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED, place=st.sampled_from([0, 1, 2]))
@example(bodies=[asking("Hello")] * 3, mode="strict", passed=[0, 1], place=0)
@example(bodies=[asking(inferenceConfig={"maxTokens": 5})], mode="strict", passed=[0], place=1)
def test_both_ways_say_the_same(
    ways: list[Ways],
    clock: list[float],
    bodies: list[bytes],
    mode: str,
    passed: list[int],
    place: int,
) -> None:
    """Repeated bodies, too, in whatever second they come."""
    for seconds in passed:
        clock[0] += seconds
        for body in (*bodies, bodies[0]):
            quick, general = ways[place].both(body, **{"x-mock-mode": mode})
            assert quick == general


@pytest.mark.parametrize("further", [{}, {"inferenceConfig": {"maxTokens": 4096}}])
def test_a_plain_request_goes_the_short_way(
    monkeypatch: pytest.MonkeyPatch, further: dict[str, Any]
) -> None:
    ways = Ways(PATHS[0], PROFILES["plain"])
    monkeypatch.setattr(ConverseReader, "ask", lambda *given: pytest.fail("made an Ask"))
    route = ways.short.route(RequestHead("POST", PATHS[0]))

    assert route is not None
    assert route.answer_now is not None
    answer = route.answer_now(asking(**further))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
