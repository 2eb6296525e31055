"""One text or some calls are written as the encoder of all other answers would write them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat import dialect, rich
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.distributions import Constant
from sanic_mock.errors import Lengthy
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.routes import Routes
from sanic_mock.settings import Settings, Tokens
from tests.dialects.openai.chat.tools import PLACE, WEATHER, function
from tests.server.compiled import compiled
from tests.stopped_clock import stop_clock

HEAD = RequestHead("POST", "/v1/chat/completions")
PROFILES = {
    "plain": Settings("test", seed=7),
    "lenient": Settings("test", seed=7, mode="lenient"),
    "calls now and then": Settings("test", seed=7, tool_call_rate=0.5),
    "thought": Settings("test", seed=7, tokens=Tokens(reasoning=Constant(9))),
    "shown thought": Settings(
        "test",
        seed=7,
        tokens=Tokens(reasoning=Constant(9)),
        reasoning_in_chat="reasoning_content",
    ),
}
ANYTHING = function(name="look-up", parameters={"type": "object", "properties": {}})
SHELL = {"type": "custom", "custom": {"name": "shell"}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "p", "strict": True, "schema": PLACE}}
TEXTS = ["Hello", "", "Is it warm in Paris, Oslo and Köln?", 'Say "50 %d" \\ 😀', "a " * 1100]
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "tools": st.lists(st.sampled_from([WEATHER, ANYTHING, SHELL]), min_size=1, max_size=3),
    "tool_choice": st.sampled_from(["auto", "required", "none"]),
    "functions": st.just([WEATHER["function"]]),
    "parallel_tool_calls": st.booleans(),
    "response_format": st.sampled_from([FORMAT, {"type": "text"}]),
    "max_tokens": st.sampled_from([1, 5, 12, 4000]),
    "n": st.sampled_from([1, 1, 2]),
    "stop": st.sampled_from([".", ["a", "e"]]),
    "seed": st.just(1),
    "logprobs": st.booleans(),
    "store": st.booleans(),
    "service_tier": st.sampled_from(["auto", "default", "flex"]),
    "moderation": st.just({"model": "omni-moderation-latest"}),
    "prediction": st.just({"type": "content", "content": "Hello there"}),
    "logit_bias": st.just({"1": 100}),
    "modalities": st.sampled_from([["text"], ["text", "audio"]]),
    "audio": st.just({"voice": "alloy", "format": "wav"}),
}
MODELS = ["gpt-4o-mini", "gpt-4", "o3", "gpt-4o-search-preview", "gpt-4o-audio-preview", 'a"%b']


class Pair:
    """One profile twice, each asked the same: written from ready parts, and by the encoder."""

    def __init__(self, profile: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._routes = [Routes(compiled(profile)) for _ in range(2)]

    def both(self, body: bytes) -> tuple[bytes | None, bytes | None]:
        """Return the answer of each way; None for one that is to be made on a thread."""
        ready = self._answer(0, body)
        with self._monkeypatch.context() as patched:
            patched.setattr(dialect, "is_simple", lambda ask, reply: False)
            return ready, self._answer(1, body)

    def _answer(self, number: int, body: bytes) -> bytes | None:
        route = self._routes[number].route(HEAD)
        assert route is not None
        try:
            return response_bytes(route.variant.answer(route, body).answer)
        except Lengthy:
            return None


def asked(**fields: Any) -> bytes:
    content = fields.pop("content", "Hello")
    messages = [{"role": "user", "content": content}]
    return json.dumps({"model": "gpt-4o-mini", "messages": messages} | fields).encode()


BODY = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS[:1]) | st.sampled_from(MODELS)},
    optional={"content": st.sampled_from(TEXTS), **FIELDS},
).map(lambda one: asked(**one))
FEW = st.fixed_dictionaries(
    {"content": st.sampled_from(TEXTS)},
    optional={name: FIELDS[name] for name in ("tools", "response_format", "max_tokens", "seed")},
).map(lambda one: asked(**one))


@pytest.fixture(params=PROFILES)
def pair(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Pair:
    stop_clock(monkeypatch, lambda: 1_790_000_000.5)
    return Pair(PROFILES[request.param], monkeypatch)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bodies=st.lists(BODY | FEW, min_size=1, max_size=3))
@example(bodies=[asked(content=TEXTS[2], tools=[WEATHER], tool_choice="required")])
@example(bodies=[asked(tools=[WEATHER, SHELL], tool_choice="required"), asked(tools=[SHELL])])
@example(bodies=[asked(tools=[WEATHER], tool_choice="required", max_tokens=9)])
@example(bodies=[asked(content=TEXTS[2], response_format=FORMAT)])
@example(bodies=[asked(seed=1), asked(stop=".")])
def test_ready_parts_and_encoder_write_the_same(pair: Pair, bodies: list[bytes]) -> None:
    for body in bodies:
        ready, encoded = pair.both(body)
        assert ready == encoded


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [WEATHER], "tool_choice": "required"},
        {"tools": [SHELL], "tool_choice": "required"},
        {"response_format": FORMAT},
        {"seed": 1},
    ],
)
def test_one_text_or_some_calls_need_no_encoder(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    monkeypatch.setattr(rich, "content", lambda *given: pytest.fail("was encoded"))
    answer = Pair(PROFILES["plain"], monkeypatch)._answer(0, asked(**fields))

    assert answer is not None
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
