"""Keys: whether a request is let in with the one that it has."""

from __future__ import annotations

from collections.abc import Collection

from sanic_mock.dialects.bearer import FIELD, SCHEME, key_of
from sanic_mock.dialects.openai import gateway_errors
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem


def refusal(head: RequestHead, keys: Collection[str], no_key: Problem) -> Problem | None:
    """Return why a key is not let in, or None.

    Args:
        head: the request's head.
        keys: those that are; none lets everybody in.
        no_key: what is told where there is no key at all.
    """
    if not keys:
        return None
    if not head.field(FIELD):
        return no_key
    if key_of(head) in keys:
        return None
    return gateway_errors.bad_key((head.field(FIELD) or "")[len(SCHEME) :].strip())
