"""Loops of OpenAI's own client with OpenAI's own tools: what was run is told again, and billed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI
from openai.types.responses import Response

from tests.clients.connecting import connect
from tests.clients.responses import told, usage_of
from tests.sharing import sharing

Json = dict[str, Any]

QUESTION: Json = {"role": "user", "content": "Search for the year the tower opened."}
FURTHER: Json = {"role": "user", "content": "Now just say OK."}


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    """A client of a server as it comes."""
    with sharing() as server, connect(server) as opened:
        yield opened


def ask(client: OpenAI, model: str, tools: list[Json], items: list[Json], **how: Any) -> Response:
    """Ask for an answer with tools."""
    given: Any = {"input": items, "tools": tools}
    response: Response = client.responses.create(model=model, **given, **how)
    return response


def prompt(response: Response) -> int:
    """Return what a response was billed its prompt."""
    return usage_of(response).input_tokens


@pytest.mark.parametrize("model", ["gpt-4.1", "gpt-5.2", "gpt-5.6"])
def test_pages_that_were_found_are_billed_once_alone(client: OpenAI, model: str) -> None:
    """Two of two that told a search again with gpt-4.1 billed the texts alone [replay-2026]."""
    tools: list[Json] = [{"type": "web_search"}]
    how: Json = {} if model == "gpt-4.1" else {"reasoning": {"effort": "none"}}
    first = ask(client, model, tools, [QUESTION], tool_choice="required", **how)
    assert [one.type for one in first.output] == ["web_search_call", "message"]
    items = told(first)
    said = [one for one in items if one["type"] == "message"]

    again = ask(client, model, tools, [QUESTION, *items, FURTHER], tool_choice="none")
    texts = ask(client, model, tools, [QUESTION, *said, FURTHER], tool_choice="none")
    kept = ask(client, model, tools, [FURTHER], tool_choice="none", previous_response_id=first.id)

    assert prompt(again) == prompt(texts) == prompt(kept)
    assert prompt(first) > prompt(again)


def test_a_servers_tools_are_billed_as_long_as_they_are_told(client: OpenAI) -> None:
    server: Json = {
        "type": "mcp",
        "server_label": "wiki",
        "server_url": "https://example.com/mcp",
        "require_approval": "never",
    }
    first = ask(client, "gpt-4.1", [server], [{"role": "user", "content": "Hello"}])
    listing, message = told(first)
    assert listing["type"] == "mcp_list_tools"

    again = ask(client, "gpt-4.1", [server], [listing, message, FURTHER])
    anew = ask(client, "gpt-4.1", [server], [message, FURTHER])

    assert [one.type for one in again.output] == ["message"]
    assert prompt(again) == prompt(anew)
