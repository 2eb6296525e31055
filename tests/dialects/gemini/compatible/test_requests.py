"""OpenAI's requests, and what they are as Gemini's."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.gemini.compatible.requests import translated
from sanic_mock.dialects.gemini.models import traits
from tests.dialects.gemini.asking import FLASH, THIRD
from tests.dialects.gemini.compatible.compatible_asking import WEATHER

Json = dict[str, Any]

CALL: Json = {"id": "call-1", "function": {"name": "f", "arguments": '{"a": 1}'}}
SIGNED: Json = {"extra_content": {"google": {"thought_signature": "c2lnbmVk"}}}


def asked(model: str = FLASH, **members: Any) -> Json:
    """Return a request as Gemini's, with one message unless it has others."""
    messages = [{"role": "user", "content": "Hi"}]
    return translated({"messages": messages} | members, traits(model))


def contents(*messages: Json) -> Any:
    """Return messages as Gemini's."""
    return asked(messages=messages)["contents"]


def test_what_instructs_stands_apart_from_what_is_said() -> None:
    request = asked(
        messages=[
            {"role": "system", "content": "Be kind."},
            {"role": "developer", "content": [{"type": "text", "text": "Be brief."}]},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
        ]
    )

    assert request["systemInstruction"] == {"parts": [{"text": "Be kind."}, {"text": "Be brief."}]}
    assert request["contents"] == [
        {"role": "user", "parts": [{"text": "Hi"}]},
        {"role": "model", "parts": [{"text": "Hello"}]},
    ]


def test_a_call_is_told_with_what_stands_for_the_thought_behind_it() -> None:
    (message,) = contents({"role": "assistant", "tool_calls": [CALL | SIGNED, CALL]})

    called = {"functionCall": {"name": "f", "args": {"a": 1}}}
    assert message["parts"] == [called | {"thoughtSignature": "c2lnbmVk"}, called]


def test_results_in_a_row_are_one_message_under_the_names_of_what_was_called() -> None:
    other = {"id": "call-2", "function": {"name": "g", "arguments": "none"}}
    _, results, _ = contents(
        {"role": "assistant", "tool_calls": [CALL, other]},
        {"role": "tool", "tool_call_id": "call-2", "content": "two"},
        {"role": "tool", "tool_call_id": "call-1", "content": [{"type": "text", "text": "one"}]},
        {"role": "user", "content": "And?"},
    )

    told = [part["functionResponse"] for part in results["parts"]]
    assert results["role"] == "user"
    assert told == [
        {"name": "g", "response": {"result": "two"}},
        {"name": "f", "response": {"result": "one"}},
    ]


def test_an_image_is_sent_along_or_found_elsewhere() -> None:
    (message,) = contents(
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            ],
        }
    )

    sent, found = message["parts"]
    assert sent == {"inlineData": {"mimeType": "image/png", "data": "aGk="}}
    assert found == {"fileData": {"fileUri": "https://example.com/a.png"}}


@pytest.mark.parametrize(
    ("choice", "calling"),
    [
        (None, {"mode": "AUTO"}),
        ("auto", {"mode": "AUTO"}),
        ("none", {"mode": "NONE"}),
        ("required", {"mode": "ANY"}),
        (
            {"type": "function", "function": {"name": "get_weather"}},
            {"mode": "ANY", "allowedFunctionNames": ["get_weather"]},
        ),
    ],
)
def test_how_functions_are_to_be_called(choice: Any, calling: Json) -> None:
    request = asked(tools=[WEATHER], tool_choice=choice)

    assert request["tools"] == [{"functionDeclarations": [WEATHER["function"]]}]
    assert request["toolConfig"] == {"functionCallingConfig": calling}


def test_an_answer_is_to_keep_to_a_schema() -> None:
    schema = {"type": "object", "properties": {}}
    wanted = {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}}
    config = asked(response_format=wanted, max_tokens=5, n=2, stop=["."])["generationConfig"]

    assert config == {
        "maxOutputTokens": 5,
        "candidateCount": 2,
        "stopSequences": ["."],
        "responseMimeType": "application/json",
        "responseJsonSchema": schema,
    }


@pytest.mark.parametrize(
    ("model", "effort", "thinking"),
    [
        (FLASH, "none", {"thinkingBudget": 0}),
        (FLASH, "low", {"thinkingBudget": 1024}),
        (FLASH, "high", {"thinkingBudget": 24_576}),
        (THIRD, "minimal", {"thinkingLevel": "MINIMAL"}),
        (THIRD, "high", {"thinkingLevel": "HIGH"}),
    ],
)
def test_an_effort_is_a_budget_or_a_level(model: str, effort: str, thinking: Json) -> None:
    request = asked(model, reasoning_effort=effort)

    assert request["generationConfig"]["thinkingConfig"] == thinking


def test_what_only_gemini_knows_of_thinking_stands_beside_openais_members() -> None:
    own = {"google": {"thinking_config": {"thinking_level": "low", "include_thoughts": True}}}
    request = asked(extra_body=own)

    thinking = request["generationConfig"]["thinkingConfig"]
    assert thinking == {"thinkingLevel": "LOW", "includeThoughts": True}
