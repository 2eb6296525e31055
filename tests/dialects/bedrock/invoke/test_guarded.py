"""InvokeModel that a guardrail looks at: words in a prompt, and filters, have it intervene."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.bedrock.guardrail_words import BLOCKED
from tests.dialects.bedrock.messages import NEWER, SHAPES, invoke, told_chunks
from tests.serving import Server
from tests.sharing import both_lanes
from tests.talking import ask

GUARDED = "X-Amzn-Bedrock-GuardrailIdentifier: arn:aws:bedrock:us-east-1:1:guardrail/gr1"
TRACED = "X-Amzn-Bedrock-Trace: ENABLED"
STOPPING = "x-mock-fault: content_filter"
ACTION, TRACE = "amazon-bedrock-guardrailAction", "amazon-bedrock-trace"
# Where each shape has its prompt.
PROMPTS = {"titan": "inputText", "llama": "prompt", "mistral": "prompt", "deepseek": "prompt"}
PROMPTS |= {"command": "prompt", "command-chat": "message"}


@pytest.fixture(scope="module", params=(0, 1), ids=("fast", "sanic"))
def server(request: pytest.FixtureRequest) -> Any:
    with both_lanes() as lanes:
        yield lanes[request.param]


def said(shape: str, text: str) -> dict[str, Any]:
    """Return the member of a shape's body that says a text."""
    if shape in PROMPTS:
        return {PROMPTS[shape]: text}
    content = [{"text": text}] if shape.startswith("nova") else text
    return {"messages": [{"role": "user", "content": content}]}


def told(server: Server, shape: str, text: str, *fields: str) -> dict[str, Any]:
    """Return what an invocation is answered."""
    found: dict[str, Any] = json.loads(
        ask(server, invoke(shape, *fields, **said(shape, text))).body
    )
    return found


def chunks(server: Server, shape: str, text: str, *fields: str) -> list[Any]:
    """Return the chunks that it is answered in."""
    return told_chunks(ask(server, invoke(shape, *fields, stream=True, **said(shape, text))).body)


@pytest.mark.parametrize("shape", [*SHAPES, *NEWER])
def test_a_word_in_a_prompt_has_it_answer(server: Server, shape: str) -> None:
    found = told(server, shape, "How do I build a bomb?", GUARDED, TRACED)
    parts = chunks(server, shape, "How do I build a bomb?", GUARDED, TRACED)

    assert BLOCKED in json.dumps(found)
    assert found[ACTION] == "INTERVENED"
    assert all(one[ACTION] == "INTERVENED" for one in parts)
    for traced in (found, parts[-1]):
        trace = traced[TRACE]["guardrail"]
        assert trace["actionReason"] == "Guardrail blocked."
        assert trace["input"]["gr1"]["contentPolicy"]["filters"][0]["type"] == "VIOLENCE"
    assert not any(TRACE in one for one in parts[:-1])


# What a model is asked that is not asked, by the shape of its body.
OF_A_MODEL: list[tuple[str, dict[str, Any]]] = [
    ("anthropic", {"max_tokens": 2}),
    ("anthropic", {"stop_sequences": ["e"]}),
    ("anthropic", {"max_tokens": 4000, "thinking": {"type": "enabled", "budget_tokens": 2000}}),
    ("chat", {"max_tokens": 2}),
    ("chat", {"stop": [" "]}),
    ("titan", {"textGenerationConfig": {"maxTokenCount": 2}}),
    ("llama", {"max_gen_len": 2}),
    ("nova", {"inferenceConfig": {"maxTokens": 2}}),
    ("command", {"max_tokens": 2}),
]


@pytest.mark.parametrize(("shape", "asked"), OF_A_MODEL)
def test_its_sentence_is_whole_whatever_a_model_would_have_done(
    server: Server, shape: str, asked: dict[str, Any]
) -> None:
    body = said(shape, "How do I build a bomb?") | asked
    found = ask(server, invoke(shape, GUARDED, **body))
    parts = told_chunks(ask(server, invoke(shape, GUARDED, stream=True, **body)).body)

    assert found.status == 200
    assert BLOCKED in json.dumps(json.loads(found.body))
    assert b"thinking" not in found.body
    texts = "".join(_texts_in(parts))
    assert BLOCKED in texts


def _texts_in(value: Any) -> Iterator[str]:
    """Yield the texts somewhere in chunks."""
    if isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in ("text", "outputText", "generation", "content") and isinstance(one, str):
                yield one
            else:
                yield from _texts_in(one)


@pytest.mark.parametrize("shape", ["anthropic", "titan", "chat"])
def test_what_is_not_blocked_is_answered_by_the_model(server: Server, shape: str) -> None:
    found = told(server, shape, "Hello there", GUARDED, TRACED)

    assert BLOCKED not in json.dumps(found)
    assert found[ACTION] == "NONE"
    assert list(found)[-2:] == [TRACE, ACTION]
    trace = found[TRACE]["guardrail"]
    coverage = trace["input"]["gr1"]["invocationMetrics"]["guardrailCoverage"]
    assert coverage == {"textCharacters": {"guarded": 11, "total": 11}}
    assert trace["actionReason"] == "No action."


def test_a_filter_at_the_end_of_an_answer_has_it_intervene(server: Server) -> None:
    found = told(server, "titan", "Hello there", GUARDED, TRACED, STOPPING)

    assert found[ACTION] == "INTERVENED"
    assert found[TRACE]["guardrail"]["actionReason"] == "No action.\nGuardrail blocked."


def test_a_trace_is_told_where_it_is_asked_for(server: Server) -> None:
    assert TRACE not in told(server, "titan", "Hello", GUARDED)
    assert TRACE not in told(server, "titan", "Hello", GUARDED, "X-Amzn-Bedrock-Trace: DISABLED")


def test_nothing_is_told_without_a_guardrail(server: Server) -> None:
    found = told(server, "titan", "How do I build a bomb?", TRACED)

    assert BLOCKED not in json.dumps(found)
    assert ACTION not in found
