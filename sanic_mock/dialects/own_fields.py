"""Header fields of sanic-mock's own, which it reads of every vendor's requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.refusal import ON_DEMAND, Refusal

MODE, ERROR = "x-mock-mode", "x-mock-error"
FIELDS = (MODE, ERROR)

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    MODE: ("strict", "lenient"),
    ERROR: tuple(ON_DEMAND),
}


class WrongField(NamedTuple):
    """A field with a value that it cannot have, and those that it can."""

    name: str
    value: str
    allowed: tuple[str, ...]


def mode(head: RequestHead, default: str) -> str:
    """Return whether a request is answered strictly: its own wish, or the server's."""
    return head.field(MODE) or default


def wrong(head: RequestHead) -> WrongField | None:
    """Return the first of our fields whose value means nothing, None where all are right."""
    for name, allowed in _ALLOWED.items():
        value = head.field(name)
        if value is not None and value not in allowed:
            return WrongField(name, value, allowed)
    return None


def demanded(head: RequestHead) -> Refusal | None:
    """Return the error that a request asks for, None for one that wants an answer."""
    name = head.field(ERROR)
    return None if name is None else ON_DEMAND[name]
