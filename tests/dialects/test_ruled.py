"""A rule's fixed text is answered by every vendor, and so is what no rule is for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.vendors import answered
from tests.serving import Server
from tests.sharing import sharing_profile

RULED = "answers:\n- {match: {user: hello}, text: Hi there}\n"
CLAUDE = {"model": "claude-sonnet-4-5", "max_tokens": 1000}
# What asks for a text in each vendor's form, with the text that the user says in its place.
ASKED: dict[str, dict[str, object]] = {
    "/v1/chat/completions": {"model": "gpt-4o", "messages": "openai"},
    "/v1/responses": {"model": "gpt-4o", "input": "text"},
    "/v1/completions": {"model": "gpt-3.5-turbo-instruct", "prompt": "text"},
    "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21": {"messages": "openai"},
    **{
        f"/{name}/v1/chat/completions": {"model": "m", "messages": "openai"}
        for name in ("deepseek", "mistral", "groq", "openrouter", "xai", "vllm", "ollama")
    },
    "/bedrock/openai/v1/chat/completions": {"model": "m", "messages": "openai"},
    "/ollama/v1/messages": {**CLAUDE, "messages": "openai"},
    "/model/qwen.qwen3-32b-v1%3A0/invoke": {"messages": "openai"},
    "/anthropic/v1/messages": {**CLAUDE, "messages": "openai"},
    "/v1beta/models/gemini-2.5-flash:generateContent": {"contents": "gemini"},
    "/v1beta/models/gemini-2.0-flash:generateContent": {"contents": "gemini"},
    "/v1beta/openai/chat/completions": {"model": "gemini-2.5-flash", "messages": "openai"},
    "/model/amazon.nova-lite-v1%3A0/converse": {"messages": "bedrock"},
    "/model/amazon.nova-lite-v1%3A0/invoke": {"messages": "bedrock"},
    "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse": {"messages": "bedrock"},
    "/api/chat": {"model": "m", "stream": False, "messages": "openai"},
}


def _said(form: object, text: str) -> object:
    """Return what a user says, in a form; what is none of these as it is."""
    forms = {
        "text": text,
        "openai": [{"role": "user", "content": text}],
        "gemini": [{"role": "user", "parts": [{"text": text}]}],
        "bedrock": [{"role": "user", "content": [{"text": text}]}],
    }
    return forms.get(form, form) if isinstance(form, str) else form


@pytest.fixture(scope="module", params=["", "latency: 1ms\n"], ids=["at once", "in time"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with one rule."""
    with sharing_profile(request.param + RULED) as running:
        yield running


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("text", ["hello", "what no rule is for"])
def test_rules_are_every_vendors(server: Server, path: str, text: str) -> None:
    body = {key: _said(form, text) for key, form in ASKED[path].items()}

    answer = answered(server, path, body)

    assert (b"Hi there" in answer) == (text == "hello")
