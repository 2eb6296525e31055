"""Reads a request that is not plain: what the specification allows, and what may follow what."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.openai.chat import history_validation, lenient
from sanic_mock.dialects.openai.chat.combination_validation import check_stored_metadata
from sanic_mock.dialects.openai.chat.request import Received, decode
from sanic_mock.dialects.openai.chat.validation import explain
from sanic_mock.dialects.unreadable import UNREADABLE


class _Messages(msgspec.Struct):
    messages: list[Any]


_messages = msgspec.json.Decoder(_Messages).decode


def read(body: bytes, any_model: str, *, is_strict: bool) -> Received:
    """Read a request with all that few use.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named, if not strict.
        is_strict: whether to refuse what OpenAI refuses.

    Raises:
        Problem: what is wrong with it; where not strict, only if it cannot be made out at all.
    """
    try:
        request = decode(body)
    except UNREADABLE as refused:
        if is_strict:
            raise explain(body, str(refused)) from None
        return lenient.read(body, any_model)
    if is_strict:
        history_validation.check(request.messages)
        check_stored_metadata(request)
    return Received(request, _messages(body).messages if request.store else ())
