"""Requests as far as they can be made out, for who is not to be refused."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, Turn
from sanic_mock.dialects.unreadable import UNREADABLE

MOST_TOKENS = 4096  # of an answer whose request says nothing of it
_KEPT = frozenset(MessagesRequest.__struct_fields__)
_convert = msgspec.convert


def read_leniently(body: bytes, any_model: str) -> MessagesRequest | None:
    """Return a request without what of it means nothing; None where it is no JSON object."""
    try:
        asked = msgspec.json.decode(body)
    except UNREADABLE:
        return None
    return of_members(asked, any_model) if isinstance(asked, dict) else None


def of_members(asked: dict[str, Any], any_model: str) -> MessagesRequest:
    """Return a request that is made of members, as far as they mean something."""
    model, limit = asked.get("model"), asked.get("max_tokens")
    found: dict[str, Any] = {
        "model": model if isinstance(model, str) and model else any_model,
        "max_tokens": limit if type(limit) is int and limit > 0 else MOST_TOKENS,
        "messages": [],
    }
    for name in _KEPT - set(found):
        if name in asked and _is_right(name, asked[name], found):
            found[name] = asked[name]
    request = _convert(found, MessagesRequest)
    given = asked.get("messages")
    turns = [turn for one in given if (turn := _turn(one))] if isinstance(given, list) else []
    request.messages = turns or [Turn("user", "")]
    return request


def _is_right(name: str, value: Any, found: dict[str, Any]) -> bool:
    try:
        _convert({**found, name: value}, MessagesRequest)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


def _turn(given: Any) -> Turn | None:
    """Return a message; of one that cannot be read, its texts."""
    try:
        return _convert(given, Turn)
    except (msgspec.ValidationError, RecursionError):
        pass
    if not isinstance(given, dict):
        return None
    role = given.get("role") if given.get("role") in ("assistant", "system") else "user"
    return _convert({"role": role, "content": _texts(given.get("content"))}, Turn)


def _texts(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    told = (one.get("text") for one in parts if isinstance(one, dict))
    return "\n".join(one for one in told if isinstance(one, str))
