"""What the newest SDK can send is known: the next release shows its difference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from openai.types import (
    completion_create_params,
    embedding_create_params,
    moderation_create_params,
)
from openai.types.chat import ChatCompletionContentPartParam, ChatCompletionMessageParam
from openai.types.chat import completion_create_params as chat_create_params
from openai.types.responses import (
    ResponseInputContentParam,
    ResponseInputItemParam,
    ToolParam,
    input_token_count_params,
    response_compact_params,
    response_create_params,
)

from sanic_mock.dialects.openai import parameters as shared
from sanic_mock.dialects.openai.chat import parameters, request, tools
from sanic_mock.dialects.openai.completions.request import CompletionRequest
from sanic_mock.dialects.openai.embeddings.request import EmbeddingRequest
from sanic_mock.dialects.openai.moderations.request import ModerationRequest
from sanic_mock.dialects.openai.responses import counting
from sanic_mock.dialects.openai.responses import members as tables
from sanic_mock.dialects.openai.responses import request as responses_request
from tests.dialects.openai.sdk_types import (
    alternatives,
    by_type,
    differences,
    inside,
    inside_of_types,
    members,
)

CHAT = chat_create_params.CompletionCreateParamsNonStreaming
RESPONSE = response_create_params.ResponseCreateParamsNonStreaming
TEXTS = completion_create_params.CompletionCreateParamsNonStreaming


def fields(kind: Any) -> set[str]:
    return set(kind.__struct_fields__)


# Where both differ, and who says so.
REQUESTS = {
    "chat": (fields(request.ChatRequest), members(CHAT), []),
    "responses": (
        fields(responses_request.ResponsesRequest),
        members(RESPONSE),
        # an answer tells both [pydantic-2026]; Codex sends the third on every turn
        ["client_metadata", "frequency_penalty", "presence_penalty"],
    ),
    "compact": (counting.COMPACTED, members(response_compact_params.ResponseCompactParams), []),
    "input_tokens": (
        counting.COUNTED,
        members(input_token_count_params.InputTokenCountParams),
        [],
    ),
    "completions": (fields(CompletionRequest), members(TEXTS), []),
    "embeddings": (
        fields(EmbeddingRequest),
        members(embedding_create_params.EmbeddingCreateParams),
        [],
    ),
    "moderations": (
        fields(ModerationRequest),
        members(moderation_create_params.ModerationCreateParams),
        [],
    ),
}


@pytest.mark.parametrize("endpoint", REQUESTS)
def test_an_endpoint_knows_the_parameters_of_the_sdk(endpoint: str) -> None:
    ours, theirs, more = REQUESTS[endpoint]

    expected = [f"{endpoint}: '{name}' is not in the SDK" for name in more]
    assert differences({endpoint: ours}, {endpoint: theirs}) == expected


OBJECTS: dict[str, tuple[Any, Any, str]] = {
    "audio": (parameters.AudioSpec, CHAT, "audio"),
    "moderation": (parameters.ModerationSpec, CHAT, "moderation"),
    "prediction": (parameters.PredictionSpec, CHAT, "prediction"),
    "prompt_cache_options": (shared.CacheOptions, CHAT, "prompt_cache_options"),
    "response_format": (tools.ResponseFormatSpec, CHAT, "response_format"),
    "web_search_options": (parameters.SearchSpec, CHAT, "web_search_options"),
    "access_programs": (responses_request.AccessPrograms, RESPONSE, "access_programs"),
    "background_options": (responses_request.BackgroundOptions, RESPONSE, "background_options"),
    "image": (responses_request.ImageOptions, RESPONSE, "image"),
    "prompt": (responses_request.Prompt, RESPONSE, "prompt"),
    "reasoning": (responses_request.Reasoning, RESPONSE, "reasoning"),
    "text": (responses_request.TextSpec, RESPONSE, "text"),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_knows_the_members_of_the_sdk(name: str) -> None:
    ours, kind, member = OBJECTS[name]

    assert differences({name: fields(ours)}, {name: inside(kind, member)}) == KNOWN.get(name, [])


# The SDK types a summary by two names.
KNOWN = {"reasoning": ["reasoning: 'generate_summary' is new in the SDK"]}


def test_messages_of_a_chat_are_those_of_the_sdk() -> None:
    theirs = set().union(*map(members, alternatives(ChatCompletionMessageParam)))

    assert fields(request.Message) - theirs == {"annotations"}  # of answers that are told again
    assert theirs <= fields(request.Message)


def test_parts_of_messages_are_those_of_the_sdk() -> None:
    theirs = set().union(*by_type(ChatCompletionContentPartParam).values()) | {"refusal", "type"}

    assert fields(request.ContentPart) == theirs


def test_items_of_an_input_are_those_of_the_sdk() -> None:
    ours = {name: known - {"type"} for name, known in tables.ITEMS.items()}

    assert differences(ours, by_type(ResponseInputItemParam)) == [
        "custom_tool_call: 'status' is not in the SDK",
        "custom_tool_call_output: 'status' is not in the SDK",
        "local_shell_call_output: 'call_id' is not in the SDK",
        "reasoning: 'status' is new in the SDK",  # and refused: litellm#13420
    ]


def test_parts_of_an_input_are_those_of_the_sdk() -> None:
    theirs = by_type(ResponseInputContentParam)
    ours = {name: tables.PARTS[name] - {"type"} for name in theirs}

    assert differences(ours, theirs) == []


def test_tools_of_a_response_are_those_of_the_sdk() -> None:
    ours = {name: known - {"type"} for name, known in tables.TOOLS.items()}

    assert differences(ours, by_type(ToolParam)) == []


def test_objects_of_tools_are_those_of_the_sdk() -> None:
    theirs = inside_of_types(ToolParam)
    ours = {
        f"{name}.{member}": known
        for name, of_members in tables.INSIDE.items()
        for member, known in of_members.items()
    }

    # tools of a namespace are tools
    more = {one: theirs.pop(one) for one in ("namespace.tools", *dated(theirs))}
    assert differences(ours, theirs) == []
    assert len(more) == 4


def dated(names: Iterable[str]) -> list[str]:
    return [name for name in names if "_2025" in name]
