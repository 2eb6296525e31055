"""Embeddings of Gemini's models, in OpenAI's shape."""

from __future__ import annotations

from binascii import b2a_base64
from typing import Any

from msgspec import Raw

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.compatible.answers import printed
from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
from sanic_mock.dialects.gemini.compatible.members import EMBEDDINGS
from sanic_mock.dialects.gemini.embeddings import EmbeddedAsk
from sanic_mock.dialects.gemini.models import ANY_EMBEDDER, traits
from sanic_mock.engine.embedding import PACKED_US, PRINTED_US, Embedder, embedder, expect
from sanic_mock.engine.reply import Reply

Json = dict[str, Any]


class CompatibleEmbeddings(CompatibleEndpoint[EmbeddedAsk]):
    """Vectors of texts, which are made while a request is read."""

    NAME = "embeddings"
    METHOD = "embedContent"
    MESSAGE = EMBEDDINGS
    EMBEDS = True
    any_model = ANY_EMBEDDER

    def parse(self, body: bytes) -> EmbeddedAsk:
        """Read a request, and make its vectors.

        Raises:
            GeminiProblem: what Gemini would answer to a body it refuses.
            RefusedError: they are more than an answer has.
            Lengthy: they are too many for the event loop.
        """
        asked = self._read(body)
        model, texts = self._model(asked), _texts(asked.get("input"))
        if not texts:
            raise errors.wrong_argument("* BatchEmbedContentsRequest.requests: is not specified\n")
        width = traits(model).width
        size = asked.get("dimensions", width)
        if not 1 <= size <= width:
            raise errors.wrong_size(width)
        is_packed = asked.get("encoding_format") == "base64"
        expect(len(texts) * size, PACKED_US if is_packed else PRINTED_US)
        render = _packed if is_packed else _numbers
        vectors = embedder(model, width)
        made = tuple(render(vectors, text, size) for text in texts)
        tokens = sum(map(self._kitchen.prompts.count, texts))
        return EmbeddedAsk(self._kitchen.settings.model or model, tokens, 0, vectors=made)

    def whole(self, ask: EmbeddedAsk, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        fields = self._head.fields("openai", now_s, reply.first_ns)
        tokens = reply.prompt_tokens
        answer: Json = {
            "data": [
                {"embedding": Raw(vector), "index": place, "object": "embedding"}
                for place, vector in enumerate(ask.vectors)
            ],
            "model": ask.model,
            "object": "list",
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
        return Whole(200, fields, printed(answer))


def _texts(given: Any) -> list[str]:
    """Return the texts of an input; what is none is passed over."""
    texts = given if isinstance(given, list) else [given]
    return [one for one in texts if isinstance(one, str)]


def _numbers(vectors: Embedder, text: str, size: int) -> bytes:
    return b"[%b]" % vectors.printed(text, size)


def _packed(vectors: Embedder, text: str, size: int) -> bytes:
    return b'"%b"' % b2a_base64(vectors.packed(text, size), newline=False)
