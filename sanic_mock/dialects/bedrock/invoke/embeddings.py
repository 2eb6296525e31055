"""Bodies of models that make vectors [bedrock-2026]: Titan's, Cohere's and Nova's.

A vector is made while its request is read; all that is left for the answer is its layout.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.validation import explain
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.ids import uuid
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.embedding import PRINTED_US, embedder
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.offload import takes
from sanic_mock.engine.reply import Reply

MOST_TEXTS = 96
_encode = msgspec.json.Encoder().encode


class WantedVectors(NamedTuple):
    """What is asked of a model.

    Attributes:
        texts: one for each vector.
        size: numbers of each; 0 for as many as usual.
        is_by_type: whether the answer tells which type of number they are.
    """

    texts: Sequence[str]
    size: int = 0
    is_by_type: bool = False


class VectorsAsk(Ask, gc=False, kw_only=True):
    """The Ask of vectors.

    Attributes:
        wanted: what is asked.
        vectors: their numbers, as arrays of JSON.
    """

    wanted: WantedVectors
    vectors: Sequence[bytes]


class TitanEmbedRequest(Struct, rename="camel"):
    """A text for Titan."""

    input_text: str
    dimensions: Literal[256, 512, 1024] | None = None
    normalize: bool = True
    embedding_types: list[Literal["float"]] | None = None


class CohereEmbedRequest(Struct):
    """Texts for Cohere."""

    texts: Annotated[list[str], Meta(min_length=1, max_length=MOST_TEXTS)]
    input_type: Literal["search_document", "search_query", "classification", "clustering"]
    output_dimension: Literal[256, 512, 1024, 1536] | None = None
    embedding_types: list[Literal["float"]] | None = None


class NovaText(Struct, rename="camel"):
    """A text for Nova."""

    value: str


class NovaEmbedParams(Struct, rename="camel"):
    """What Nova makes a vector of."""

    text: NovaText
    embedding_dimension: Literal[256, 384, 1024, 3072] | None = None


class NovaEmbedRequest(Struct, rename="camel"):
    """One vector of Nova's."""

    task_type: Literal["SINGLE_EMBEDDING"]
    single_embedding_params: NovaEmbedParams


class EmbeddingInvocation(ModelOperation[VectorsAsk], ABC):
    """InvokeModel of a model that makes vectors; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events, which none does.
        is_strict: whether what Bedrock refuses is refused.

    Attributes:
        WIDTH: numbers of a vector, as many as usual.
    """

    NAME = "invoke"
    WIDTH: int

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        super().__init__(state.settings, model, is_stream=is_stream, is_strict=is_strict)
        self._count = counter()

    @abstractmethod
    def wanted(self, body: bytes) -> WantedVectors:
        """Read a request; raises what its reader raises."""

    @abstractmethod
    def json(self, ask: VectorsAsk, reply: Reply) -> bytes:
        """Return the JSON of an answer."""

    def parse(self, body: bytes) -> VectorsAsk:
        """See Dialect; raises Lengthy where vectors are too many for the event loop."""
        if self.is_stream:
            raise errors.no_streams()
        try:
            wanted = self.wanted(body)
        except UNREADABLE as refused:
            raise explain(str(refused), body) from None
        size = wanted.size or self.WIDTH
        takes(size * len(wanted.texts) * PRINTED_US)
        vectors = embedder(self.model, max(size, self.WIDTH))
        printed = [b"[%b]" % vectors.printed(text, size) for text in wanted.texts]
        tokens = sum(map(self._count, wanted.texts))
        return VectorsAsk(self.answers_as, tokens, 0, is_dated=True, wanted=wanted, vectors=printed)

    def whole(self, ask: VectorsAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = metrics.input_fields(now_s, reply)
        return Whole(200, fields, self.json(ask, reply))


class TitanEmbedding(EmbeddingInvocation):
    """InvokeModel of Titan's text embeddings."""

    WIDTH = 1024

    def wanted(self, body: bytes) -> WantedVectors:
        """See EmbeddingInvocation."""
        asked = msgspec.json.decode(body, type=TitanEmbedRequest)
        is_by_type = asked.embedding_types is not None
        return WantedVectors((asked.input_text,), asked.dimensions or 0, is_by_type)

    def json(self, ask: VectorsAsk, reply: Reply) -> bytes:
        """See EmbeddingInvocation."""
        (vector,) = ask.vectors
        types = b'"embeddingsByType":{"float":%b},' % vector if ask.wanted.is_by_type else b""
        return b'{"embedding":%b,%b"inputTextTokenCount":%d}' % (vector, types, reply.prompt_tokens)


class OlderTitanEmbedding(TitanEmbedding):
    """InvokeModel of Titan's first text embeddings."""

    WIDTH = 1536


class CohereEmbedding(EmbeddingInvocation):
    """InvokeModel of Cohere's embeddings; from version 4 on they tell their type."""

    WIDTH = 1024
    TELLS_TYPE = False

    def wanted(self, body: bytes) -> WantedVectors:
        """See EmbeddingInvocation."""
        asked = msgspec.json.decode(body, type=CohereEmbedRequest)
        is_by_type = self.TELLS_TYPE or asked.embedding_types is not None
        return WantedVectors(asked.texts, asked.output_dimension or 0, is_by_type)

    def json(self, ask: VectorsAsk, reply: Reply) -> bytes:
        """See EmbeddingInvocation."""
        vectors, kind = b"[%b]" % b",".join(ask.vectors), b"embeddings_floats"
        if ask.wanted.is_by_type:
            vectors, kind = b'{"float":%b}' % vectors, b"embeddings_by_type"
        layout = b'{"id":"%b","texts":%b,"embeddings":%b,"response_type":"%b"}'
        return layout % (uuid(reply.digest), self._texts(ask.wanted.texts), vectors, kind)

    def _texts(self, texts: Sequence[str]) -> bytes:
        """Return the texts as they are told again: version 3 has them in lower case."""
        told: Any = texts if self.TELLS_TYPE else [one.lower() for one in texts]
        return _encode(told)


class NewerCohereEmbedding(CohereEmbedding):
    """InvokeModel of Cohere's embeddings from version 4 on."""

    WIDTH = 1536
    TELLS_TYPE = True


class NovaEmbedding(EmbeddingInvocation):
    """InvokeModel of Nova's embeddings, of texts alone."""

    WIDTH = 3072

    def wanted(self, body: bytes) -> WantedVectors:
        """See EmbeddingInvocation."""
        asked = msgspec.json.decode(body, type=NovaEmbedRequest).single_embedding_params
        return WantedVectors((asked.text.value,), asked.embedding_dimension or 0)

    def json(self, ask: VectorsAsk, reply: Reply) -> bytes:
        """See EmbeddingInvocation."""
        return b'{"embeddings":[{"embeddingType":"TEXT","embedding":%b}]}' % ask.vectors[0]
