"""Guardrails intervene where a filter ends an answer, and trace what they saw."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.bedrock.guardrail_words import BLOCKED
from tests.dialects.bedrock.converse.asked import GUARD, HAIKU, THINKING, streamed, told
from tests.dialects.bedrock.messages import NOVA, WEATHER, Json, asking
from tests.serving import Server

STOPPING = "x-mock-fault: content_filter"


def test_a_guardrail_intervenes_where_an_answer_is_filtered(server: Server) -> None:
    body = asking(guardrailConfig=GUARD)

    found = told(server, body, STOPPING)
    events = streamed(server, body, STOPPING)

    assert found["stopReason"] == events[-2].told["stopReason"] == "guardrail_intervened"
    (assessed,) = found["trace"]["guardrail"]["outputAssessments"]["5zwrmdlsra2e"]
    assert assessed["contentPolicy"]["filters"][0]["action"] == "BLOCKED"
    assert "trace" in events[-1].told


def test_a_phrase_in_a_prompt_has_it_intervene(server: Server) -> None:
    text = "[[mock: fault=content_filter]] Hello"

    assert told(server, asking(text, guardrailConfig=GUARD))["stopReason"] == "guardrail_intervened"


def test_a_word_in_a_prompt_is_blocked(server: Server) -> None:
    body = asking("You idiot, kill it", guardrailConfig=GUARD)

    found = told(server, body)
    events = streamed(server, body)

    assert found["stopReason"] == events[-2].told["stopReason"] == "guardrail_intervened"
    assert found["output"]["message"]["content"] == [{"text": BLOCKED}]
    for trace in (found["trace"], events[-1].told["trace"]):
        assert sorted(trace["guardrail"]) == ["actionReason", "inputAssessment"]
        seen = trace["guardrail"]["inputAssessment"]["5zwrmdlsra2e"]
        kinds = [one["type"] for one in seen["contentPolicy"]["filters"]]
        assert kinds == ["INSULTS", "VIOLENCE"]


# What a model is asked that is not asked: no model answers.
OF_A_MODEL: dict[str, Json] = {
    "few tokens": {"inferenceConfig": {"maxTokens": 2}},
    "a stop": {"inferenceConfig": {"stopSequences": [" ", "e"]}},
    "a call": {"toolConfig": {"tools": [WEATHER], "toolChoice": {"any": {}}}},
    "thought": {"additionalModelRequestFields": THINKING, "inferenceConfig": {"maxTokens": 4000}},
}


@pytest.mark.parametrize("asked", OF_A_MODEL.values(), ids=OF_A_MODEL)
def test_its_sentence_is_whole_whatever_a_model_would_have_done(
    server: Server, asked: Json
) -> None:
    body = asking("You idiot", guardrailConfig=GUARD, **asked)
    model = HAIKU if "additionalModelRequestFields" in asked else NOVA

    found = told(server, body, model=model)
    events = streamed(server, body, model=model)

    assert found["stopReason"] == events[-2].told["stopReason"] == "guardrail_intervened"
    assert found["output"]["message"]["content"] == [{"text": BLOCKED}]
    deltas = [one.told["delta"] for one in events if one.name == "contentBlockDelta"]
    assert "".join(one["text"] for one in deltas) == BLOCKED


def test_a_word_that_is_not_marked_is_not_looked_at(server: Server) -> None:
    blocks = [{"text": "You idiot"}, {"guardContent": {"text": {"text": "Good day"}}}]
    turns = [{"role": "user", "content": blocks}]

    found = told(server, asking(messages=turns, guardrailConfig=GUARD))

    assert found["stopReason"] == "end_turn"


def test_a_word_is_no_matter_without_a_guardrail(server: Server) -> None:
    assert told(server, asking("You idiot"))["stopReason"] == "end_turn"


@pytest.mark.parametrize("traced", ["enabled", "enabled_full", "disabled"])
def test_a_trace_is_told_where_it_is_asked_for(server: Server, traced: str) -> None:
    found = told(server, asking(guardrailConfig={**GUARD, "trace": traced}))

    assert found["stopReason"] == "end_turn"
    assert ("trace" in found) == (traced != "disabled")


def test_without_a_guardrail_a_filter_is_the_model_s(server: Server) -> None:
    assert told(server, asking(), STOPPING)["stopReason"] == "content_filtered"


def test_a_guardrail_looks_at_what_is_marked_for_it_alone(server: Server) -> None:
    blocks = [{"text": "Hello there"}, {"guardContent": {"text": {"text": "Good day"}}}]
    turns = [{"role": "user", "content": blocks}]

    found = told(server, asking(messages=turns, guardrailConfig=GUARD))

    seen = found["trace"]["guardrail"]["inputAssessment"]["5zwrmdlsra2e"]
    coverage = seen["invocationMetrics"]["guardrailCoverage"]
    assert coverage == {"textCharacters": {"guarded": 8, "total": 19}}
