"""What OpenAI's client for Node can send is known: the next release shows its difference."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.dialects.openai.completions.request import CompletionRequest
from sanic_mock.dialects.openai.embeddings.request import EmbeddingRequest
from sanic_mock.dialects.openai.moderations.request import ModerationRequest
from sanic_mock.dialects.openai.responses import counting
from sanic_mock.dialects.openai.responses.request import ResponsesRequest

# Endpoint, file of declarations, interface, what we know, and what we know beside it.
REQUESTS: dict[str, tuple[str, str, Any, set[str]]] = {
    "chat": ("chat/completions/completions", "ChatCompletionCreateParamsBase", ChatRequest, set()),
    "responses": (
        "responses/responses",
        "ResponseCreateParamsBase",
        ResponsesRequest,
        # an answer tells both [pydantic-2026]; Codex sends the third on every turn
        {"client_metadata", "frequency_penalty", "presence_penalty"},
    ),
    "compact": ("responses/responses", "ResponseCompactParams", counting.COMPACTED, set()),
    "input_tokens": (
        "responses/input-tokens",
        "InputTokenCountParams",
        counting.COUNTED,
        set(),
    ),
    "completions": ("completions", "CompletionCreateParamsBase", CompletionRequest, set()),
    "embeddings": ("embeddings", "EmbeddingCreateParams", EmbeddingRequest, set()),
    "moderations": ("moderations", "ModerationCreateParams", ModerationRequest, set()),
}


def members(declarations: str, interface: str) -> set[str]:
    """Return the members of an interface, which are indented by four."""
    found = re.search(rf"^export interface {interface} .*?^}}", declarations, re.S | re.M)
    assert found is not None, interface
    return set(re.findall(r"^    (\w+)\??:", found[0], re.M))


@pytest.mark.parametrize("endpoint", REQUESTS)
def test_an_endpoint_knows_the_parameters_of_the_client(room: Path, endpoint: str) -> None:
    file, interface, known, more = REQUESTS[endpoint]
    resources = room / "node_modules" / "openai" / "resources"
    theirs = members((resources / f"{file}.d.ts").read_text(), interface)

    ours = set(getattr(known, "__struct_fields__", known))
    assert (theirs - ours, ours - theirs) == (set(), more)
