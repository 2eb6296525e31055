"""Embeddings: texts to vectors, in OpenAI's layout.

The vectors are made while a request is read; all that is left for the answer are its usage and its
head. Key order and layout, those since June 2026: [replay-2026].
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from typing import Self

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai.embeddings import errors, lenient
from sanic_mock.dialects.openai.embeddings.ask import EmbeddingAsk
from sanic_mock.dialects.openai.embeddings.constraints import check_purpose, dimensions
from sanic_mock.dialects.openai.embeddings.inputs import Inputs
from sanic_mock.dialects.openai.embeddings.layouts import Layouts, OneLine
from sanic_mock.dialects.openai.embeddings.request import (
    EmbeddingRequest,
    Input,
    LenientEmbeddingRequest,
    decode,
    decode_lenient,
)
from sanic_mock.dialects.openai.embeddings.validation import explain
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.http import EMBEDDINGS, JSON
from sanic_mock.dialects.openai.known_models import KnownModels
from sanic_mock.dialects.openai.live_limits import head_of
from sanic_mock.dialects.openai.models import row_of
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.embedding import MOST_NUMBERS, PACKED_US, PRINTED_US, Embedder, embedder
from sanic_mock.engine.offload import takes
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.tokens import CL100K

KNOWN_MODELS = 256


class Embeddings(Endpoint[EmbeddingAsk]):
    """The embeddings endpoint of one worker."""

    ENCODING = CL100K
    ANY_MODEL = "text-embedding-3-small"
    NAME = "embeddings"
    REHEARSAL = (
        b'{"model":"text-embedding-3-small","input":["Hello"]}',
        b'{"model":"text-embedding-3-large","input":[[1,2]],"encoding_format":"base64"}',
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._model = state.settings.model
        self._models: KnownModels[str] = KnownModels(state.settings, str, check_purpose)
        self._inputs = Inputs(is_strict=True)
        self._head = head_of(state.settings, EMBEDDINGS)
        self._layouts = Layouts(wire_of(state.settings).embeddings)

    def lenient(self) -> Self:
        """See Endpoint."""
        other = super().lenient()
        other._models = self._models.unchecked(self.any_model)
        other._inputs = Inputs(is_strict=False)
        return other

    def parse(self, body: bytes) -> EmbeddingAsk:
        """Read a request, and make its vectors.

        Raises:
            Problem: what OpenAI would answer to a body it refuses, or more vectors than are made.
            Lengthy: they are too many for the event loop.
        """
        request = self._decoded(body)
        name = self._models[request.model]
        size = dimensions(request, is_strict=self.is_strict)
        is_packed = request.encoding_format == "base64"
        takes(_count(request.input) * size * (PACKED_US if is_packed else PRINTED_US))
        texts, tokens = self._inputs.read(request.input)
        if len(texts) * size > MOST_NUMBERS:
            raise errors.too_many_numbers(len(texts) * size, MOST_NUMBERS)
        render = _packed if is_packed else _printed
        vectors = render(embedder(name, size), texts, size, self._layouts.of(name))
        return EmbeddingAsk(self._model or name, tokens, 0, vectors=vectors)

    def whole(self, ask: EmbeddingAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        name, tokens = _named(ask.model), reply.prompt_tokens
        layout = self._layouts.of(ask.model)
        fields = self._head.fields(JSON, now_s, reply) + layout.fields(name)
        return Whole(200, fields, layout.body(ask.vectors, name, tokens))

    def _decoded(self, body: bytes) -> EmbeddingRequest | LenientEmbeddingRequest:
        if not self.is_strict:
            return self._forgiven(body)
        try:
            return decode(body)
        except UNREADABLE:
            raise explain(body) from None

    def _forgiven(self, body: bytes) -> LenientEmbeddingRequest:
        """Return a request that is refused little; most are texts and nothing strange."""
        try:
            request = decode_lenient(body)
        except UNREADABLE:
            return lenient.read(body, self.any_model)
        is_text = isinstance(request.input, str) or {str} == set(map(type, request.input))
        return request if is_text and request.model else lenient.read(body, self.any_model)


def _count(given: Input) -> int:
    """Return how many vectors an input will get, if it is not refused."""
    is_one = isinstance(given, str) or (given and isinstance(given[0], int))
    return 1 if is_one else len(given)


def _packed(vectors: Embedder, texts: Iterable[str], size: int, layout: OneLine) -> bytes:
    packed = (b2a_base64(vectors.packed(text, size), newline=False) for text in texts)
    return layout.items(b'"%b"' % one for one in packed)


def _printed(vectors: Embedder, texts: Iterable[str], size: int, layout: OneLine) -> bytes:
    return layout.items(layout.array(vectors.printed(text, size)) for text in texts)


@lru_cache(KNOWN_MODELS)
def _named(model: str) -> bytes:
    """Return the name in JSON of the model that answers."""
    return msgspec.json.encode(row_of(model).snapshot or model)
