"""Who answers a request, as OpenTelemetry calls them: gen_ai.provider.name."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Router
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

VERTEX = "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent"


@pytest.mark.parametrize(
    ("path", "provider"),
    [
        ("/v1/chat/completions", "openai"),
        ("/v1/responses", "openai"),
        ("/openai/deployments/gpt-4o/chat/completions", "azure.ai.openai"),
        ("/models/chat/completions", "azure.ai.inference"),
        ("/models/embeddings", "azure.ai.inference"),
        ("/v1/messages", "anthropic"),
        ("/model/anthropic.claude-sonnet-4-20250514-v1:0/converse", "aws.bedrock"),
        ("/v1beta/models/gemini-2.5-flash:generateContent", "gcp.gemini"),
        (VERTEX, "gcp.vertex_ai"),
        ("/api/chat", "ollama"),
        ("/deepseek/chat/completions", "deepseek"),
        ("/mistral/v1/chat/completions", "mistral_ai"),
        ("/groq/openai/v1/chat/completions", "groq"),
        ("/xai/v1/chat/completions", "x_ai"),
        ("/nobody/has/this", "openai"),
    ],
)
def test_each_vendor_is_named(path: str, provider: str) -> None:
    router = Router(State(Settings("test"), Store(1 << 16)))
    assert router.provider(RequestHead("POST", path)) == provider


def test_a_service_that_the_profile_names_answers_at_openais_paths() -> None:
    router = Router(State(Settings("test", flavour="mistral"), Store(1 << 16)))
    assert router.provider(RequestHead("POST", "/v1/chat/completions")) == "mistral_ai"
