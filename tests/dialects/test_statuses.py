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


WAIT = {"retry-after": "2", "retry-after-ms": "2000", "x-amz-retry-after": "2000"}

# What a fault says of retries, and the field, with its value, that tells it.
ASKED = {
    "should_retry=true": ("x-should-retry", "true"),
    "should_retry=false": ("x-should-retry", "false"),
    "retry_after=2s;retry_fields=seconds": ("retry-after", "2"),
    "retry_after=2s;retry_fields=ms": ("retry-after-ms", "2000"),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [400, 429, 503])
def test_what_is_asked_of_retries_is_told_once(server: Server, path: str, status: int) -> None:
    for asked, told in ASKED.items():
        fields = f"x-mock-fault: status;code={status};{asked}", "anthropic-version: 2023-06-01"
        answer = ask(server, post(b"{}", *fields, path=path))

        found = [(name.lower(), value) for name, value in answer.headers]
        assert [one for one in found if one[0] == told[0]] == [told]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("wish", ["fault: status;code=503;retry_after=2s", "error: 503;retry=2"])
def test_a_wait_that_is_asked_for_is_told(server: Server, path: str, wish: str) -> None:
    fields = f"x-mock-{wish}", "anthropic-version: 2023-06-01"
    answer = ask(server, post(b"{}", *fields, path=path))

    told = {name.lower(): value for name, value in answer.headers if name.lower() in WAIT}
    assert told or b'"retryDelay": "2s"' in answer.body
    assert told.items() <= WAIT.items()
