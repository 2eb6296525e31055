"""Reads a request that is not plain: what the specification allows, and what may follow what."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.openai import metadata
from sanic_mock.dialects.openai.chat import errors, history, lenient
from sanic_mock.dialects.openai.chat.request import ChatRequest, Received, decode
from sanic_mock.dialects.openai.chat.validation import explain
from sanic_mock.dialects.openai.schemas import decoded


class _Messages(msgspec.Struct):
    messages: list[Any]


_messages = msgspec.json.Decoder(_Messages).decode


def read(body: bytes, *, is_strict: bool) -> Received:
    """Read a request with all that few use.

    Raises:
        Problem: what is wrong with it; where not strict, only if it cannot be made out at all.
    """
    try:
        request = decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        if is_strict:
            raise explain(body, str(refused)) from None
        return lenient.read(body)
    if is_strict:
        history.check(request.messages)
        _check_metadata(request)
    return Received(request, _messages(body).messages if request.store else ())


def _check_metadata(request: ChatRequest) -> None:
    pairs = decoded(bytes(request.metadata)) if len(request.metadata) else None
    if pairs is None:
        return
    if problem := metadata.check("metadata", pairs):
        raise problem
    if pairs and not request.store:
        raise errors.metadata_without_store()
