"""Header fields of Bedrock's answers [bedrock-2026]; length and connection are the writer's."""

from __future__ import annotations

from sanic_mock.dialects.bedrock.event_stream import CONTENT_TYPE
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import uuid

JSON = b"application/json"
EVENTS = CONTENT_TYPE

_FIELDS = b"%bContent-Type: %b\r\nx-amzn-RequestId: %b\r\n"


def fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return the header lines that every answer has."""
    return _FIELDS % (date_field(now_s), content_type, uuid(digest))
