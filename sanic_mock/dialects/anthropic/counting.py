"""Counts what a prompt would bill: `count_tokens`, which answers what answering bills."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.http import JSON, modelless_fields
from sanic_mock.dialects.anthropic.messages import caching
from sanic_mock.dialects.anthropic.messages.attached import attach
from sanic_mock.dialects.anthropic.messages.counting import PromptCount
from sanic_mock.dialects.anthropic.messages.history_validation import check
from sanic_mock.dialects.anthropic.messages.reading import read
from sanic_mock.dialects.anthropic.served_models import ServedModels
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.unreadable import UNREADABLE

_LIMIT = b"64000"  # stands for the member that this route does not have
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_count = PromptCount(is_counted=True)


def count_tokens(state: State, call: Call) -> Whole:
    """Return how many tokens a prompt has."""
    request = read(_with_limit(call), "", is_strict=call.is_strict)
    row = ServedModels(state.settings)[request.model]
    attach(request, state, is_strict=call.is_strict)
    if call.is_strict:
        check(request.messages, is_new=False)
        caching.check(request)
    tokens = _count.rich(request, row.generation)
    fields = modelless_fields(JSON, int(call.now_s), call.digest)
    return Whole(200, fields, b'{"input_tokens":%d}' % tokens)


def _with_limit(call: Call) -> bytes:
    """Return a body with the member that it lacks; one that has it is refused."""
    try:
        members = _members(call.body)
    except UNREADABLE:
        return call.body
    if call.is_strict and (more := next((n for n in _UNTOLD if n in members), None)):
        raise errors.extra(more)
    return msgspec.json.encode(members | {"max_tokens": msgspec.Raw(_LIMIT)})


_UNTOLD = ("max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata")
