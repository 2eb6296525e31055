"""Reads a request that is not plain, strictly or as far as it can be made out."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.lenient import read_leniently
from sanic_mock.dialects.anthropic.messages.request import (
    MessagesRequest,
    Turn,
    decode,
)
from sanic_mock.dialects.anthropic.messages.validation import explained
from sanic_mock.dialects.unreadable import UNREADABLE


def read(body: bytes, any_model: str, *, is_strict: bool) -> MessagesRequest:
    """Read a request.

    Args:
        body: the request's body.
        any_model: the model that answers where none is named, if not strict.
        is_strict: whether to refuse what Anthropic refuses.

    Raises:
        Problem: what is wrong with it; where not strict, only if it cannot be made out at all.
    """
    try:
        request = decode(body)
    except UNREADABLE as refused:
        problem = explained(body, str(refused))
        if is_strict:
            raise problem from None
        found = read_leniently(body, any_model)
        if found is None:
            raise problem from None
        return found
    if request.thread is not None and request.thread.type == "continue":
        raise errors.no_thread(request.thread.previous_message_id or "")
    if not is_strict and not request.messages:
        return msgspec.structs.replace(request, messages=[Turn("user", "")])
    return request
