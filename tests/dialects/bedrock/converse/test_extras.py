"""What few Converse requests ask beside an answer: caching, thought, guardrails, places."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.bedrock.messages import CLAUDE, NOVA, Message, asking, converse, messages
from tests.requests import post
from tests.serving import Response, Server
from tests.sharing import sharing
from tests.talking import ask

Json = dict[str, Any]
POINT: Json = {"cachePoint": {"type": "default"}}
LLAMA = "meta.llama3-8b-instruct-v1:0"
HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
NOVA_2 = "us.amazon.nova-2-lite-v1:0"
THINKING: Json = {"thinking": {"type": "enabled", "budget_tokens": 2000}}
REDACTED = (
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_"
    "46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB"
)
GUARD: Json = {"guardrailIdentifier": "5zwrmdlsra2e", "guardrailVersion": "1", "trace": "enabled"}
STOPPING = "x-mock-fault: content_filter"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server, on either lane."""
    with sharing("-seed", "3", module=request.param) as running:
        yield running


def told(server: Server, body: bytes, *fields: str, model: str = NOVA) -> Any:
    """Return the JSON of an answer, or of an error."""
    return json.loads(answer(server, body, *fields, model=model).body)


def answer(server: Server, body: bytes, *fields: str, model: str = NOVA) -> Response:
    """Return an answer in one piece."""
    return ask(server, converse(body, *fields, model=model))


def streamed(server: Server, body: bytes, *fields: str, model: str = NOVA) -> list[Message]:
    """Return the messages of a stream."""
    return messages(ask(server, converse(body, *fields, model=model, stream=True)).body)


def long_body(name: str, words: int, *further: Json, **asked: Any) -> bytes:
    """Return a request whose instructions, so many words, are to be kept."""
    system = [{"text": f"{name} " + "word " * words}, POINT, *further]
    return asking("Hello", system=system, **asked)


def usage(server: Server, body: bytes, model: str) -> tuple[int, int, int]:
    """Return what a request bills: what is read, written, and neither."""
    found = told(server, body, model=model)["usage"]
    read, written = found["cacheReadInputTokens"], found["cacheWriteInputTokens"]
    assert (read, written) == (
        found["cacheReadInputTokenCount"],
        found["cacheWriteInputTokenCount"],
    )
    assert found["totalTokens"] == read + written + found["inputTokens"] + found["outputTokens"]
    assert sum(one["inputTokens"] for one in found.get("cacheDetails", ())) == written
    return read, written, found["inputTokens"]


@pytest.mark.parametrize("model", [CLAUDE, NOVA])
def test_a_prefix_is_written_once_and_read_afterwards(server: Server, model: str) -> None:
    body = long_body("first", 1500)

    _, written, fresh = usage(server, body, model)
    assert written > 1500
    assert usage(server, body, model) == (written, 0, fresh)


# A model, the fewest words of a prefix that it keeps, and a number of them that is too small.
LEAST = {CLAUDE: (1050, 1000), HAIKU: (4120, 4000), NOVA: (1000, 900)}


@pytest.mark.parametrize("model", LEAST)
def test_a_prefix_that_is_too_short_is_not_kept(server: Server, model: str) -> None:
    enough, few = LEAST[model]

    assert usage(server, long_body("few", few), model)[1] == 0
    assert usage(server, long_body("enough", enough), model)[1] > 0


def test_prefixes_are_told_apart_by_model_and_text(server: Server) -> None:
    usage(server, long_body("apart", 1500), CLAUDE)

    assert usage(server, long_body("apart", 1500), NOVA)[0] == 0
    assert usage(server, long_body("other", 1500), CLAUDE)[0] == 0


def test_tools_come_before_instructions_and_these_before_turns(server: Server) -> None:
    tool: Json = {
        "toolSpec": {"name": "look", "inputSchema": {"json": {"description": "a " * 1500}}}
    }
    tools: Json = {"toolConfig": {"tools": [tool, POINT]}}
    _, written, _ = usage(server, asking("Hello", **tools), CLAUDE)

    read, further, _ = usage(server, long_body("behind", 500, **tools), CLAUDE)

    assert read == written > 1500
    assert 500 < further < 550


def test_an_hour_is_told_apart_from_five_minutes(server: Server) -> None:
    hour = {"cachePoint": {"type": "default", "ttl": "1h"}}
    system = [{"text": "hourly " * 1500}, hour, {"text": "and " * 300}, POINT]

    found = told(server, asking("Hello", system=system), model=CLAUDE)["usage"]["cacheDetails"]

    assert [one["ttl"] for one in found] == ["1h", "5m"]
    assert found[0]["inputTokens"] > 5 * found[1]["inputTokens"] / 2


def test_what_is_counted_is_not_kept(server: Server) -> None:
    body = long_body("counted", 1500)
    path = f"/model/{NOVA}/count-tokens"
    counted = json.loads(ask(server, post(b'{"input":{"converse":%b}}' % body, path=path)).body)

    read, written, fresh = usage(server, body, NOVA)
    assert (read, written + fresh) == (0, counted["inputTokens"])


def test_a_stream_tells_of_a_cache_where_points_are(server: Server) -> None:
    body = long_body("streamed", 1500)

    (first, second) = (streamed(server, body, model=CLAUDE)[-1].told["usage"] for _ in range(2))
    plain = streamed(server, asking(), model=CLAUDE)[-1].told["usage"]

    assert first["cacheWriteInputTokens"] == second["cacheReadInputTokens"] > 1500
    assert not any(name.startswith("cache") for name in plain)


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


def test_a_model_that_keeps_nothing_bills_all_of_a_prompt(server: Server) -> None:
    body = long_body("nothing", 1500)
    for _ in range(2):
        found = told(server, body, "x-mock-mode: lenient", model=LLAMA)["usage"]

        assert found["cacheReadInputTokens"] == found["cacheWriteInputTokens"] == 0
        assert found["inputTokens"] > 1500


# --- thought --------------------------------------------------------------------------------------


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
    plain = told(server, asking(), model=NOVA_2)

    thought = found["output"]["message"]["content"][0]
    assert thought == {"reasoningContent": {"reasoningText": {"text": "[REDACTED]."}}}
    assert found["usage"]["outputTokens"] >= plain["usage"]["outputTokens"]


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


# --- guardrails -----------------------------------------------------------------------------------


def test_a_guardrail_intervenes_where_an_answer_is_filtered(server: Server) -> None:
    body = asking(guardrailConfig=GUARD)

    found = told(server, body, STOPPING)
    events = streamed(server, body, STOPPING)

    assert found["stopReason"] == events[-2].told["stopReason"] == "guardrail_intervened"
    (assessed,) = found["trace"]["guardrail"]["outputAssessments"]["5zwrmdlsra2e"]
    assert assessed["contentPolicy"]["filters"][0]["action"] == "BLOCKED"
    assert "trace" in events[-1].told


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


# --- places of the model's own answer -------------------------------------------------------------

STOPPED: Json = {"inferenceConfig": {"stopSequences": [" "]}}
PLACES: dict[str, tuple[list[str], Any, Any]] = {
    "of a whole answer": (["/stop_sequence"], {"stop_sequence": " "}, None),
    "of a stream": (["/delta/stop_sequence"], None, {"delta": {"stop_sequence": " "}}),
    "of both": (
        ["/stop_reason", "/delta/stop_reason"],
        {"stop_reason": "stop_sequence"},
        {"delta": {"stop_reason": "stop_sequence"}},
    ),
    "of none": (["/nothing/here"], None, None),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_are_told_where_they_are(server: Server, name: str) -> None:
    paths, whole, stream = PLACES[name]
    body = asking(additionalModelResponseFieldPaths=paths, **STOPPED)

    found = told(server, body, model=CLAUDE).get("additionalModelResponseFields")
    ended = streamed(server, body, model=CLAUDE)[-2].told.get("additionalModelResponseFields")

    assert (found, ended) == (whole, stream)
