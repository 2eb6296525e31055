"""The short way of a plain answer says what the general way says, byte for byte."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dialects.gemini.asking import DEVELOPERS, FLASH, THIRD, VERTEX, capped, says
from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)

PATHS = (
    f"{DEVELOPERS}/{FLASH}:generateContent",
    f"{DEVELOPERS}/{THIRD}:generateContent",
    f"{DEVELOPERS}/gemini-2.0-flash:generateContent",
    f"{VERTEX}/{FLASH}:generateContent",
    f"{DEVELOPERS}/{FLASH}:streamGenerateContent?alt=sse",
    f"{DEVELOPERS}/{THIRD}:streamGenerateContent",
    f"{VERTEX}/{FLASH}:streamGenerateContent?alt=sse",
)
NAMES = ("plain", "one model", "lenient", "large", "German")
TEXTS = st.sampled_from(["Hello", "", 'Grüße 😀 <b>\n"%d"', '{"a": 1} as JSON', "a " * 1100])
PART = st.fixed_dictionaries({"text": TEXTS | st.just(7)}, optional={"thought": st.booleans()})
CONTENT = st.fixed_dictionaries(
    {"parts": st.lists(PART, max_size=2)},
    optional={"role": st.sampled_from(["user", "model", "system", None])},
)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "maxOutputTokens": st.sampled_from([None, 1, 5, 4000, 0, "5"]),
        "max_output_tokens": st.just(5),
        "temperature": st.sampled_from([0, 1.5, 9]),
        "candidateCount": st.sampled_from([1, 2]),
        "stopSequences": st.just(["."]),
        "responseMimeType": st.sampled_from(["text/plain", "application/json"]),
        "thinkingConfig": st.sampled_from([{"thinkingBudget": 0}, {"includeThoughts": True}]),
    },
)
REQUEST = st.fixed_dictionaries(
    {"contents": st.lists(CONTENT, max_size=3)},
    optional={
        "systemInstruction": CONTENT,
        "generationConfig": CONFIG,
        "safetySettings": st.just([]),
        "unknown": st.just(1),
    },
)
PLAIN = st.builds(says, TEXTS)
BODY = (REQUEST | PLAIN).map(lambda one: json.dumps(one).encode()) | st.binary(max_size=9)


@pytest.fixture(scope="module", params=PATHS)
def ways(request: pytest.FixtureRequest) -> dict[str, Ways]:
    """One path in all profiles: what is asked there takes longer to invent than to answer."""
    return {name: Ways(request.param, PROFILES[name]) for name in NAMES}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED)
@example(bodies=[json.dumps(says("Hi")).encode()] * 3, mode="strict", passed=[0, 1])
@example(bodies=[json.dumps(capped(5)).encode()], mode="strict", passed=[0])
def test_both_ways_say_the_same(
    ways: dict[str, Ways], clock: list[float], bodies: list[bytes], mode: str, passed: list[int]
) -> None:
    for seconds in passed:
        clock[0] += seconds
        for body, name in product((*bodies, bodies[0]), NAMES):
            quick, general = ways[name].both(body, **{"x-mock-mode": mode})
            assert quick == general, name
