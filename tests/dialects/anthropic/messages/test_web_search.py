"""Searches that an answer makes: when, as what they are told, and what they bill."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.anthropic.messages.web_search import LONGEST_CITED, PAGE_TOKENS
from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.serving import Server

SEARCH: dict[str, Any] = {"type": "web_search_20250305", "name": "web_search"}
NEWS = "What is the latest news?"
KINDS = ["server_tool_use", "web_search_tool_result"]


def content(server: Server, text: str = NEWS, **more: Any) -> list[dict[str, Any]]:
    """Return the blocks of an answer that may search."""
    blocks: list[dict[str, Any]] = post(server, asked(text, **{"tools": [SEARCH]} | more)).json()[
        "content"
    ]
    return blocks


FORCED: dict[str, Any] = {"tool_choice": {"type": "tool", "name": "web_search"}}
USED: list[tuple[str, dict[str, Any], bool]] = [
    (NEWS, {}, True),
    ("Hello there", {}, False),
    ("Hello there", {"tool_choice": {"type": "any"}}, True),
    ("Hello there", FORCED, True),
    (NEWS, {"tool_choice": {"type": "none"}}, False),
    (NEWS, {"tools": [WEATHER]}, False),
]


@pytest.mark.parametrize(("text", "more", "is_used"), USED, ids=range(len(USED)))
def test_a_search_is_made_where_it_is_asked_for(
    server: Server, text: str, more: dict[str, Any], is_used: bool
) -> None:
    kinds = [one["type"] for one in content(server, text, **more)]

    assert (kinds[:2] == KINDS) is is_used
    assert ("web_search_tool_result" in kinds) is is_used


def test_the_blocks_of_a_search_are_laid_out_as_recorded_ones(server: Server) -> None:
    use, result, *texts = content(server)
    page = result["content"][0]

    assert list(use) == ["type", "id", "name", "input"]
    assert use["id"].startswith("srvtoolu_01")
    assert use["input"] == {"query": NEWS}
    assert list(result) == ["type", "tool_use_id", "content", "caller"]
    assert result["tool_use_id"] == use["id"]
    assert list(page) == ["type", "title", "url", "encrypted_content", "page_age"]
    assert {one["type"] for one in texts} == {"text"}


def test_some_sentences_stand_on_pages_that_were_found(server: Server) -> None:
    _, result, *texts = content(server)
    cited = [one for one in texts if "citations" in one]

    assert cited
    assert all(list(one) == ["citations", "type", "text"] for one in cited)
    for one in cited:
        (citation,) = one["citations"]
        assert list(citation) == ["type", "cited_text", "url", "title", "encrypted_index"]
        assert citation["url"] in [page["url"] for page in result["content"]]
        assert len(citation["cited_text"]) <= LONGEST_CITED + len("...")


def test_only_domains_that_are_allowed_are_looked_at(server: Server) -> None:
    allowed = SEARCH | {"allowed_domains": ["docs.python.org"]}
    blocked = SEARCH | {"blocked_domains": ["Example.com", "example.org/"]}

    for tool, hosts in ((allowed, ["docs.python.org"]), (blocked, ["example.net"])):
        result = content(server, tools=[tool])[1]
        assert [one["url"].split("/")[2] for one in result["content"]] == hosts


def test_a_search_bills_what_it_has_found(server: Server) -> None:
    searched = post(server, asked("Hello there", tools=[SEARCH], **FORCED)).json()["usage"]
    forced = asked("Hello there", tools=[SEARCH], tool_choice={"type": "none"})
    none = post(server, forced).json()["usage"]

    assert searched["server_tool_use"] == {"web_search_requests": 1, "web_fetch_requests": 0}
    assert list(searched)[-1] == "server_tool_use"
    assert searched["input_tokens"] - none["input_tokens"] == 3 * PAGE_TOKENS + 100
    assert "server_tool_use" not in none


def test_a_stream_tells_a_search_before_its_text(server: Server) -> None:
    events = stream(server, asked(NEWS, tools=[SEARCH]))
    starts = [one.content["content_block"] for one in events if one.name == "content_block_start"]
    first, last = events[0].content["message"]["usage"], events[-2].content["usage"]

    assert [one["type"] for one in starts][:2] == KINDS
    assert starts[0]["input"] == {}
    assert starts[1]["tool_use_id"] == starts[0]["id"]
    assert events[2].name == "ping"
    assert "server_tool_use" not in first
    assert last["input_tokens"] - first["input_tokens"] == 3 * PAGE_TOKENS
    assert last["server_tool_use"]["web_search_requests"] == 1


def test_a_search_and_calls_of_the_clients_tools_are_one_answer(server: Server) -> None:
    text = "Search the web, and tell the weather in Paris"

    kinds = [one["type"] for one in content(server, text, tools=[SEARCH, WEATHER])]

    assert kinds == [*KINDS, "tool_use"]
