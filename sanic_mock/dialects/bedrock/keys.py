"""Keys: a bearer token, or the access key that a signature names, which is not verified."""

from __future__ import annotations

import re
from collections.abc import Collection

from sanic_mock.dialects import bearer
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem

FIELD = bearer.FIELD
_SIGNED = re.compile(r"AWS4-[A-Z0-9-]+ +(?:.*[ ,])?Credential=([^/, ]+)")


def key_of(head: RequestHead) -> str:
    """Return the key that a request bears, "" for none."""
    signed = _SIGNED.match(head.field(FIELD) or "")
    return bearer.key_of(head) if signed is None else signed[1]


def refusal(head: RequestHead, keys: Collection[str]) -> Problem | None:
    """Return why a key is not let in, or None; where there are no keys, everybody is."""
    if not keys or key_of(head) in keys:
        return None
    return errors.bad_key() if head.field(FIELD) else errors.no_key()
