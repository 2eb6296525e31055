"""How much is thought as a request asks, and what is told of it."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest

from sanic_mock.engine.long_runs import count_tokens
from sanic_mock.engine.terms import LEAST_THOUGHT
from tests.dialects.bedrock.converse.asked import NOVA_2, THINKING, Json, answer, streamed, told
from tests.dialects.bedrock.messages import CLAUDE, asking
from tests.serving import Server

REDACTED = (
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_"
    "46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB"
)


def content(server: Server, model: str, fields: Json, text: str = "Hello") -> list[Json]:
    """Return the blocks of an answer whose model is asked something of its own."""
    body = asking(text, additionalModelRequestFields=fields)
    found = told(server, body, model=model)
    blocks: list[Json] = found["output"]["message"]["content"]
    return blocks


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (CLAUDE, THINKING),
        (CLAUDE, {"reasoning_config": THINKING["thinking"]}),
        ("openai.gpt-oss-120b-1:0", {"reasoning_effort": "low"}),
        ("qwen.qwen3-32b-v1:0", {"reasoning_config": "high"}),
    ],
)
def test_thought_comes_before_the_text_and_claude_signs_it(
    server: Server, model: str, fields: Json
) -> None:
    thought, said = content(server, model, fields)

    reasoning = thought["reasoningContent"]["reasoningText"]
    assert said["text"]
    assert reasoning["text"]
    assert ("signature" in reasoning) == (model == CLAUDE)


def test_some_think_though_nobody_asks_and_deepseek_tells_it_last(server: Server) -> None:
    kinds = {
        model: [next(iter(one)) for one in content(server, model, {})]
        for model in ("openai.gpt-oss-120b-1:0", "us.deepseek.r1-v1:0")
    }

    assert list(kinds.values()) == [["reasoningContent", "text"], ["text", "reasoningContent"]]


def test_a_thought_may_be_told_again_as_it_was_and_no_other(server: Server) -> None:
    blocks = content(server, CLAUDE, THINKING)
    turns = [
        {"role": "user", "content": [{"text": "Hello"}]},
        {"role": "assistant", "content": blocks},
        {"role": "user", "content": [{"text": "And?"}]},
    ]
    again = asking(messages=turns, additionalModelRequestFields=THINKING)
    assert answer(server, again, model=CLAUDE).status == 200

    blocks[0]["reasoningContent"]["reasoningText"]["text"] += "!"
    other = asking(messages=turns, additionalModelRequestFields=THINKING)
    assert (
        "messages.1.content.0: Invalid `signature`" in told(server, other, model=CLAUDE)["message"]
    )


def test_redacted_thought_is_told_as_what_nobody_reads(server: Server) -> None:
    thought, said = content(server, CLAUDE, THINKING, REDACTED)

    assert b64decode(b64decode(thought["reasoningContent"]["redactedContent"]))
    assert said["text"]


def test_nova_tells_that_it_thought_and_bills_it(server: Server) -> None:
    body = asking(additionalModelRequestFields={"reasoningConfig": {"type": "enabled"}})
    found = told(server, body, model=NOVA_2)

    thought, said = found["output"]["message"]["content"]
    assert thought == {"reasoningContent": {"reasoningText": {"text": "[REDACTED]."}}}
    assert found["usage"]["outputTokens"] >= count_tokens(said["text"]) + LEAST_THOUGHT


@pytest.mark.parametrize("fields", [{}, {"thinking": {"type": "disabled"}}, {"top_k": 7}])
def test_who_asks_for_no_thought_gets_none(server: Server, fields: Json) -> None:
    (said,) = content(server, CLAUDE, fields)

    assert list(said) == ["text"]


def test_claude_may_be_asked_for_a_schema_by_its_own_field(server: Server) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    fields = {"output_config": {"format": {"type": "json_schema", "schema": schema}}}

    (said,) = content(server, CLAUDE, fields)

    assert list(json.loads(said["text"])) == ["age"]


def test_a_stream_tells_thought_in_deltas_and_then_its_signature(server: Server) -> None:
    body = asking(additionalModelRequestFields=THINKING)
    found = streamed(server, body, model=CLAUDE)

    deltas = [
        one.told["delta"]["reasoningContent"]
        for one in found
        if one.name == "contentBlockDelta" and one.told["contentBlockIndex"] == 0
    ]
    assert [list(one) for one in deltas] == [["text"]] * (len(deltas) - 1) + [["signature"]]
    assert "".join(one.get("text", "") for one in deltas).endswith(".")
    assert [one.name for one in found].count("contentBlockStop") == 2
    assert "contentBlockStart" not in [one.name for one in found]


@pytest.mark.parametrize("field", ["x-mock-fault: empty", "x-mock-case: 1"])
def test_thought_that_is_not_told_comes_before_all_else(server: Server, field: str) -> None:
    body = asking(additionalModelRequestFields={"reasoningConfig": {"type": "enabled"}})
    found = streamed(server, body, field, model=NOVA_2)

    assert [one.name for one in found[:2]] == ["messageStart", "contentBlockDelta"]
    assert found[1].told["delta"] == {"reasoningContent": {"text": "[REDACTED]."}}
    assert (found[2].name, found[2].told["contentBlockIndex"]) == ("contentBlockStop", 0)
