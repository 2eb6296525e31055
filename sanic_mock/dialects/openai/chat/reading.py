"""Reads a request that is not plain: what the specification allows, and what may follow what."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.openai import metadata
from sanic_mock.dialects.openai.chat import lenient, sentences, turns
from sanic_mock.dialects.openai.chat.faults import explain
from sanic_mock.dialects.openai.chat.request import ChatRequest, decode
from sanic_mock.dialects.openai.schemas import decoded


class Reading(NamedTuple):
    """A request, and its messages as they came where the answer is to be stored."""

    request: ChatRequest
    said: list[Any] | None


class _Said(msgspec.Struct):
    messages: list[Any]


_said = msgspec.json.Decoder(_Said).decode


def read(body: bytes, *, is_strict: bool) -> Reading:
    """Read a request with all that few use.

    Raises:
        Problem: what is wrong with it; where not strict, only if it cannot be made out at all.
    """
    try:
        request = decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        if is_strict:
            raise explain(body, str(refused)) from None
        return Reading(*lenient.read(body))
    if is_strict:
        turns.check(request.messages)
        _check_kept(request)
    return Reading(request, _said(body).messages if request.store else None)


def _check_kept(asked: ChatRequest) -> None:
    pairs = decoded(bytes(asked.metadata)) if len(asked.metadata) else None
    if pairs is None:
        return
    if fault := metadata.check("metadata", pairs):
        raise fault
    if pairs and not asked.store:
        raise sentences.metadata_without_store()
