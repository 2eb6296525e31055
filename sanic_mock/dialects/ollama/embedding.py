"""Vectors: `/api/embed`, and `/api/embeddings`, which it has superseded [ollama-2026].

They are made while a request is read; all that is left for the answer is its layout.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.ollama.endpoint import OllamaDialect
from sanic_mock.dialects.ollama.listing import JSON
from sanic_mock.dialects.ollama.request import EmbedBody, OlderEmbedBody, read
from sanic_mock.dialects.ollama.served_models import width_of
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.embedding import PRINTED_US, embedder, expect
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Reply
from sanic_mock.settings import Settings

_BILL = b',"total_duration":%d,"load_duration":%d,"prompt_eval_count":%d'


class VectorAsk(Ask, gc=False):
    """The Ask of vectors.

    Attributes:
        vectors: their numbers, as in an array of JSON.
    """

    vectors: tuple[bytes, ...] = ()


class OllamaEmbedding(OllamaDialect[VectorAsk]):
    """A way of asking for vectors.

    Args:
        settings: what the server was asked to be.
        is_older: whether one text is asked about, as it once was.
    """

    NAME = "embeddings"

    def __init__(self, settings: Settings, *, is_older: bool) -> None:
        super().__init__(settings)
        self._kind: type[EmbedBody] | type[OlderEmbedBody]
        self._kind = OlderEmbedBody if is_older else EmbedBody

    def parse(self, body: bytes) -> VectorAsk:
        """Read a request, and make its vectors.

        Raises:
            Problem: what Ollama would refuse.
            RefusedError: they are more than an answer has.
            Lengthy: they are too many for the event loop.
        """
        request = read(body, self._kind)
        self._models.check(request.model)
        texts, width = _texts(request), width_of(request.model)
        size = min(request.dimensions or width, width)
        expect(len(texts) * size, PRINTED_US)
        vectors = embedder(request.model, width)
        tokens = sum(map(counter(), texts))
        made = tuple(vectors.printed(text, size) for text in texts)
        return VectorAsk(self._model or request.model, tokens, 0, vectors=made)

    def whole(self, ask: VectorAsk, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        vectors = [b"[%b]" % one for one in ask.vectors]
        if self._kind is OlderEmbedBody:
            body = b'{"embedding":%b}' % (vectors[0] if vectors else b"[]")
        else:
            told = msgspec.json.encode(ask.model), b",".join(vectors), _bill(ask, reply)
            body = b'{"model":%b,"embeddings":[%b]%b}' % told
        return Whole(200, date_field(now_s) + JSON, body)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect; nothing is streamed."""
        return event


def _texts(request: EmbedBody | OlderEmbedBody) -> Sequence[str]:
    """Return the texts that are asked about; raises Problem where they are none."""
    given = request.input
    texts = given if isinstance(given, list) else [given] if given else []
    if not all(isinstance(one, str) for one in texts):
        raise errors.bad("invalid input type")
    return texts


def _bill(ask: VectorAsk, reply: Reply) -> bytes:
    """Return what an answer bills, and its times in nanoseconds; nothing where it has nothing."""
    if not ask.vectors:
        return b""
    total_ns = max(2, reply.first_ns)
    return _BILL % (total_ns, max(1, total_ns // 10), ask.prompt_tokens)
