"""The short way of a plain answer says what the general way says, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.chat.prompts import Prompts
from sanic_mock.dialects.openai.chat.request import PlainMessage
from sanic_mock.dialects.openai.models import traits
from sanic_mock.dialects.openai.models.table import MODELS as KNOWN
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.settings import Settings
from tests.dialects.openai.ways import (
    MODES,
    PASSED,
    PROFILES,
    PROFILES_OF_THEIR_OWN,
    Ways,
    some_bodies,
    stop_clocks,
    thorough,
)
from tests.requests import chat
from tests.rules import entries

PATH = "/v1/chat/completions"
RULES = entries("""
- {match: {user: Hello, model: "gpt-4o*"}, text: Hi there}
- {match: {system: {contains: Hello}}, text: "Gr\u00fc\u00dfe 😀 \\n\\"%d\\""}
- {match: {user: {contains: "a a"}, share: 0.5}, text: half of them}
- {match: {user: {regex: "^Gr"}}, status: 429}
- {match: {user: Hello, turn: 1}, text: "{{ user }}!"}
- {match: {any: {contains: "a a"}}, text: billed, usage: {prompt_tokens: 5}}
- {match: {user: ""}, text: said, reasoning: thought}
- {match: {model: "my*"}, pieces: [a, b]}
- {match: {model: "gpt-4"}, text: for all of it}
""")
RULED = {
    "rules": Settings("test", seed=7, answers=RULES),
    "only rules": Settings("test", seed=7, answers=RULES, answers_mode="strict"),
}
CHAT_PROFILES = {**PROFILES, **RULED, "another seed": Settings("test", seed=8)}
MODELS = ["gpt-4o-mini", "gpt-4o", "gpt-5", "o3", "gpt-4", "my-model", "gpt-4o-search-preview"]
MODELS += ["text-embedding-3-small", "gpt-3.5-turbo-instruct", "", "x" * 300, 'a"%b%d\\', "ü"]
# What may ask for JSON or a value in words, each by another sign; the last two do not.
ASKING = [
    "Is it so? Answer with yes or no.",
    "Name some.\nYou must put every item on a separate line.",
    "Reply with only the number",
    "Answer strictly in the following format: integer number",
    f"Answer with yes or no. {'a ' * 400}",
    f"{'a ' * 400} Answer with yes or no.",
    'Answer in JSON like {"mood": "good"}',
    "Answer: it is so.\nAnswer",
    "Tell me of one or the other, and only that",
]
TEXTS = st.sampled_from(
    ["Hello", "", "a " * 1015, "a " * 1016, "a " * 1030, 'Grüße 😀 \n"%d"', *ASKING]
)
ROLES = st.sampled_from(["user", "system", "assistant", "developer", "tool", "function", "nobody"])
PART = st.fixed_dictionaries({"type": st.sampled_from(["text", "image_url"]), "text": TEXTS})
CONTENT = TEXTS | st.text(max_size=40) | st.lists(PART, max_size=2) | st.none() | st.just(7)
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "system", "assistant"]) | ROLES, "content": TEXTS | CONTENT},
    optional={"name": st.sampled_from(["Ann", "", None, 5])},
)
CAP = st.sampled_from([None, 1, 5, 100, 4096, 10**6, 0, -1, "1", 1.0])
FLAG = st.sampled_from([True, False, None, 1])
TOOL = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "stream": FLAG,
    "max_tokens": CAP,
    "max_completion_tokens": CAP,
    "temperature": st.sampled_from([0, 1, 1.5, 3, None]),
    "top_p": st.sampled_from([0.5, 2]),
    "n": st.sampled_from([None, 1, 2, 200]),
    "stream_options": st.sampled_from([None, {}, {"include_usage": True}]),
    "stop": st.sampled_from([None, ".", ["a"]]),
    "seed": st.sampled_from([None, 1]),
    "tools": st.sampled_from([None, [], [TOOL]]),
    "user": st.sampled_from([None, "me", 5]),
    "logprobs": FLAG,
    "store": FLAG,
    "response_format": st.sampled_from([None, {"type": "json_object"}]),
    "presence_penalty": st.sampled_from([0, 1, 9]),
    "unknown": st.just(1),
}
REQUEST = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS[:2]) | st.sampled_from(MODELS)},
    optional={"messages": st.lists(MESSAGE, max_size=3), **FIELDS},
)
PLAIN = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS), "messages": st.lists(MESSAGE, min_size=1, max_size=2)}
)
# What is answered with a text, more often than not in one go.
ANSWERED = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["gpt-4o-mini", "gpt-4o", "gpt-4", "my-model"]),
        "messages": st.lists(
            st.fixed_dictionaries(
                {"role": st.sampled_from(["user", "system"]), "content": TEXTS},
                optional={"name": st.just("Ann")},
            ),
            min_size=1,
            max_size=2,
        ),
    },
    optional={
        "stream": st.booleans(),
        "max_tokens": st.sampled_from([None, 1, 5, 4000, 10**6]),
        "max_completion_tokens": st.sampled_from([None, 1, 5, 4000]),
        "stream_options": st.sampled_from([None, {"include_usage": True}]),
        "user": st.just("me"),
        "n": st.sampled_from([1, 2]),
    },
)
WRITTEN = (REQUEST | PLAIN | ANSWERED | ANSWERED).map(lambda one: json.dumps(one).encode())
BODY = WRITTEN | st.binary(max_size=20)


@pytest.fixture(scope="module", params=CHAT_PROFILES)
def ways(request: pytest.FixtureRequest) -> Ways:
    return Ways(PATH, CHAT_PROFILES[request.param])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED)
@example(bodies=[chat("Hello")] * 3, mode="strict", passed=[0, 1])
@example(bodies=[chat("a " * 1016), chat("a " * 1030)], mode="strict", passed=[0, 1])
@example(bodies=[chat("Hi", max_tokens=5), chat("Hi", stream=True)], mode="strict", passed=[0])
@example(bodies=[chat("Hi", max_completion_tokens=5)], mode="strict", passed=[0])
@example(bodies=[chat("Hi", stream_options={})], mode="strict", passed=[0])
@example(bodies=[chat("Hi", model="gpt-5")], mode="strict", passed=[0])
@example(bodies=[chat(one) for one in ASKING], mode="strict", passed=[0])
def test_both_ways_say_the_same(
    ways: Ways, clock: list[float], bodies: list[bytes], mode: str, passed: list[int]
) -> None:
    ways.say_the_same(clock, bodies, passed, **{"x-mock-mode": mode})


def test_models_that_come_and_go_are_told_apart(clock: list[float]) -> None:
    ways = Ways(PATH, PROFILES["plain"])
    for number in [*range(600), *range(3)]:
        clock[0] += number % 97 == 0
        quick, general = ways.both(chat("Hello", model=f"model-{number}"))
        assert quick == general


@pytest.mark.parametrize("fields", [{}, {"temperature": 1}, {"user": "me"}, {"model": "mine"}])
def test_a_plain_request_goes_the_short_way(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    ways = Ways(PATH, PROFILES["plain"])
    monkeypatch.setattr(Chat, "_plain", lambda *given: pytest.fail("made an Ask"))
    head = RequestHead("POST", PATH)
    route = ways.short.route(head)

    assert route is not None
    assert route.answer_now is not None
    assert route.answer_now(chat("Hello", **fields)).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("profile", PROFILES_OF_THEIR_OWN)
def test_profiles_of_their_own_say_the_same(profile: Settings) -> None:
    ways = Ways(PATH, profile)
    for content in ("Hello", "Hello", "b"):
        quick, general = ways.both(chat(content))
        assert quick == general


@pytest.mark.parametrize("name", [*KNOWN, *MODELS, "ft:gpt-4:x", "o9", "gpt-9"])
def test_one_message_is_counted_as_any_prompt(name: str) -> None:
    model, prompts = traits(name), Prompts(Settings("test", seed=7))
    tokens = prompts.plain([PlainMessage("user", "Hello there")], model)

    assert model.short_framing == (None if model.is_particular else tokens - 2)
