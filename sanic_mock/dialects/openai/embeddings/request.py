"""An embeddings request: one typed pass, explained in OpenAI's words where it fails."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.embeddings import errors as embeddings_errors
from sanic_mock.dialects.openai.models import Embedding, purpose, row_of
from sanic_mock.dialects.openai.validation import read_object, unknown
from sanic_mock.engine.embedding import MOST_DIMENSIONS
from sanic_mock.errors import Problem

# A text, texts, tokens, or arrays of tokens; which of them, `inputs` finds out.
Input = str | list[str | int | list[int]]

# Of a model that nobody knows.
_ANY = Embedding(1536, MOST_DIMENSIONS)


class LenientEmbeddingRequest(Struct, gc=False):
    """What the answer depends on, and nothing else is looked at."""

    model: str
    input: Input
    encoding_format: str | None = None
    dimensions: int | None = None


class EmbeddingRequest(Struct, gc=False, forbid_unknown_fields=True):
    """CreateEmbeddingRequest of the OpenAPI document."""

    model: str
    input: Input
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = None
    user: str | None = None


decode = msgspec.json.Decoder(EmbeddingRequest).decode
decode_loose = msgspec.json.Decoder(LenientEmbeddingRequest).decode


def check_purpose(name: str) -> None:
    """Refuse a model that makes no vectors; a name nobody knows makes some."""
    if purpose(name) not in (None, "embedding"):
        raise embeddings_errors.wrong_model()


def dimensions(request: EmbeddingRequest | LenientEmbeddingRequest, *, is_strict: bool) -> int:
    """Return how many numbers each vector of an answer has.

    Raises:
        Problem: the model has no such vectors; where not strict, nothing here could make them.
    """
    model, wanted = row_of(request.model).embedding or _ANY, request.dimensions
    if wanted is None:
        return model.dimensions
    most = model.most if is_strict else MOST_DIMENSIONS
    if not most:
        raise embeddings_errors.fixed_dimensions()
    if wanted < 1:
        raise embeddings_errors.too_few_dimensions(wanted)
    if wanted > most:
        raise embeddings_errors.too_many_dimensions(wanted, most)
    return wanted


def explain(body: bytes, *, is_strict: bool) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    if is_strict and (name := unknown(request, EmbeddingRequest.__struct_fields__)) is not None:
        return errors.unrecognized(name)
    if not request.get("model"):
        return errors.no_model()
    if "input" not in request:
        return errors.missing("input")
    return _wrong_type(request)


def _wrong_type(request: dict[str, Any]) -> Problem:
    if not isinstance(request["model"], str):
        return embeddings_errors.bad_shape("model")
    if not isinstance(request.get("encoding_format"), str | None):
        return embeddings_errors.bad_shape("encoding_format")
    if request.get("encoding_format") not in (None, "float", "base64"):
        return embeddings_errors.bad_format(request["encoding_format"])
    if type(request.get("dimensions")) not in (int, type(None)):
        return embeddings_errors.bad_shape("dimensions")
    if not isinstance(request.get("user"), str | None):
        return embeddings_errors.bad_shape("user")
    return embeddings_errors.bad_shape("input")
