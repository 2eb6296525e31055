"""Texts that cite: what they are divided into, and that what is cited stands where it is told."""

from __future__ import annotations

from base64 import b64encode
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.anthropic.messages.citing import MOST_CITED, cited_texts
from sanic_mock.dialects.anthropic.messages.documents import TextDocument, passage
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.vocabulary import body_of
from tests.dialects.anthropic.asking import asked, post, stream
from tests.serving import Server

FACTS = "The grass is green. The sky is blue!\nWater is wet, they say."
CITED = {"enabled": True}
TEXT: dict[str, Any] = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": FACTS},
    "title": "Facts",
    "citations": CITED,
}
PARTS = {
    "type": "document",
    "source": {
        "type": "content",
        "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}],
    },
    "citations": CITED,
}
PDF: dict[str, Any] = {
    "type": "document",
    "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"},
    "citations": CITED,
}
RESULT = {
    "type": "search_result",
    "source": "https://example.com/a",
    "title": "A result",
    "content": [{"type": "text", "text": "found"}],
    "citations": CITED,
}
OF_DOCUMENT = ["type", "cited_text", "document_index", "document_title"]
LAYOUTS: list[tuple[dict[str, Any], str, list[str]]] = [
    (TEXT, "char_location", [*OF_DOCUMENT, "start_char_index", "end_char_index"]),
    (PARTS, "content_block_location", [*OF_DOCUMENT, "start_block_index", "end_block_index"]),
    (PDF, "page_location", [*OF_DOCUMENT, "start_page_number", "end_page_number"]),
    (
        RESULT,
        "search_result_location",
        [
            *("type", "cited_text", "source", "title", "search_result_index"),
            *("start_block_index", "end_block_index"),
        ],
    ),
]


def asking_of(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a request that has documents."""
    question = {"type": "text", "text": "What do they say?"}
    return asked(**{"messages": [{"role": "user", "content": [*blocks, question]}]} | more)


def citations(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return all that blocks cite."""
    return [one for block in content for one in block.get("citations", ())]


@pytest.mark.parametrize(("block", "kind", "layout"), LAYOUTS, ids=lambda one: str(one)[:20])
def test_each_kind_of_source_is_cited_in_its_way(
    server: Server, block: dict[str, Any], kind: str, layout: list[str]
) -> None:
    found = citations(post(server, asking_of(block)).json()["content"])

    assert found
    assert {one["type"] for one in found} == {kind}
    assert all(list(one) == layout for one in found)


def test_a_pdf_bills_each_of_its_pages(server: Server) -> None:
    def tokens(pages: int) -> int:
        raw = b64encode(b"%PDF-1.4\n" + b"<< /Type /Page >>\n" * pages).decode()
        pdf = PDF | {"source": PDF["source"] | {"data": raw}}
        found: int = post(server, asking_of(pdf)).json()["usage"]["input_tokens"]
        return found

    assert tokens(3) - tokens(2) == pytest.approx(tokens(2) - tokens(1), abs=1)
    assert tokens(2) - tokens(1) > 1500


def test_what_is_cited_stands_at_its_place(server: Server) -> None:
    blocks: list[dict[str, Any]] = [TEXT | {"title": None}, TEXT]

    found = citations(post(server, asking_of(*blocks)).json()["content"])

    for one in found:
        assert FACTS[one["start_char_index"] : one["end_char_index"]] == one["cited_text"]
        assert one["document_title"] == (None if one["document_index"] == 0 else "Facts")


def test_citations_are_streamed_before_their_text(server: Server) -> None:
    events = stream(server, asking_of(TEXT))
    starts = {
        one.content["index"]: one.content["content_block"]
        for one in events
        if one.name == "content_block_start"
    }
    deltas = [one.content for one in events if one.name == "content_block_delta"]
    cited = [one["index"] for one in deltas if one["delta"]["type"] == "citations_delta"]

    assert cited
    for index, block in starts.items():
        kinds = [one["delta"]["type"] for one in deltas if one["index"] == index]
        assert ("citations" in block) is (index in cited)
        assert kinds[0] == ("citations_delta" if index in cited else "text_delta")
        assert list(block) == [*(["citations"] if index in cited else []), "type", "text"]


def test_nothing_is_cited_where_nobody_asks(server: Server) -> None:
    plain = {name: one for name, one in TEXT.items() if name != "citations"}

    content = post(server, asking_of(plain)).json()["content"]

    assert [list(one) for one in content] == [["type", "text"]]


def test_all_documents_are_cited_or_none(server: Server) -> None:
    plain = {name: one for name, one in TEXT.items() if name != "citations"}
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    formed = {"output_config": {"format": {"type": "json_schema", "schema": schema}}}

    for body in (asking_of(TEXT, plain), asking_of(TEXT, **formed)):
        assert post(server, body).status_code == 400
        assert post(server, body, x_mock_mode="lenient").status_code == 200


@given(st.text(min_size=1).filter(str.strip), st.integers(0, 10**9))
def test_a_passage_holds_its_place_and_says_something(text: str, at: int) -> None:
    start, end = passage(text, at % len(text))

    assert 0 <= start < end <= len(text)
    assert text[start:end].strip()


@given(
    st.lists(st.sampled_from(["One. ", "Two!", " three", ".", "Four is é 🎉. ", "\n"]), max_size=40)
)
def test_the_parts_of_a_text_make_it_up_again(parts: list[str]) -> None:
    body = body_of("".join(parts))

    found = cited_texts(body, (TextDocument(0, None, FACTS),), bytes(64))

    assert "".join(plain_text(one.body) for one in found) == "".join(parts)
    assert sum(one.body.tokens for one in found) == body.tokens
    assert sum(bool(one.citations) for one in found) <= MOST_CITED + 1
    assert not body.pieces or any(one.citations for one in found)


def test_the_same_chance_cites_the_same() -> None:
    document = TextDocument(0, None, FACTS)

    assert document.citation("", Random(1)) == document.citation("", Random(1))
