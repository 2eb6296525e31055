"""The short way of a plain answer to OpenAI's clients is the general way's, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dialects.gemini.asking import FLASH, THIRD
from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)

DEVELOPERS = "/v1beta/openai/chat/completions"
VERTEX = "/v1/projects/p/locations/l/endpoints/openapi/chat/completions"
NAMES = ("plain", "one model", "lenient", "large", "German")
MODELS = st.sampled_from(
    [FLASH, THIRD, "gemini-2.0-flash", f"google/{FLASH}", "gemini-embedding-001", "", 'a"<b%d'],
)
TEXTS = st.sampled_from(["Hello", "", 'Grüße 😀 <b>\n"%d"', '{"a": 1} as JSON', "a " * 1100])
MESSAGE: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "system", "assistant"]), "content": TEXTS | st.just([])},
    optional={"name": st.just("Ada")},
)
FURTHER = {
    "stream": st.sampled_from([True, False, None, 1]),
    "stream_options": st.sampled_from([None, {}, {"include_usage": True}, {"other": 1}]),
    "temperature": st.sampled_from([0, 1.5, 9]),
    "top_p": st.sampled_from([0.5, 2]),
    "max_tokens": st.sampled_from([1, 4000]),
    "store": st.just(True),
    "reasoning_effort": st.sampled_from(["none", "high"]),
}
REQUEST = st.fixed_dictionaries(
    {"model": MODELS, "messages": st.lists(MESSAGE, max_size=3)}, optional=FURTHER
)
PLAIN = st.fixed_dictionaries(
    {
        "model": MODELS,
        "messages": st.builds(lambda text: [{"role": "user", "content": text}], TEXTS),
    },
    optional={name: FURTHER[name] for name in ("stream", "stream_options", "temperature")},
)
BODY = (REQUEST | PLAIN).map(lambda one: json.dumps(one).encode()) | st.binary(max_size=9)


def plain(**further: object) -> bytes:
    """Return a plain request."""
    messages = [{"role": "user", "content": "Hi"}]
    return json.dumps({"model": FLASH, "messages": messages, **further}).encode()


@pytest.fixture(scope="module", params=[(DEVELOPERS, name) for name in NAMES] + [(VERTEX, "plain")])
def ways(request: pytest.FixtureRequest) -> Ways:
    path, name = request.param
    return Ways(path, PROFILES[name])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED)
@example(bodies=[plain()] * 3, mode="strict", passed=[0, 1])
@example(bodies=[plain(stream=True)] * 3, mode="strict", passed=[0, 1])
@example(
    bodies=[plain(stream=True, stream_options={"include_usage": True})], mode="strict", passed=[0]
)
def test_both_ways_say_the_same(
    ways: Ways, clock: list[float], bodies: list[bytes], mode: str, passed: list[int]
) -> None:
    ways.say_the_same(clock, bodies, passed, **{"x-mock-mode": mode})
