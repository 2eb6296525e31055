"""The key that a request bears in its `Authorization`, as most vendors have it."""

from __future__ import annotations

from sanic_mock.dialects.request_head import RequestHead

FIELD = "authorization"
SCHEME = "bearer "


def key_of(head: RequestHead) -> str:
    """Return the key that a request bears, "" for none."""
    authorization = head.field(FIELD) or ""
    if authorization[: len(SCHEME)].lower() != SCHEME:
        return ""
    return authorization[len(SCHEME) :].strip()
