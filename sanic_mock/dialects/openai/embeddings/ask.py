"""What an embedding is asked for."""

from __future__ import annotations

from sanic_mock.engine.ask import Ask


class EmbeddingAsk(Ask, gc=False, kw_only=True):
    """The Ask of an embedding.

    Attributes:
        vectors: the JSON of the answer's `data`, without its opening bracket.
    """

    vectors: bytes
