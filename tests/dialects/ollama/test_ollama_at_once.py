"""The short way of a plain chat says what the general way says, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)

PATH = "/api/chat"
NAMES = ("plain", "one model", "lenient", "large", "German")
MODELS = st.sampled_from(["llama3.2", "llama3.2:latest", "", 'a"<&>%d', "m" * 400])
TEXTS = st.sampled_from(
    ["Hello", "", 'Grüße 😀 <b>\n"%d"', '{"a": 1} as JSON', "a " * 1100, "-" * 5000]
)
MESSAGE: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"content": TEXTS | st.none()},
    optional={
        "role": st.sampled_from(["user", "system", "assistant", "tool", 1]),
        "images": st.just(["aGk="]),
        "tool_name": st.just("f"),
    },
)
REQUEST = st.fixed_dictionaries(
    {"model": MODELS, "messages": st.lists(MESSAGE, max_size=3)},
    optional={
        "stream": st.sampled_from([True, False, None, 1]),
        "options": st.sampled_from([{}, {"num_predict": 3}, {"seed": 1}, {"stop": ["."]}]),
        "think": st.sampled_from([True, False, None, "low"]),
        "format": st.sampled_from(["json", "", None]),
        "keep_alive": st.just("5m"),
        "unknown": st.just(1),
    },
)
PLAIN = st.fixed_dictionaries(
    {
        "model": MODELS,
        "messages": st.builds(lambda text: [{"role": "user", "content": text}], TEXTS),
    },
    optional={"stream": st.booleans()},
)
BODY = (REQUEST | PLAIN).map(lambda one: json.dumps(one).encode()) | st.binary(max_size=9)


def plain(**further: object) -> bytes:
    """Return a plain request."""
    messages = [{"role": "user", "content": "Hi"}]
    return json.dumps({"model": "llama3.2", "messages": messages, **further}).encode()


@pytest.fixture(scope="module", params=NAMES)
def ways(request: pytest.FixtureRequest) -> Ways:
    return Ways(PATH, PROFILES[request.param])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED)
@example(bodies=[plain()] * 3, mode="strict", passed=[0, 1])
@example(bodies=[plain(stream=False)] * 3, mode="strict", passed=[0, 1])
def test_both_ways_say_the_same(
    ways: Ways, clock: list[float], bodies: list[bytes], mode: str, passed: list[int]
) -> None:
    ways.say_the_same(clock, bodies, passed, **{"x-mock-mode": mode})
