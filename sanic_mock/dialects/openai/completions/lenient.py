"""Reads a request as far as it can be made out; what does not fit is as if it were not there."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai.completions.request import LenientCompletionRequest
from sanic_mock.dialects.openai.completions.validation import LAST_TOKEN
from sanic_mock.dialects.openai.fitting import fitted, read_storable


def read(body: bytes, any_model: str) -> LenientCompletionRequest:
    """Return a request.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named.

    Raises:
        Problem: it is no JSON object.
        Lengthy: it is too much for the event loop.
    """
    sent = read_storable(body)
    name, prompt = sent.pop("model", None), _prompts(sent.pop("prompt", None))
    known = {**sent, "model": name if isinstance(name, str) and name else any_model}
    request: LenientCompletionRequest = fitted(known, LenientCompletionRequest)
    request.prompt = prompt
    return request


def _prompts(given: Any) -> Any:
    """Return prompts that are all of one kind: texts, tokens, or lists of them."""
    if not isinstance(given, list):
        return given if isinstance(given, str) else None
    if texts := [one for one in given if isinstance(one, str)]:
        return texts
    lists = (_tokens(one) for one in given if isinstance(one, list))
    return [one for one in lists if one] or _tokens(given) or None


def _tokens(given: list[Any]) -> list[int]:
    return [one for one in given if type(one) is int and 0 <= one <= LAST_TOKEN]
