"""What a model of embeddings does not take, and which models make none."""

from __future__ import annotations

from sanic_mock.dialects.openai.embeddings import errors
from sanic_mock.dialects.openai.embeddings.request import EmbeddingRequest, LenientEmbeddingRequest
from sanic_mock.dialects.openai.models import Embedding, purpose, row_of
from sanic_mock.engine.vector_sizes import MOST_DIMENSIONS

# Of a model that nobody knows.
_ANY = Embedding(1536, MOST_DIMENSIONS)


def check_purpose(name: str) -> None:
    """Refuse a model that makes no vectors; a name nobody knows makes some."""
    if purpose(name) not in (None, "embedding"):
        raise errors.wrong_model()


def dimensions(request: EmbeddingRequest | LenientEmbeddingRequest, *, is_strict: bool) -> int:
    """Return how many numbers each vector of an answer has.

    Raises:
        Problem: the model has no such vectors; where not strict, a number that nothing here could
            make is as if it were not there.
    """
    model, wanted = row_of(request.model).embedding or _ANY, request.dimensions
    if wanted is None:
        return model.dimensions
    if not is_strict:
        return wanted if 1 <= wanted <= MOST_DIMENSIONS else model.dimensions
    most = model.most
    if wanted < 1:
        raise errors.too_few_dimensions(wanted)
    if not most:
        raise errors.fixed_dimensions()
    if wanted > most:
        raise errors.too_many_dimensions(wanted, most)
    return wanted
