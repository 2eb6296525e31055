"""embedContent, batchEmbedContents and Vertex AI's predict: texts to vectors [gemini-2026].

The vectors are made while a request is read; all that is left for the answer is its layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.endpoint import GeminiEndpoint
from sanic_mock.dialects.gemini.layout import WHOLE
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.turns import turn
from sanic_mock.dialects.gemini.usage import details
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.embedding import PRINTED_US, embedder, expect
from sanic_mock.engine.reply import Reply

Json = dict[str, Any]

MOST_REQUESTS = 100
# It stands for a vector's numbers: a letter of nobody's.
_VALUES = "\ue000"
_MESSAGES = {
    "embedContent": "EmbedContentRequest",
    "batchEmbedContents": "BatchEmbedContentsRequest",
    "predict": "PredictRequest",
}


class _Item(NamedTuple):
    """One text, and how many numbers its vector is to have; 0 for as many as usual."""

    text: str
    size: int


class EmbeddedAsk(Ask, gc=False):
    """The Ask of vectors.

    Attributes:
        vectors: their numbers, as in an array of JSON.
        counts: tokens of each text.
        letters: of all texts, but for what is blank.
    """

    vectors: tuple[bytes, ...] = ()
    counts: tuple[int, ...] = ()
    letters: int = 0


class Embed(GeminiEndpoint[EmbeddedAsk]):
    """Vectors of one model."""

    NAME = "embeddings"
    EMBEDS = True

    def parse(self, body: bytes) -> EmbeddedAsk:
        """Read a request, and make its vectors.

        Raises:
            GeminiProblem: what Gemini would answer to a body it refuses.
            RefusedError: they are more than an answer has.
            Lengthy: they are too many for the event loop.
        """
        message = _MESSAGES[self._method]
        asked = read(body, message, self._surface, is_strict=self._is_strict)
        items = self._items(asked)
        width = traits(self.model).width
        sizes = [self._size(one.size, width) for one in items]
        expect(sum(sizes), PRINTED_US)
        vectors = embedder(self.model, width)
        printed = [vectors.printed(one.text, size) for one, size in zip(items, sizes, strict=True)]
        counts = tuple(self._kitchen.prompts.count(one.text) for one in items)
        letters = sum(len("".join(one.text.split())) for one in items)
        return EmbeddedAsk(
            self._model, sum(counts), 0, vectors=tuple(printed), counts=counts, letters=letters
        )

    def whole(self, ask: EmbeddedAsk, reply: Reply, now_s: int) -> Whole:
        """See GeminiEndpoint."""
        start, *parts = (WHOLE.printed(self._content(ask)) + b"\n").split(f'"{_VALUES}"'.encode())
        written = [start]
        for vector, part in zip(ask.vectors, parts, strict=True):
            indent = written[-1].rpartition(b"\n")[2]
            written += vector.replace(b",", b",\n" + indent), part
        fields = self._head.fields("counted", now_s, reply.first_ns)
        return Whole(200, fields, b"".join(written))

    def _content(self, ask: EmbeddedAsk) -> Json:
        """Return the answer, with a mark for each vector."""
        values = {"values": [_VALUES]}
        if self._method == "predict":
            predictions = [
                {"embeddings": values | {"statistics": {"token_count": one, "truncated": False}}}
                for one in ask.counts
            ]
            told = {"billableCharacterCount": ask.letters}
            return {"predictions": predictions, "metadata": told}
        if self._method == "embedContent":
            return {"embedding": values} | self._usage(ask)
        return {"embeddings": [values] * len(ask.vectors)} | self._usage(ask)

    def _usage(self, ask: EmbeddedAsk) -> Json:
        tokens = ask.prompt_tokens
        if self._surface.is_vertex:
            told = {"promptTokenCount": tokens, "promptTokensDetails": details(tokens)}
            return {"usageMetadata": told | {"totalTokenCount": tokens}}
        if not traits(self.model).tells_usage:
            return {}
        told = {"promptTokenCount": tokens, "promptTokenDetails": details(tokens)}
        return {"usageMetadata": told}

    def _items(self, asked: Json) -> Sequence[_Item]:
        """Return the texts of a request; raises GeminiProblem where there is none."""
        if self._method == "predict":
            size = (asked.get("parameters") or {}).get("outputDimensionality", 0)
            given = asked.get("instances", ())
            items = [_Item(str(one.get("content", "")), _whole(size)) for one in given]
        else:
            given = asked.get("requests", ()) if self._method != "embedContent" else [asked]
            items = [_item(one) for one in given]
        if not items:
            raise errors.wrong_argument("* BatchEmbedContentsRequest.requests: is not specified\n")
        if len(items) > MOST_REQUESTS and self._is_strict:
            raise errors.wrong_argument(
                "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n"
            )
        return items

    def _size(self, size: int, width: int) -> int:
        if self._is_strict and size and not 1 <= size <= width:
            raise errors.wrong_size(width)
        return size if 1 <= size <= width else width


def _item(asked: Json) -> _Item:
    config = asked.get("embedContentConfig", {})
    size = asked.get("outputDimensionality") or config.get("outputDimensionality", 0)
    return _Item(" ".join(turn(asked.get("content", {})).texts), size)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
