"""Why OpenAI would refuse a request for embeddings: the first error, in its words."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.embeddings import errors as embeddings_errors
from sanic_mock.dialects.openai.embeddings.request import EmbeddingRequest
from sanic_mock.dialects.openai.validation import read_object, unknown
from sanic_mock.errors import Problem


def explain(body: bytes) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    if (name := unknown(request, EmbeddingRequest.__struct_fields__)) is not None:
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
    dimensions = request.get("dimensions")
    if type(dimensions) is int and dimensions < 1:
        return embeddings_errors.too_few_dimensions(dimensions)
    if request.get("encoding_format") not in (None, "float", "base64"):
        return embeddings_errors.bad_format(request["encoding_format"])
    if type(dimensions) not in (int, type(None)):
        return embeddings_errors.bad_shape("dimensions")
    if not isinstance(request.get("user"), str | None):
        return embeddings_errors.bad_shape("user")
    return embeddings_errors.bad_shape("input")
