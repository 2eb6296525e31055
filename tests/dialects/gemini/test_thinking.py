"""Models think as their kind does, or as much as they are told to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, THIRD, asking, says, streaming
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

PRO = "gemini-2.5-pro"
MANY = 40


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


def thinking(**config: Any) -> Json:
    """Return what a request says of thinking."""
    return {"generationConfig": {"thinkingConfig": config}}


def thoughts(server: Server, model: str, **further: Any) -> Sequence[int]:
    """Return the thoughts that many answers bill, 0 for those that say nothing of them."""
    requests = (asking(says(f"Hello {n}", **further), model=model) for n in range(MANY))
    answers = (json.loads(ask(server, one).body) for one in requests)
    return [one["usageMetadata"].get("thoughtsTokenCount", 0) for one in answers]


def mean(drawn: Sequence[int]) -> float:
    """Return the mean."""
    return sum(drawn) / len(drawn)


@pytest.mark.parametrize(
    ("model", "usual"),
    [(FLASH, 130), (PRO, 280), (THIRD, 340), ("gemini-3.6-flash", 65), ("some-model", 130)],
)
def test_a_model_thinks_unless_it_is_told_not_to(server: Server, model: str, usual: int) -> None:
    drawn = thoughts(server, model)

    assert len(set(drawn)) > MANY / 2
    assert mean(drawn) == pytest.approx(usual, rel=0.5)


@pytest.mark.parametrize(
    "model", ["gemini-2.0-flash", "gemini-2.5-flash-lite", "gemini-2.5-flash-image"]
)
def test_some_models_do_not_think_unless_they_are_told_to(server: Server, model: str) -> None:
    assert set(thoughts(server, model)) == {0}


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (FLASH, {"thinkingBudget": 0}),
        (THIRD, {"thinkingLevel": "MINIMAL"}),
        ("gemini-2.5-flash-lite", {"includeThoughts": True}),
    ],
)
def test_nothing_is_thought_where_a_request_says_so(
    server: Server, model: str, config: Json
) -> None:
    assert set(thoughts(server, model, **thinking(**config))) == {0}


def test_a_level_or_a_budget_has_less_thought(server: Server) -> None:
    low = thoughts(server, THIRD, **thinking(thinkingLevel="LOW"))
    high = thoughts(server, THIRD, **thinking(thinkingLevel="HIGH"))
    budgeted = thoughts(server, PRO, **thinking(thinkingBudget=128))

    assert mean(low) < 0.7 * mean(high)
    assert mean(budgeted) < 128


def test_a_model_that_does_not_think_may_be_told_to(server: Server) -> None:
    drawn = thoughts(server, "gemini-2.5-flash-lite", **thinking(thinkingBudget=-1))

    assert mean(drawn) == pytest.approx(130, rel=0.5)


def test_a_model_that_always_thinks_says_so(server: Server) -> None:
    answer = ask(server, asking(says(**thinking(thinkingBudget=0)), model=PRO))

    assert answer.status == 400
    message = json.loads(answer.body)["error"]["message"]
    assert message == "Budget 0 is invalid. This model only works in thinking mode."


def test_what_is_thought_may_leave_nothing_to_say(server: Server) -> None:
    capped = {"generationConfig": {"maxOutputTokens": 1}}
    found = [
        json.loads(ask(server, asking(says(f"Hello {n}", **capped), model=THIRD)).body)
        for n in range(5)
    ]

    for one in found:
        (candidate,) = one["candidates"]
        assert candidate["finishReason"] == "MAX_TOKENS"
        assert candidate["content"] == {"role": "model"}
        assert one["usageMetadata"]["thoughtsTokenCount"] == 1
        assert "candidatesTokenCount" not in one["usageMetadata"]


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_each_chunk_of_a_stream_tells_the_thought(server: Server, model: str) -> None:
    events = ask(server, streaming(says(), model=model)).body.split(b"\r\n\r\n")[:-1]
    told = [json.loads(one.removeprefix(b"data: "))["usageMetadata"] for one in events]

    assert len({one["thoughtsTokenCount"] for one in told}) == 1
    for one in told:
        parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
        assert one["totalTokenCount"] == sum(one.get(name, 0) for name in parts)


def test_a_profile_may_have_nobody_think() -> None:
    with lending("tokens: {reasoning: 0}\n") as quiet:
        assert set(thoughts(quiet, FLASH)) == {0}
