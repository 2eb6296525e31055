"""Rerank, as agents' runtime has it: documents in the order in which they answer a query.

Members and bounds are from the service's description in botocore's `bedrock-agent-runtime`
[boto-2026].
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.relevance import ranked
from sanic_mock.dialects.unreadable import UNREADABLE

MOST_SOURCES = 1000
LONGEST_TEXT = 32_000


class RerankText(Struct):
    """A text."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]


class RerankQuery(Struct, rename="camel"):
    """What is asked for."""

    text_query: RerankText
    type: Literal["TEXT"]


class RerankDocument(Struct, rename="camel"):
    """A document: it has one of these members."""

    type: Literal["TEXT", "JSON"]
    text_document: RerankText | None = None
    json_document: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def said(self) -> str:
        """What it says."""
        if self.text_document is not None:
            return self.text_document.text
        return bytes(self.json_document).decode("utf-8", "replace")


class RerankSource(Struct, rename="camel"):
    """Where a document is."""

    inline_document_source: RerankDocument
    type: Literal["INLINE"]


class RerankModel(Struct, rename="camel"):
    """Which model ranks."""

    model_arn: str


class RerankOptions(Struct, rename="camel"):
    """Which model ranks, and how many documents are told."""

    model_configuration: RerankModel
    number_of_results: Annotated[int, Meta(ge=1, le=MOST_SOURCES)] | None = None


class RerankConfiguration(Struct, rename="camel"):
    """How documents are ranked."""

    bedrock_reranking_configuration: RerankOptions
    type: Literal["BEDROCK_RERANKING_MODEL"]


class RerankRequest(Struct, rename="camel"):
    """A request to rank documents."""

    queries: Annotated[list[RerankQuery], Meta(min_length=1, max_length=1)]
    sources: Annotated[list[RerankSource], Meta(min_length=1, max_length=MOST_SOURCES)]
    reranking_configuration: RerankConfiguration

    @property
    def options(self) -> RerankOptions:
        """Which model ranks, and how many documents are told."""
        return self.reranking_configuration.bedrock_reranking_configuration


_decode = msgspec.json.Decoder(RerankRequest).decode


def read(body: bytes) -> RerankRequest:
    """Read a request; raises Problem where it is none."""
    try:
        return _decode(body)
    except UNREADABLE:
        raise errors.malformed() from None


def results(request: RerankRequest) -> list[dict[str, Any]]:
    """Return what is told of documents; raises Lengthy where that takes long."""
    documents = [one.inline_document_source.said for one in request.sources]
    found = ranked(request.queries[0].text_query.text, documents)
    most = request.options.number_of_results
    return [{"index": one.place, "relevanceScore": one.score} for one in found[:most]]
