"""What an answer may cite of its request: documents, and results of the client's own searches.

Each is cited where it asks for that; what is cited stands there, at the place that is told
[messages-2026].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import (
    DocumentBlock,
    SearchResultBlock,
)
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, sent_blocks
from sanic_mock.dialects.pdf_files import pdf_file

# Members that tell of which file a document is: of none.
NO_FILE: Mapping[str, str] = {}
_ENDS = (". ", "! ", "? ", "\n")
_LONGEST = 300  # characters of a passage without an end
_MIXED = "citations must be enabled on all documents, or on none"  # worded by analogy
_FORMED = "citations are not supported with `output_config.format`"  # likewise


class TextDocument(NamedTuple):
    """A document of plain text, cited by its characters."""

    number: int
    title: str | None
    text: str
    file: Mapping[str, str] = NO_FILE

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """See citing.CitationSource."""
        start, end = passage(self.text, chance.randrange(len(self.text)))
        return {
            "type": "char_location",
            "cited_text": self.text[start:end],
            "document_index": self.number,
            "document_title": self.title,
            "start_char_index": start,
            "end_char_index": end,
            **self.file,
        }


class PagedDocument(NamedTuple):
    """A PDF, whose text nobody here reads: what is said is taken to be what it says."""

    number: int
    title: str | None
    pages: int
    file: Mapping[str, str] = NO_FILE

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """See citing.CitationSource; the page behind the last one is told, too."""
        page = chance.randint(1, self.pages)
        return {
            "type": "page_location",
            "cited_text": said,
            "document_index": self.number,
            "document_title": self.title,
            "start_page_number": page,
            "end_page_number": page + 1,
            **self.file,
        }


class PartedDocument(NamedTuple):
    """A document in parts, each of which is cited whole."""

    number: int
    title: str | None
    parts: Sequence[str]

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """See citing.CitationSource."""
        place = chance.randrange(len(self.parts))
        return {
            "type": "content_block_location",
            "cited_text": self.parts[place],
            "document_index": self.number,
            "document_title": self.title,
            "start_block_index": place,
            "end_block_index": place + 1,
        }


class SearchResult(NamedTuple):
    """A result of a search that the client has made."""

    number: int
    source: str
    title: str
    parts: Sequence[str]

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """See citing.CitationSource."""
        place = chance.randrange(len(self.parts))
        return {
            "type": "search_result_location",
            "cited_text": self.parts[place],
            "source": self.source,
            "title": self.title,
            "search_result_index": self.number,
            "start_block_index": place,
            "end_block_index": place + 1,
        }


Document = TextDocument | PagedDocument | PartedDocument


def read_documents(request: MessagesRequest) -> tuple[Document | SearchResult, ...]:
    """Return what an answer to a request may cite, in the order in which it came."""
    found: list[Document | SearchResult] = []
    results = 0
    documents = 0
    for block in sent_blocks(request):
        if isinstance(block, SearchResultBlock):
            parts = [one.text for one in block.content if one.text]
            if parts and _is_cited(block):
                found.append(SearchResult(results, block.source, block.title, parts))
            results += 1
        elif isinstance(block, DocumentBlock):
            if _is_cited(block) and (document := _document(documents, block)):
                found.append(document)
            documents += 1
    return tuple(found)


def check(request: MessagesRequest) -> None:
    """Check that documents are all cited, or none, and what cannot be with it; raises Problem."""
    for kind in (DocumentBlock, SearchResultBlock):
        cited = {_is_cited(one) for one in sent_blocks(request) if isinstance(one, kind)}
        if len(cited) > 1:
            raise errors.invalid(f"messages: {_MIXED}")
        if True in cited and request.form is not None:
            raise errors.invalid(f"output_config.format: {_FORMED}")


def passage(text: str, at: int) -> tuple[int, int]:
    """Return where the passage begins and ends that has a place in it; it says something."""
    at = len(text[: at + 1].rstrip()) - 1
    if at < 0:  # white space alone is before it
        at = len(text) - len(text.lstrip())
    starts = (place + len(end) for end in _ENDS if (place := text.rfind(end, 0, at)) >= 0)
    ends = (place + len(end) for end in _ENDS if (place := text.find(end, at)) >= 0)
    start = max((*starts, at - _LONGEST, 0))
    end = min((*ends, at + _LONGEST, len(text)))
    return start, end


def _is_cited(block: DocumentBlock | SearchResultBlock) -> bool:
    return block.citations is not None and block.citations.get("enabled") is True


def _document(number: int, block: DocumentBlock) -> Document | None:
    """Return a document as it is cited; None for one that says nothing."""
    source, title = block.source, block.title
    file = {"file_id": source["file_id"]} if "file_id" in source else NO_FILE
    if source.get("type") == "text":
        text = str(source.get("data", ""))
        return TextDocument(number, title, text, file) if text.strip() else None
    if source.get("type") == "content":
        parts = list(_texts(source.get("content")))
        return PartedDocument(number, title, parts) if parts else None
    return PagedDocument(number, title, pdf_file(source.get("data")).pages, file)


def _texts(content: Any) -> Iterable[str]:
    """Yield the texts of a document that has parts."""
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    for one in content if isinstance(content, list) else ():
        if isinstance(one, dict) and isinstance(one.get("text"), str) and one["text"]:
            yield one["text"]
