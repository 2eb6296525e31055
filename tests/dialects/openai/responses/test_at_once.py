"""The short way of a plain response says and keeps what the general way does, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.responses.dialect import Responses
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

PATH = "/v1/responses"
MODELS = ["gpt-4o-mini", "gpt-4o", "gpt-5", "gpt-5.1", "o3", "gpt-4", "my-model", "", "x" * 300]
MODELS += ["text-embedding-3-small", 'a"%b%d\\', "ü"]
TEXTS = st.sampled_from(
    ["Hello", "", "a " * 1015, "a " * 1030, "a" * 9000, 'Grüße 😀 \n"%d" %(id)b \0', "{", "json"]
)
ITEM = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "system", "assistant", "nobody"]), "content": TEXTS}
)
TOOL = {"type": "function", "name": "find", "parameters": {"type": "object"}}
SCHEMA = {"type": "json_schema", "name": "one", "schema": {"type": "object", "properties": {}}}
FORMATS = [None, {"type": "text"}, {"type": "json_object"}, SCHEMA]
SAID = [{"role": "user", "content": "Hello"}]
OBJECT = {"format": {"type": "json_object"}}
WANTS_JSON = 'Answer in JSON, of this form: {"name": "string", "age": 5}'
SHAPE = 'The schema: {"type":"object","properties":{"name":{"type":"string"}}}'
JUDGED: dict[str, Any] = {"moderation": {"model": "omni-moderation-latest"}}
MINIMAL = {"effort": "minimal"}
ODD = {"%b": "%(id)b", "sequence_number": "6", 'a"': '"sequence_number":6', "\0": "1790000000"}
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "stream": st.sampled_from([True, False, None, 1]),
    "store": st.sampled_from([True, False, None, "no"]),
    "instructions": TEXTS | st.sampled_from(["Be brief.", "b " * 600, "JSON like {}", 5]),
    "max_output_tokens": st.sampled_from([None, 15, 16, 40, 4096, 10**6, "1"]),
    "temperature": st.sampled_from([0, 1, 1.5, 3, None]),
    "top_p": st.sampled_from([0.5, 1, 2]),
    "metadata": st.sampled_from([None, {}, ODD, {"a": 1}]),
    "text": st.builds(
        lambda one, verbosity: {"format": one, "verbosity": verbosity},
        st.sampled_from(FORMATS),
        st.sampled_from([None, "low", "medium"]),
    ),
    "reasoning": st.sampled_from([None, {}, {"effort": "none"}, {"effort": "low"}]),
    "include": st.sampled_from(
        [[], ["message.output_text.logprobs"], ["reasoning.encrypted_content"]]
    ),
    "stream_options": st.sampled_from([None, {}, {"include_obfuscation": False}]),
    "truncation": st.sampled_from([None, "auto", "disabled"]),
    "service_tier": st.sampled_from([None, "auto", "flex", "slow"]),
    "top_logprobs": st.sampled_from([None, 0, 2, 21]),
    "tools": st.sampled_from([None, [], [TOOL], [{"type": "web_search"}]]),
    "tool_choice": st.sampled_from([None, "auto", "none", "required"]),
    "previous_response_id": st.sampled_from([None, "resp_0", "a"]),
    "conversation": st.sampled_from([None, "conv_0"]),
    "background": st.sampled_from([None, False, True]),
    "moderation": st.sampled_from([None, {"model": "omni-moderation-latest"}]),
    "prompt": st.sampled_from([None, {"id": "pmpt_1"}]),
    "user": st.sampled_from([None, "me", 5]),
    "unknown": st.just(1),
}
REQUEST = st.fixed_dictionaries(
    {
        "model": st.sampled_from(MODELS[:2]) | st.sampled_from(MODELS),
        "input": TEXTS | st.text(max_size=40) | st.lists(ITEM, max_size=2) | st.just(7),
    },
    optional=FIELDS,
)
# What is answered with a text, more often than not in one go.
ANSWERED = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["gpt-4o-mini", "gpt-4", "gpt-5.1", "my-model"]),
        "input": TEXTS | st.lists(ITEM, min_size=1, max_size=1),
    },
    optional={
        "stream": st.booleans(),
        "store": st.booleans(),
        "max_output_tokens": st.sampled_from([None, 16, 40, 4000]),
        "stream_options": st.sampled_from([None, {"include_obfuscation": False}]),
        "instructions": st.sampled_from(["Be brief.", "%d", "b " * 430]),
        "metadata": st.sampled_from([{}, ODD]),
        "temperature": st.sampled_from([0, 1]),
        "text": st.just({"format": {"type": "text"}}),
    },
)
BODY = (REQUEST | ANSWERED | ANSWERED).map(lambda one: json.dumps(one).encode())


def asked(said: Any = "Hello", **further: Any) -> bytes:
    return json.dumps({"model": "gpt-4o-mini", "input": said, **further}).encode()


@pytest.fixture(scope="module", params=PROFILES)
def ways(request: pytest.FixtureRequest) -> Ways:
    return Ways(PATH, PROFILES[request.param])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return stop_clocks(monkeypatch)


@thorough
@given(bodies=some_bodies(BODY), mode=MODES, passed=PASSED)
@example(bodies=[asked(), asked("Hi"), asked("a " * 1030)], mode="strict", passed=[0, 1])
@example(bodies=[asked(stream=True), asked("Hi", stream=True)], mode="strict", passed=[0, 1])
@example(bodies=[asked(metadata=ODD, stream=True)] * 3, mode="strict", passed=[0])
@example(
    bodies=[asked(max_output_tokens=16), asked("Hi", max_output_tokens=40)] * 3,
    mode="strict",
    passed=[0],
)
@example(bodies=[asked(SAID), asked(), asked([*SAID, *SAID])] * 3, mode="strict", passed=[0])
@example(bodies=[asked(), asked(WANTS_JSON)] * 3, mode="strict", passed=[0])
@example(bodies=[asked(instructions=WANTS_JSON)] * 3, mode="strict", passed=[0])
@example(bodies=[asked("Answer in JSON.", instructions=SHAPE)] * 3, mode="strict", passed=[0])
@example(bodies=[asked(**JUDGED), asked("I kill you", **JUDGED)] * 3, mode="strict", passed=[0])
@example(bodies=[asked(instructions="b " * 1000)] * 3, mode="strict", passed=[0])
@example(bodies=[asked("json", text=OBJECT), asked(text=OBJECT)] * 3, mode="strict", passed=[0])
@example(bodies=[asked("json", text=OBJECT), asked(text=OBJECT)] * 3, mode="lenient", passed=[0])
@example(bodies=[asked(prompt={"id": "pmpt_1"})] * 3, mode="strict", passed=[0])
@example(bodies=[asked(background=True)] * 3, mode="strict", passed=[0])
@example(bodies=[asked(model="gpt-5", reasoning=MINIMAL)] * 3, mode="strict", passed=[0])
def test_both_ways_say_and_keep_the_same(
    ways: Ways, clock: list[float], bodies: list[bytes], mode: str, passed: list[int]
) -> None:
    """Kinds that come again, too, in whatever second."""
    for seconds in passed:
        clock[0] += seconds
        for body in (*bodies, *bodies):
            quick, general = ways.both(body, **{"x-mock-mode": mode})
            assert quick == general
    ours, others = ways.stored()
    assert ours == others


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"stream": True},
        {"store": False},
        {"stream": True, "store": False, "stream_options": {"include_obfuscation": False}},
        {"instructions": "Be brief.", "temperature": 0, "metadata": ODD, "max_output_tokens": 4000},
        {"model": "mine"},
        {"model": "gpt-5.1"},
        {"input": SAID},
    ],
)
def test_a_kind_goes_the_short_way_from_its_third_request_on(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    ways = Ways(PATH, PROFILES["plain"])
    route = ways.short.route(RequestHead("POST", PATH))
    assert route is not None
    assert route.answer_now is not None
    for text in ("a", "b"):
        route.answer_now(asked(text, **fields))
    for step in ("whole", "events"):
        monkeypatch.setattr(Responses, step, lambda *given: pytest.fail("went in steps"))

    assert route.answer_now(asked("c", **fields)).startswith(b"HTTP/1.1 200 OK\r\n")


def test_kinds_that_come_and_go_are_told_apart(clock: list[float]) -> None:
    ways = Ways(PATH, PROFILES["plain"])
    for number in [*range(600), *range(3), *range(3), *range(3)]:
        clock[0] += number % 97 == 0
        quick, general = ways.both(asked(metadata={"number": str(number)}))
        assert quick == general


@pytest.mark.parametrize("profile", PROFILES_OF_THEIR_OWN)
def test_profiles_of_their_own_say_the_same(profile: Settings) -> None:
    ways = Ways(PATH, profile)
    for text in ("Hello", "Hello", "b", "c"):
        quick, general = ways.both(asked(text))
        assert quick == general
