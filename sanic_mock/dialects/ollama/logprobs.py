"""Probabilities of tokens, as members of lines and of whole answers [ollama-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.ollama.request import OllamaRequest
from sanic_mock.engine.reply import Logprob

MOST_ALTERNATIVES = 20
_encode = msgspec.json.Encoder().encode


def alternatives(request: OllamaRequest) -> int | None:
    """Return how many alternatives are told for each token; None tells no probabilities.

    Raises:
        Problem: it is no number that is allowed.
    """
    if not 0 <= request.top_logprobs <= MOST_ALTERNATIVES:
        raise errors.bad(f"top_logprobs must be between 0 and {MOST_ALTERNATIVES}")
    return request.top_logprobs if request.logprobs else None


def member(entries: Sequence[Logprob] | None) -> bytes:
    """Return the member that tells them, behind others; nothing where nobody asked."""
    if not entries:
        return b""
    return b',"logprobs":%b' % html_escaped(_encode(list(map(_entry, entries))))


def _entry(one: Logprob) -> dict[str, Any]:
    entry = _token(one.token, one.logprob)
    if one.top:
        entry["top_logprobs"] = [_token(*alternative) for alternative in one.top]
    return entry


def _token(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode())}
