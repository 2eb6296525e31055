"""What responses have had since summer 2026, as recordings show it."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.answer import field_pairs
from tests.dialects.openai.responses.responding import NOW_S, Asking, Json

HELLO: Json = {"model": "gpt-5.6", "input": "Hello"}
LONG = "word " * 1500


@pytest.fixture(scope="module")
def asking() -> Asking:
    """A worker's endpoint."""
    return Asking()


@pytest.mark.parametrize(
    ("model", "asked", "told"),
    [
        ("gpt-5.6", None, "all_turns"),
        ("gpt-5.6-terra", None, "all_turns"),
        ("gpt-5.6", "auto", "all_turns"),
        ("gpt-5.6", "current_turn", "current_turn"),
        ("gpt-5.4", None, "current_turn"),
        ("gpt-5.4", "auto", "current_turn"),
        ("gpt-5.4", "all_turns", "all_turns"),
    ],
)
def test_whose_reasoning_is_gone_on_from(
    asking: Asking, model: str, asked: str | None, told: str
) -> None:
    reasoning = {} if asked is None else {"reasoning": {"context": asked}}

    assert asking.whole(HELLO | {"model": model} | reasoning)["reasoning"]["context"] == told


@pytest.mark.parametrize(
    ("model", "told"), [("gpt-5.2", "24h"), ("gpt-5.4-nano", "24h"), ("gpt-5-nano", "in_memory")]
)
def test_how_long_a_prompt_is_cached(asking: Asking, model: str, told: str) -> None:
    assert asking.whole(HELLO | {"model": model})["prompt_cache_retention"] == told


@pytest.mark.parametrize(
    ("further", "is_told"),
    [({}, True), ({"store": False}, False)],
)
def test_reasoning_is_encrypted_where_it_is_kept_or_included(
    asking: Asking, further: Json, is_told: bool
) -> None:
    asked = HELLO | {"model": "gpt-5-nano"} | further
    thought = asking.whole(asked)["output"][0]
    included = asking.whole(asked | {"include": ["reasoning.encrypted_content"]})

    assert ("encrypted_content" in thought) is is_told
    assert "encrypted_content" in included["output"][0]


@pytest.mark.parametrize(("model", "tells_no_thought"), [("gpt-5-nano", True), ("gpt-5.6", False)])
def test_reasoning_without_a_token_is_told_by_older_models_alone(
    asking: Asking, model: str, *, tells_no_thought: bool
) -> None:
    told = [asking.whole({"model": model, "input": f"Hello {one}"}) for one in range(40)]
    thought = [one["usage"]["output_tokens_details"]["reasoning_tokens"] for one in told]
    has_item = [any(item["type"] == "reasoning" for item in one["output"]) for one in told]

    assert {False, True} == {bool(one) for one in thought}
    assert has_item == [tells_no_thought or bool(one) for one in thought]


def test_what_is_written_to_a_cache_is_billed_once(asking: Asking) -> None:
    asked = HELLO | {"input": LONG}
    first, second = (asking.whole(asked)["usage"] for _ in range(2))

    details = first["input_tokens_details"]
    assert details == {"cache_write_tokens": first["input_tokens"] - 3, "cached_tokens": 0}
    details = second["input_tokens_details"]
    assert 0 < details["cache_write_tokens"] < second["input_tokens"] - details["cached_tokens"]
    older = asking.whole(asked | {"model": "gpt-5.5"})["usage"]["input_tokens_details"]
    assert older["cache_write_tokens"] == 0


@pytest.mark.parametrize(
    ("further", "is_limited"),
    [({}, False), ({"store": False}, True), ({"store": False, "model": "gpt-4o-mini"}, False)],
)
def test_a_stream_tells_of_limits_where_nothing_is_kept(
    asking: Asking, further: Json, is_limited: bool
) -> None:
    ask, reply = asking.read(HELLO | further | {"stream": True})
    names = [name for name, _ in field_pairs(asking.endpoint.events(ask, reply, NOW_S).fields)]

    assert ("x-ratelimit-limit-requests" in names) is is_limited
    assert "x-openai-proxy-wasm" not in names


def test_probabilities_have_their_bytes_in_events_too(asking: Asking) -> None:
    asked = {"model": "gpt-4o", "input": "Hello", "include": ["message.output_text.logprobs"]}
    deltas = [one for one in asking.stream(asked) if one["type"] == "response.output_text.delta"]

    (entry,) = deltas[0]["logprobs"]
    assert list(entry) == ["bytes", "logprob", "token", "top_logprobs"]
    assert bytes(entry["bytes"]).decode() == entry["token"] == deltas[0]["delta"]
