"""What Bedrock, or a model, refuses of what few requests ask."""

from __future__ import annotations

import json

import pytest

from tests.dialects.bedrock.converse.asked import (
    GUARD,
    LLAMA,
    NOVA_2,
    POINT,
    THINKING,
    answer,
    long_body,
)
from tests.dialects.bedrock.messages import CLAUDE, NOVA, asking
from tests.serving import Server

# A model, a request, a status, and what is said of it.
REFUSED: dict[str, tuple[str, bytes, int, str]] = {
    "a model that keeps nothing": (LLAMA, long_body("a", 1), 403, "did not allow prompt caching"),
    "tools at Nova": (
        NOVA,
        asking(
            toolConfig={
                "tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {}}}}, POINT]
            }
        ),
        400,
        "Malformed input request: #/toolConfig/tools/1: extraneous key [cachePoint] is not",
    ),
    "a film": (
        CLAUDE,
        asking(messages=[{"role": "user", "content": [{"video": {"format": "mp4"}}]}]),
        400,
        "This model doesn't support the video content block that you provided.",
    ),
    "too many points": (CLAUDE, long_body("a", 1, *[POINT] * 4), 400, "A maximum of 4 blocks"),
    "an hour after five minutes": (
        CLAUDE,
        long_body("a", 1, {"cachePoint": {"type": "default", "ttl": "1h"}}),
        400,
        "must not come after a ttl='5m'",
    ),
    "a budget that is no less than the limit": (
        CLAUDE,
        asking(additionalModelRequestFields=THINKING, inferenceConfig={"maxTokens": 2000}),
        400,
        "The model returned the following errors: `max_tokens` must be greater than",
    ),
    "a budget that is too small": (
        CLAUDE,
        asking(additionalModelRequestFields={"thinking": {"type": "enabled", "budget_tokens": 3}}),
        400,
        "greater than or equal to 1024",
    ),
    "a thought of the first Nova": (
        NOVA,
        asking(additionalModelRequestFields={"reasoningConfig": {"type": "enabled"}}),
        400,
        "The model returned the following errors: Malformed input request: the provided reasoning",
    ),
    "a limit where Nova thinks hard": (
        NOVA_2,
        asking(
            additionalModelRequestFields={
                "reasoningConfig": {"type": "enabled", "maxReasoningEffort": "high"}
            },
            inferenceConfig={"maxTokens": 2000},
        ),
        400,
        "`maxTokens` must be unset when reasoningConfig type is 'enabled'",
    ),
    "a tool that is forced on one who thinks": (
        CLAUDE,
        asking(
            additionalModelRequestFields=THINKING,
            toolConfig={
                "tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {}}}}],
                "toolChoice": {"any": {}},
            },
        ),
        400,
        "Thinking may not be enabled when tool_choice forces tool use.",
    ),
    "no pointer": (
        CLAUDE,
        asking(additionalModelResponseFieldPaths=["stop_sequence"]),
        400,
        "valid JSON Pointer",
    ),
    "a guardrail with a wrong name": (
        NOVA,
        asking(guardrailConfig={**GUARD, "guardrailIdentifier": "Not_One"}),
        400,
        "at 'guardrailConfig.guardrailIdentifier' failed to satisfy constraint",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_service_refuses_is_refused(server: Server, name: str) -> None:
    model, body, status, words = REFUSED[name]
    found = answer(server, body, model=model)

    assert (found.status, words in json.loads(found.body)["message"]) == (status, True)


@pytest.mark.parametrize(
    "name", [name for name in REFUSED if name != "a guardrail with a wrong name"]
)
def test_a_lenient_server_answers_it_all_the_same(server: Server, name: str) -> None:
    model, body, _, _ = REFUSED[name]

    assert answer(server, body, "x-mock-mode: lenient", model=model).status == 200


SPOILT = b"\xed\xa0\x80"  # half a surrogate, which is no UTF-8


@pytest.mark.parametrize("model", [CLAUDE, NOVA])
@pytest.mark.parametrize("place", ["schema", "input", "result"])
def test_json_that_is_no_utf_8_is_refused_wherever_it_stands(
    server: Server, place: str, model: str
) -> None:
    word = {one: "HERE" if one == place else "there" for one in ("schema", "input", "result")}
    schema = {"type": "object", "description": word["schema"]}
    used = {"toolUseId": "t", "name": "look", "input": {"a": word["input"]}}
    result = {"toolUseId": "t", "content": [{"json": {"a": word["result"]}}]}
    body = asking(
        messages=[
            {"role": "user", "content": [{"text": "Hello"}]},
            {"role": "assistant", "content": [{"toolUse": used}]},
            {"role": "user", "content": [{"toolResult": result}]},
        ],
        toolConfig={"tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": schema}}}]},
    )

    assert answer(server, body, model=model).status == 200
    refused = answer(server, body.replace(b"HERE", SPOILT), model=model)

    assert refused.status == 400
    assert "Malformed" in json.loads(refused.body)["message"]
