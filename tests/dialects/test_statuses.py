"""Errors asked for by a number have that status at every vendor, whatever its kind has there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.requests import post
from tests.serving import Server
from tests.talking import ask, serving_quietly

MODEL = "amazon.nova-lite-v1%3A0"
PATHS = (
    "/v1/chat/completions",
    "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
    "/v1/messages",
    "/v1beta/models/gemini-2.5-flash:generateContent",
    f"/model/{MODEL}/converse",
    f"/model/{MODEL}/invoke",
    "/api/chat",
    *(f"/{name}/v1/chat/completions" for name in ("deepseek", "mistral", "groq", "openrouter")),
    *(f"/{name}/v1/chat/completions" for name in ("xai", "vllm", "ollama", "bedrock/openai")),
    "/ollama/v1/messages",
    "/model/qwen.qwen3-32b-v1%3A0/invoke",
)
STATUSES = (400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 502, 503, 504, 529)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of all vendors."""
    with serving_quietly() as running:
        yield running


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_number_is_the_status_that_is_answered(server: Server, path: str, status: int) -> None:
    fields = f"x-mock-error: {status}", "anthropic-version: 2023-06-01"
    answer = ask(server, post(b"{}", *fields, path=path))

    assert answer.status == status
