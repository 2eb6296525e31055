"""What is wrong with a request is told as Anthropic tells it, and under its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.dialects.anthropic.asking import FIELDS, NEWER, WEATHER, asked, post
from tests.serving import Server
from tests.sharing import sharing

USER = {"role": "user", "content": "Hi"}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_2", "content": "x"}
THOUGHT = {"type": "thinking", "thinking": "b", "signature": "c"}
IMAGE = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}


def turns(*given: tuple[str, Any]) -> dict[str, Any]:
    """Return messages, by who says what."""
    return {"messages": [{"role": role, "content": content} for role, content in given]}


ROWS: list[tuple[dict[str, Any], str]] = [
    ({"max_tokens": None}, "max_tokens: Input should be a valid integer"),
    ({"max_tokens": -1}, "max_tokens: Input should be greater than or equal to 0"),
    ({"seed": 1}, "seed: Extra inputs are not permitted"),
    ({"temperature": 2}, "temperature: Input should be less than or equal to 1"),
    ({"messages": []}, "messages: at least one message is required"),
    (
        turns(("user", [{"type": "text", "text": "x", "y": 1}])),
        "messages.0.content.0.y: Extra inputs are not permitted",
    ),
    (turns(("user", [{"type": "text"}])), "messages.0.content.0.text: Field required"),
    (
        turns(("user", [{"type": "text", "text": ""}])),
        "messages: text content blocks must be non-empty",
    ),
    (
        turns(("user", [{"type": "text", "text": " \n"}])),
        "messages: text content blocks must contain non-whitespace text",
    ),
    (turns(("user", " \n")), "messages: text content blocks must contain non-whitespace text"),
    (
        turns(("user", "a"), ("assistant", "\t"), ("user", "b")),
        "messages: text content blocks must contain non-whitespace text",
    ),
    ({"system": " "}, "system: text content blocks must contain non-whitespace text"),
    (
        {"system": [{"type": "text", "text": ""}]},
        "system: text content blocks must be non-empty",
    ),
    (
        {"stop_sequences": ["a", "\n"]},
        "stop_sequences: each stop sequence must contain non-whitespace",
    ),
    ({"tools": [{"type": "bash_20250124"}]}, "tools.0.name: Field required"),
    (
        turns(("user", "a"), ("assistant", [CALL]), ("user", "b")),
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: "
        "toolu_1. Each `tool_use` block must have a corresponding `tool_result` block in the next "
        "message.",
    ),
    (
        turns(("user", [RESULT])),
        "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_2. "
        "Each `tool_result` block must have a corresponding `tool_use` block in the previous "
        "message.",
    ),
    (
        turns(("user", [IMAGE] * 5)),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ),
    (
        turns(("user", "a"), ("assistant", [THOUGHT])),
        "messages.1.content.0: Invalid `signature` in `thinking` block",
    ),
    ({"tools": [WEATHER, WEATHER]}, "tools: Tool names must be unique."),
    ({"tools": [{"name": "a"}]}, "tools.0.custom.input_schema: Field required"),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "tool", "name": "b"}},
        "Tool 'b' not found in provided tools",
    ),
    (
        {"thinking": {"type": "adaptive"}},
        "adaptive thinking is not supported on this model",
    ),
    (
        {"max_tokens": 64_001},
        "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for "
        "claude-haiku-4-5-20251001",
    ),
    (
        {"model": "claude-opus-4-8", "temperature": 0.5},
        "`temperature` is deprecated for this model.",
    ),
    (
        {"model": "claude-opus-4-8", "thinking": {"type": "enabled", "budget_tokens": 1024}},
        '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" '
        'and "output_config.effort" to control thinking behavior.',
    ),
    (
        {"model": "claude-opus-4-6", "output_config": {"effort": "xhigh"}},
        "This model does not support effort level 'xhigh'. Supported levels: high, low, max, "
        "medium.",
    ),
    (
        {"model": "claude-opus-5-5", "tools": [WEATHER], "tool_choice": {"type": "any"}},
        "Thinking may not be enabled when tool_choice forces tool use.",
    ),
    (
        {"model": "claude-opus-4-6", **turns(("user", "a"), ("assistant", "b"))},
        "This model does not support assistant message prefill. The conversation must end with a "
        "user message.",
    ),
]


@pytest.mark.parametrize(("more", "message"), ROWS, ids=lambda one: str(one)[:60])
def test_what_is_wrong_is_a_400(server: Server, more: dict[str, Any], message: str) -> None:
    answer = post(server, asked(**more))

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "error",
            "error": {"type": "invalid_request_error", "message": message},
            "request_id": answer.headers["request-id"],
        },
    )
    assert answer.headers["x-should-retry"] == "false"
    assert not [name for name in answer.headers if "ratelimit" in name]


BROKEN = {
    b"": "unexpected end of data: line 1 column 1 (char 0)",
    b'{"a": x}': "unexpected character: line 1 column 7 (char 6)",
}


@pytest.mark.parametrize(("body", "message"), BROKEN.items(), ids=("empty", "broken"))
def test_what_is_no_json_is_told_where(server: Server, body: bytes, message: str) -> None:
    told = post(server, body).json()["error"]["message"]

    assert told == f"The request body is not valid JSON: {message}"


def test_a_version_is_required(server: Server) -> None:
    answer = httpx.post(f"{server.url}/v1/messages", json=asked())

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "anthropic-version: header is required"


@pytest.mark.parametrize("name", ["temperature", "top_p", "top_k"])
def test_the_newer_version_has_no_sampling(server: Server, name: str) -> None:
    answer = post(server, asked() | {name: 1}, **NEWER)

    assert answer.json()["error"]["message"] == f"{name}: Extra inputs are not permitted"


# Some of them were in trial once; those who translate for Anthropic still send them.
@pytest.mark.parametrize(
    "name",
    [
        "claude-code-20250219",
        "code-execution-2025-08-25",
        "fine-grained-tool-streaming-2025-05-14",
        "web-fetch-2025-09-10",
    ],
)
def test_what_is_no_trial_any_more_is_taken(server: Server, name: str) -> None:
    assert post(server, asked(), anthropic_beta=name).status_code == 200


def test_what_is_not_in_trial_is_refused(server: Server) -> None:
    known = "files-api-2025-04-14"

    assert post(server, asked(), anthropic_beta=known).status_code == 200
    assert post(server, asked(), anthropic_beta=f"{known}, nonsense").json()["error"][
        "message"
    ] == (
        "Unexpected value(s) `nonsense` for the `anthropic-beta` header. Please consult our "
        "documentation at platform.claude.com/docs or try again without the header."
    )


KINDS = {
    "400": (400, "invalid_request_error", "false"),
    "permission": (403, "permission_error", "false"),
    "404": (404, "not_found_error", "false"),
    "429": (429, "rate_limit_error", "true"),
    "500": (500, "api_error", "true"),
    "504": (504, "timeout_error", "true"),
    "529": (529, "overloaded_error", "true"),
    "overloaded": (529, "overloaded_error", "true"),
}


@pytest.mark.parametrize(("name", "told"), KINDS.items(), ids=KINDS)
def test_errors_can_be_asked_for(server: Server, name: str, told: tuple[int, str, str]) -> None:
    answer = post(server, asked(), x_mock_error=name)

    found = answer.status_code, answer.json()["error"]["type"], answer.headers["x-should-retry"]
    assert found == told


def test_a_limit_tells_what_is_left(server: Server) -> None:
    fields = post(server, asked(), x_mock_error="rate_limit_tokens;retry=16").headers

    assert fields["retry-after"] == "16"
    assert fields["anthropic-ratelimit-input-tokens-remaining"] == "0"
    assert int(fields["anthropic-ratelimit-requests-remaining"]) > 0


@pytest.mark.parametrize("path", ["/v1/complete", "/v1/organizations/me"])
def test_what_is_not_there_is_told_in_the_words_of_who_is_asked(server: Server, path: str) -> None:
    told = post(server, {}, path).json()
    others = httpx.post(f"{server.url}{path}", json={}).json()

    assert told["error"] == {"type": "not_found_error", "message": "Not Found"}
    assert others["error"]["message"].startswith("Invalid URL")


def test_other_paths_and_methods(server: Server) -> None:
    path = post(server, asked(), "/v1/messages/nothing")
    method = httpx.get(f"{server.url}/v1/messages", headers=FIELDS)

    assert (path.status_code, path.json()["error"]["type"]) == (404, "not_found_error")
    assert method.status_code == 405
    assert method.json()["error"] == {
        "type": "invalid_request_error",
        "message": "Method Not Allowed",
    }


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with sharing("-api-keys", "sk-ant-1") as one:
        yield one


def test_keys_come_in_two_fields(guarded: Server) -> None:
    version = {"anthropic-version": "2023-06-01"}
    rows = [
        ({}, 401, "x-api-key header is required"),
        ({"x-api-key": "sk-ant-2"}, 401, "invalid x-api-key"),
        ({"x-api-key": "sk-ant-1"}, 200, ""),
        ({"authorization": "Bearer sk-ant-1"}, 200, ""),
        ({"authorization": "Bearer sk-ant-1", "x-api-key": "sk-ant-2"}, 401, "invalid x-api-key"),
    ]
    for fields, status, message in rows:
        answer = httpx.post(f"{guarded.url}/v1/messages", json=asked(), headers=version | fields)
        assert answer.status_code == status
        if message:
            assert answer.json()["error"] == {"type": "authentication_error", "message": message}


def test_a_thread_is_begun_and_not_kept(server: Server) -> None:
    begun = post(server, asked(thread={"type": "create"}))
    thread = {"type": "continue", "previous_message_id": begun.json()["id"]}
    gone = post(server, asked(thread=thread))

    assert (begun.status_code, gone.status_code) == (200, 404)
    assert gone.json()["error"]["details"] == {"error_code": "thread_not_found"}


def test_a_lenient_server_answers_all_the_same(server: Server) -> None:
    answer = post(
        server, {"messages": [USER], "seed": 5, "tools": [{"name": 3}]}, x_mock_mode="lenient"
    )

    assert answer.status_code == 200
    assert answer.json()["content"]
