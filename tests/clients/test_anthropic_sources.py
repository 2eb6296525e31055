"""Anthropic's official client: searches that are run for it, and what texts cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic.types import Message

from tests.sharing import sharing

MODEL = "claude-haiku-4-5"
SEARCH: Any = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2}
TEXT = "Ants are small. Whales are large. Cats sleep."
DOCUMENT: Any = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": TEXT},
    "citations": {"enabled": True},
}


@pytest.fixture(scope="module")
def client() -> Iterator[anthropic.Anthropic]:
    with (
        sharing() as server,
        anthropic.Anthropic(
            api_key="any", base_url=server.url, _strict_response_validation=True
        ) as one,
    ):
        yield one


def streamed(client: anthropic.Anthropic, messages: Any, **more: Any) -> tuple[Message, list[str]]:
    """Return a streamed message, and the kinds of its stream's events."""
    with client.messages.stream(model=MODEL, max_tokens=1000, messages=messages, **more) as stream:
        kinds: list[str] = [one.type for one in stream]
        return stream.get_final_message(), kinds


def test_a_search_is_told_again(client: anthropic.Anthropic) -> None:
    messages: list[Any] = [{"role": "user", "content": "Search for news of today"}]
    asked: dict[str, Any] = {"model": MODEL, "max_tokens": 1000, "tools": [SEARCH]}
    message = client.messages.create(messages=messages, **asked)

    kinds = [one.type for one in message.content]
    assert kinds[:3] == ["server_tool_use", "web_search_tool_result", "text"]
    assert message.stop_reason == "end_turn"
    assert message.usage.server_tool_use is not None
    assert message.usage.server_tool_use.web_search_requests == 1
    messages += [
        {"role": "assistant", "content": message.content},
        {"role": "user", "content": "Thank you"},
    ]
    again = client.messages.create(messages=messages, **asked)
    assert [one.type for one in again.content] == ["text"]


def test_a_streamed_search_is_put_together(client: anthropic.Anthropic) -> None:
    message, kinds = streamed(
        client, [{"role": "user", "content": "Search for news"}], tools=[SEARCH]
    )

    use, result, *texts = message.content
    assert use.type == "server_tool_use"
    assert use.input == {"query": "Search for news"}
    assert result.type == "web_search_tool_result"
    assert "citation" in kinds
    assert any(one.type == "text" and one.citations for one in texts)
    assert message.usage.server_tool_use is not None


def test_a_streamed_text_cites_a_document(client: anthropic.Anthropic) -> None:
    question = {"type": "text", "text": "What sleeps?"}
    message, kinds = streamed(client, [{"role": "user", "content": [DOCUMENT, question]}])
    texts = [one for one in message.content if one.type == "text"]
    cited = [one for text in texts for one in text.citations or ()]

    assert len(texts) == len(message.content)
    assert kinds.count("citation") == len(cited) > 0
    for one in cited:
        assert one.type == "char_location"
        assert TEXT[one.start_char_index : one.end_char_index] == one.cited_text
