"""The short way of a plain message says what the general way says, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.anthropic.messages.dialect import Messages
from sanic_mock.dialects.request_head import RequestHead
from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)

PATH = "/v1/messages"
VERSION = "anthropic-version"
MODELS = ["claude-haiku-4-5", "claude-opus-4-8", "claude-fable-5", "mine", "", "gpt-4o", 'a"%b%d']
TEXTS = st.sampled_from(["Hello", "", "a " * 1030, 'Grüße 😀 \n"%d"', 'as JSON like {"a": 1}'])
BLOCK = st.fixed_dictionaries({"type": st.sampled_from(["text", "image", "x"]), "text": TEXTS})
TURN = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "assistant", "system", "nobody"]),
        "content": TEXTS | st.lists(BLOCK, max_size=2) | st.none(),
    }
)
TOOL = {"name": "find", "input_schema": {"type": "object"}}
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "stream": st.sampled_from([True, False, None, 1]),
    "max_tokens": st.sampled_from([1, 5, 40, 4000, 10**6, 0, -1, "1", None]),
    "system": st.sampled_from([None, "Be brief", "", 'like {"a": 1}', 7]),
    "temperature": st.sampled_from([0, 1, 3, None]),
    "stop_sequences": st.sampled_from([None, ["."], ["e"]]),
    "tools": st.sampled_from([None, [], [TOOL]]),
    "thinking": st.sampled_from([{"type": "adaptive"}, {"type": "enabled"}]),
    "unknown": st.just(1),
}
REQUEST = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS)}, optional={"messages": st.lists(TURN, max_size=3), **FIELDS}
)
ANSWERED = st.fixed_dictionaries(
    {
        "model": st.sampled_from(MODELS[:4]),
        "max_tokens": st.sampled_from([1, 5, 40, 60, 4000]),
        "messages": st.lists(
            st.fixed_dictionaries({"role": st.sampled_from(["user"]), "content": TEXTS}),
            min_size=1,
            max_size=2,
        ),
    },
    optional={"stream": st.booleans(), "system": st.just("Be brief")},
)
BODY = (REQUEST | ANSWERED | ANSWERED).map(lambda one: json.dumps(one).encode())
OWN = {name: one for name, one in PROFILES.items() if name != "models"}


@pytest.fixture(scope="module", params=OWN)
def ways(request: pytest.FixtureRequest) -> Ways:
    return Ways(PATH, OWN[request.param])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(
    bodies=some_bodies(BODY),
    mode=MODES,
    passed=PASSED,
    version=st.sampled_from(["2023-06-01", "2026-10-21"]),
)
def test_both_ways_say_the_same(
    ways: Ways,
    clock: list[float],
    bodies: list[bytes],
    mode: str,
    passed: list[int],
    version: str,
) -> None:
    ways.say_the_same(clock, bodies, passed, **{"x-mock-mode": mode, VERSION: version})


@pytest.mark.parametrize("fields", [{}, {"stream": True}, {"system": "Be brief"}], ids=str)
def test_a_plain_request_goes_the_short_way(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    ways = Ways(PATH, PROFILES["plain"])
    route = ways.short.route(RequestHead("POST", PATH, "", {VERSION: "2023-06-01"}))
    message = {"role": "user", "content": "Hello"}
    body = {"model": MODELS[0], "max_tokens": 900, "messages": [message], **fields}
    assert route is not None
    assert route.answer_now is not None
    assert route.answer_now(json.dumps(body).encode()).startswith(b"HTTP/1.1 200 OK\r\n")

    monkeypatch.setattr(Messages, "parse", lambda *given: pytest.fail("made an Ask"))

    assert route.answer_now(json.dumps(body).encode()).startswith(b"HTTP/1.1 200 OK\r\n")
