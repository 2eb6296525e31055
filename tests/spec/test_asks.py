"""The requests that are drawn are ones that OpenAI's document allows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec import asks_chat, asks_other, asks_responses
from tests.spec.openapi import Document

KINDS = {
    "chat": ("CreateChatCompletionRequest", asks_chat.asks(streamed=False)),
    "chat, streamed": ("CreateChatCompletionRequest", asks_chat.asks(streamed=True)),
    "responses": ("CreateResponse", asks_responses.asks(streamed=False)),
    "responses, streamed": ("CreateResponse", asks_responses.asks(streamed=True)),
    "completions": ("CreateCompletionRequest", asks_other.completions(streamed=False)),
    "completions, streamed": ("CreateCompletionRequest", asks_other.completions(streamed=True)),
    "embeddings": ("CreateEmbeddingRequest", asks_other.EMBEDDINGS),
    "moderations": ("CreateModerationRequest", asks_other.MODERATIONS),
}

# of MCPApprovalResponse, which has no such property
UNDESCRIBED = "'request_id' is a required property"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.differing_executors])
@given(drawing=st.data())
def test_a_drawn_request_is_valid(document: Document, kind: str, drawing: st.DataObject) -> None:
    name, asks = KINDS[kind]

    faults = document.faults(name, drawing.draw(asks))
    assert [one for one in faults if not one.endswith(UNDESCRIBED)] == []
