"""Header fields of uploads: what clients say in them, and what they are told [gemini-2026]."""

from __future__ import annotations

from typing import Literal

from sanic_mock.dialects.gemini.head import ALTERNATIVE
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.operation import Call
from sanic_mock.profile.places import NO_TLS
from sanic_mock.settings import Settings

PROTOCOL = "x-goog-upload-protocol"
COMMAND = "x-goog-upload-command"
OFFSET = "x-goog-upload-offset"
KIND = "x-goog-upload-header-content-type"
MEDIA_TYPE = "content-type"
FIELDS = PROTOCOL, COMMAND, OFFSET, KIND, MEDIA_TYPE

Protocol = Literal["resumable", "multipart", "raw"]
# What queries say of it, of which `uploadType` is the older [discovery-2026].
_IN_QUERY = "upload_protocol", "uploadType", "upload_type"
_PROTOCOLS: dict[str, Protocol] = {
    "resumable": "resumable",
    "multipart": "multipart",
    "raw": "raw",
    "media": "raw",
}

_ACTIVE = (
    "Content-Type: text/plain; charset=utf-8\r\n"
    "X-GUploader-UploadID: {id}\r\n"
    "X-Goog-Upload-Status: active\r\n"
    "X-Goog-Upload-URL: {url}\r\n"
    "X-Goog-Upload-Control-URL: {url}\r\n"
    "X-Goog-Upload-Chunk-Granularity: 8388608\r\n"
    "X-Goog-Upload-Size-Received: {size}\r\n"
)
_FINAL = (
    "Content-Type: application/json; charset=UTF-8\r\n"
    "X-GUploader-UploadID: {id}\r\n"
    "X-Goog-Upload-Status: {status}\r\n"
    "Vary: Origin\r\nVary: Referer\r\nVary: X-Origin\r\n"
)
_SERVER = b"Server: UploadServer\r\n"


def protocol_of(call: Call) -> Protocol | None:
    """Return how an upload comes that begins; None where it does not say, or nobody knows that."""
    told = (call.head.field(PROTOCOL), *map(call.last, _IN_QUERY))
    return _PROTOCOLS.get(next(filter(None, told), ""))


def active_fields(name: str, call: Call, settings: Settings, size: int = 0) -> bytes:
    """Return the fields of an answer after which more is to come.

    Args:
        name: of the upload.
        call: the call.
        settings: how the server is asked for.
        size: bytes that have come.
    """
    upload_id = _id(name)
    url = f"{_origin(call, settings)}{call.head.path}?upload_id={upload_id}"
    told = _ACTIVE.format(id=upload_id, url=f"{url}&upload_protocol=resumable", size=size)
    return told.encode() + _common(call)


def final_fields(name: str, status: str, call: Call) -> bytes:
    """Return the fields of an answer after which nothing comes, by how the upload has ended."""
    return _FINAL.format(id=_id(name), status=status).encode() + _common(call)


def upload_root(call: Call, settings: Settings) -> str:
    """Return where a file that was uploaded is asked for, up to its collection."""
    root = call.parts["root"].replace("upload/", "", 1).strip("/")
    return f"{_origin(call, settings)}/{root}/"


def _origin(call: Call, settings: Settings) -> str:
    scheme = "http" if settings.tls == NO_TLS else "https"
    return f"{scheme}://{call.head.field('host') or ''}"


def _id(name: str) -> str:
    return name.rpartition("/")[2]


def _common(call: Call) -> bytes:
    return date_field(int(call.now_s)) + _SERVER + ALTERNATIVE
