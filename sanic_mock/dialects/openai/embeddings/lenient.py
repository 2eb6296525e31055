"""Reads a request as far as it can be made out; what does not fit is as if it were not there."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.embeddings.request import LenientEmbeddingRequest
from sanic_mock.dialects.openai.fitting import fitted, storable
from sanic_mock.dialects.openai.validation import read_object
from sanic_mock.engine.offload import takes

LAST_TOKEN = 100_276
# What each item of a body takes, measured on one machine and rounded up.
_ITEM_US = 4


def read(body: bytes, any_model: str) -> LenientEmbeddingRequest:
    """Return a request.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named.

    Raises:
        Problem: it is no JSON object, or has no text.
        Lengthy: it is too much for the event loop.
    """
    takes(body.count(b",") * _ITEM_US)
    sent = storable(read_object(body))
    name, given = sent.pop("model", None), _inputs(sent.pop("input", None))
    if given is None:
        raise errors.missing("input")
    known = {**sent, "model": name if isinstance(name, str) and name else any_model, "input": ""}
    request: LenientEmbeddingRequest = fitted(known, LenientEmbeddingRequest)
    request.input = given
    return request


def _inputs(given: Any) -> Any:
    """Return inputs that are all of one kind: texts, tokens, or lists of them; None for none."""
    if isinstance(given, str):
        return given
    if not isinstance(given, list):
        return None
    if not given:
        return given
    if texts := [one for one in given if isinstance(one, str)]:
        return texts
    lists = [_tokens(one) for one in given if isinstance(one, list)]
    return lists or _tokens(given) or None


def _tokens(given: list[Any]) -> list[int]:
    return [one for one in given if type(one) is int and 0 <= one <= LAST_TOKEN]
