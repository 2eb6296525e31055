"""The operations of files, and of their uploads [gemini-2026]."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.files import file, simple, uploads
from sanic_mock.dialects.gemini.files.file import COLLECTION, GeminiFile
from sanic_mock.dialects.gemini.files.simple import WholeUpload
from sanic_mock.dialects.gemini.files.upload_head import (
    COMMAND,
    KIND,
    OFFSET,
    active_fields,
    final_fields,
    protocol_of,
    upload_root,
)
from sanic_mock.dialects.gemini.files.uploads import Upload
from sanic_mock.dialects.gemini.ids import resource_id
from sanic_mock.dialects.gemini.json_answer import answer
from sanic_mock.dialects.gemini.layout import WHOLE
from sanic_mock.dialects.gemini.pages import page
from sanic_mock.dialects.operation import Call, State

Json = dict[str, Any]

_LETTERS, _UPLOAD_LETTERS = 12, 64
_USUAL_PAGE, _MOST_ON_PAGE = 10, 100  # [discovery-2026]
# Larger numbers are no size of anything; thousands of digits are not even read.
_OFFSET = re.compile(r"[0-9]{1,19}")
_ANY_TYPE = "application/octet-stream"


def upload(state: State, call: Call) -> Whole:
    """Begin an upload, or go on with one."""
    upload_id = call.last("upload_id")
    if upload_id is not None:
        return _go_on(state, call, uploads.COLLECTION + upload_id)
    protocol = protocol_of(call)
    if protocol == "raw":
        return _upload_at_once(state, call, simple.read_raw(call))
    if protocol == "multipart":
        return _upload_at_once(state, call, simple.read_multipart(call))
    if protocol is None or call.head.field(COMMAND) != "start":
        raise errors.wrong_argument(
            "sanic_mock: an upload says X-Goog-Upload-Protocol: raw, multipart or resumable, the "
            "last with X-Goog-Upload-Command: start."
        )
    return _begin(state, call)


def retrieve(state: State, call: Call) -> Whole:
    """Return what is told of a file."""
    return answer(file.load(state, _name(call)).shown(), call, is_vertex=False)


def list_all(state: State, call: Call) -> Whole:
    """Return a page of files, the newest first."""
    there = file.KEPT.load_all(state)
    shown = page("files", there, GeminiFile.shown, call, _USUAL_PAGE, _MOST_ON_PAGE)
    return answer(shown, call, is_vertex=False)


def delete(state: State, call: Call) -> Whole:
    """Forget a file."""
    if not file.KEPT.forget(state, _name(call)):
        raise errors.no_file(call.parts["name"])
    return answer({}, call, is_vertex=False)


def _name(call: Call) -> str:
    return COLLECTION + call.parts["name"]


def _begin(state: State, call: Call) -> Whole:
    begun = _upload(state, call, simple.read_metadata(call.body, call), call.head.field(KIND))
    uploads.KEPT.keep(state, begun)
    return Whole(200, active_fields(begun.name, call, state.settings), b"")


def _upload_at_once(state: State, call: Call, whole: WholeUpload) -> Whole:
    """Return the file that comes in one request."""
    begun = _upload(state, call, whole.metadata, whole.media_type)
    return _final(call, begun, _file(state, call, begun, whole.content))


def _upload(state: State, call: Call, metadata: Json, media_type: str | None) -> Upload:
    """Return an upload that begins; raises GeminiProblem where its file cannot be called so."""
    if name := metadata.get("name"):
        file.check_name(state, name)
    return Upload(
        name=uploads.COLLECTION + resource_id(call.digest, _UPLOAD_LETTERS),
        created_s=call.now_s,
        gone_s=state.up_s() + uploads.LASTS_S,
        file=name or COLLECTION + resource_id(call.digest, _LETTERS),
        display_name=metadata.get("displayName", ""),
        mime_type=metadata.get("mimeType") or media_type or _ANY_TYPE,
    )


def _go_on(state: State, call: Call, name: str) -> Whole:
    """Do what the commands of a request say, one after the other."""
    begun = uploads.KEPT.load(state, name)
    if begun is None:
        raise errors.no_upload()
    commands = {one.strip() for one in (call.head.field(COMMAND) or "").split(",")}
    if not commands <= {"upload", "finalize", "query", "cancel"}:
        raise errors.wrong_argument("Invalid upload command.")  # worded by analogy
    if "cancel" in commands:
        uploads.forget(state, begun)
        return Whole(200, final_fields(name, "cancelled", call), b"")
    if "upload" in commands:
        begun = uploads.receive(state, begun, _offset(call), call.body)
    if "finalize" not in commands:
        return Whole(200, active_fields(name, call, state.settings, begun.size), b"")
    made = _file(state, call, begun, uploads.received(state, begun))
    uploads.forget(state, begun)
    return _final(call, begun, made)


def _final(call: Call, upload: Upload, made: GeminiFile) -> Whole:
    fields = final_fields(upload.name, "final", call)
    return Whole(200, fields, WHOLE.printed({"file": made.shown()}) + b"\n")


def _offset(call: Call) -> int:
    given = call.head.field(OFFSET) or ""
    if not _OFFSET.fullmatch(given):
        raise errors.wrong_argument("Invalid upload offset.")  # worded by analogy
    return int(given)


def _file(state: State, call: Call, begun: Upload, content: bytes) -> GeminiFile:
    """Keep the file that an upload has become, and return it."""
    made = GeminiFile(
        name=begun.file,
        created_s=call.now_s,
        gone_s=state.up_s() + file.LASTS_S,
        mime_type=begun.mime_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        root=upload_root(call, state.settings),
        expires_s=call.now_s + file.LASTS_S,
        display_name=begun.display_name,
    )
    file.keep(state, made, content)
    return made
