"""Reads a request as far as it can be made out; what does not fit is as if it were not there."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.embeddings.inputs import LAST_TOKEN
from sanic_mock.dialects.openai.embeddings.request import LenientEmbeddingRequest
from sanic_mock.dialects.openai.fitting import fitted, read_storable


def read(body: bytes, any_model: str) -> LenientEmbeddingRequest:
    """Return a request.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named.

    Raises:
        Problem: it is no JSON object, or has no text.
        Lengthy: it is too much for the event loop.
    """
    sent = read_storable(body)
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
