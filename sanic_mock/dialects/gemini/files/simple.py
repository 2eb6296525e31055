"""Uploads that come in one request: a file alone, or behind what is told of it [gemini-2026]."""

from __future__ import annotations

from typing import Any, NamedTuple

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.files.upload_head import KIND, MEDIA_TYPE
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import DEVELOPERS
from sanic_mock.dialects.multipart import read_parts
from sanic_mock.dialects.operation import Call
from sanic_mock.engine.json_size import check_size

Json = dict[str, Any]

_PARTS = 2


class WholeUpload(NamedTuple):
    """A file with what is told of it.

    Attributes:
        metadata: the members of its object that its client may set.
        media_type: what it is, where they do not say; None for nothing.
        content: its bytes.
    """

    metadata: Json
    media_type: str | None
    content: bytes


def read_raw(call: Call) -> WholeUpload:
    """Return the file that a body is."""
    media_type = call.head.field(KIND) or call.head.field(MEDIA_TYPE)
    return WholeUpload({}, media_type, call.body)


def read_multipart(call: Call) -> WholeUpload:
    """Return the file in the second of two parts, of which the first tells of it.

    Raises:
        GeminiProblem: there are no two parts, or the first is no such object.
    """
    try:
        parts = read_parts(call.body)
    except ValueError:
        parts = []
    if len(parts) != _PARTS:
        raise errors.wrong_argument(  # worded by analogy
            "A multipart upload has two parts: metadata in JSON, and media."
        )
    told, media = parts
    return WholeUpload(read_metadata(told.content, call), media.media_type or None, media.content)


def read_metadata(told: bytes, call: Call) -> Json:
    """Return what an upload tells of its file; raises GeminiProblem for what is no such object."""
    check_size(told)
    asked = read(told, "CreateFileRequest", DEVELOPERS, is_strict=call.is_strict)
    found: Json = asked.get("file", {})
    return found
