"""Probabilities of tokens as JSON, from parts that are kept: tokens and values recur."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from sanic_mock.engine.reply import Logprob

KNOWN_TOKENS = 8192
KNOWN_VALUES = 32_768

_encode = msgspec.json.Encoder().encode


def rendered(entries: Sequence[Logprob]) -> bytes:
    """Return the `logprobs` of a choice that told them."""
    return b'{"content":[%b],"refusal":null}' % b",".join(map(_entry, entries))


def _entry(one: Logprob) -> bytes:
    top = b",".join([_known(token) % _number(value) + b"}" for token, value in one.top])
    return _known(one.token) % _number(one.logprob) + b',"top_logprobs":[%b]}' % top


@lru_cache(KNOWN_TOKENS)
def _known(token: str) -> bytes:
    """Return a token's object, open and with a place for its value."""
    text = _encode(token).replace(b"%", b"%%")
    return b'{"token":%b,"logprob":%%b,"bytes":%b' % (text, _encode(list(token.encode())))


@lru_cache(KNOWN_VALUES)
def _number(value: float) -> bytes:
    return _encode(value)
