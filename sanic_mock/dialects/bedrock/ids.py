"""Identifiers in Bedrock's forms, unique in this process and across workers."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from sanic_mock.dialects.ids import unique
from sanic_mock.engine.draws import more

_BYTES = 16


def tool_use_id(digest: bytes, number: int) -> bytes:
    """Return the id of one call: `tooluse_` and 16 bytes in base64, without its end."""
    drawn = unique(more(digest, b"tooluse.%d" % (number % 10_000)))[:_BYTES]
    return b"tooluse_" + urlsafe_b64encode(drawn).rstrip(b"=")
