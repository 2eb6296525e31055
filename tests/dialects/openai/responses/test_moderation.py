"""Prompt and answer of a response are judged where that is asked for [pydantic-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.responses import stored
from tests.dialects.openai.responses.responding import Asking, Json

ASKED: Json = {
    "model": "gpt-5",
    "input": "I want to kill them.",
    "moderation": {"model": "omni-moderation-latest", "policy": {"input": {"mode": "block"}}},
}
MEMBERS = ["type", "categories", "category_applied_input_types", "category_scores", "flagged"]


def check(response: Json) -> None:
    """Hold that the prompt is flagged, and that the answer is not."""
    judged = response["moderation"]
    assert list(judged) == ["input", "output"]
    for verdict in judged.values():
        assert list(verdict) == [*MEMBERS, "model"]
        assert verdict["type"] == "moderation_result"
        assert verdict["model"] == "omni-moderation-latest"
        assert verdict["flagged"] is any(verdict["categories"].values())
    assert judged["input"]["categories"]["violence"] is True
    assert judged["output"]["flagged"] is False


def test_prompt_and_answer_are_judged() -> None:
    asking = Asking()
    response = asking.whole(ASKED)

    check(response)
    found = stored.load(asking.state, response["id"])
    assert found is not None
    assert found.response == response
    assert found.shown(0.0)["moderation"] == response["moderation"]


def test_a_stream_tells_verdicts_at_its_end() -> None:
    events = Asking().stream(ASKED)

    assert [event["response"]["moderation"] for event in events[:2]] == [None, None]
    check(events[-1]["response"])


def test_what_was_said_before_is_judged_too() -> None:
    asking = Asking()
    first = asking.whole({"model": "gpt-4o", "input": "I want to kill them."})
    following = {"input": "Go on", "previous_response_id": first["id"]}

    assert asking.whole(ASKED | following)["moderation"]["input"]["flagged"] is True
    assert asking.whole(ASKED | {"input": "Go on"})["moderation"]["input"]["flagged"] is False


def test_nothing_is_judged_unless_asked() -> None:
    assert Asking().whole({"model": "gpt-5", "input": "Hi"})["moderation"] is None
