"""The operations of files [anthropic-2026] [sdk-2026].

The older version of the API has pages by ids, as batches do, and by a cursor for the client of
2026; the newer one by a cursor alone.
"""

from __future__ import annotations

from collections.abc import Callable
from mimetypes import guess_extension
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic import envelope, errors, instants
from sanic_mock.dialects.anthropic.files import kept
from sanic_mock.dialects.anthropic.files.kept import KEPT, StoredFile
from sanic_mock.dialects.anthropic.http import NEW, VERSION
from sanic_mock.dialects.anthropic.ids import timed_id
from sanic_mock.dialects.anthropic.json_answer import answer
from sanic_mock.dialects.anthropic.pages import cursor_page, page
from sanic_mock.dialects.multipart import FormPart, read_form
from sanic_mock.dialects.operation import Call, Operation, State

_ANY_TYPE = "application/octet-stream"
_LONGEST_NAME = 500
_LEAST_S, _MOST_S = 3600, 90 * 24 * 3600
_MEMBERS = ("file", "expires_in_seconds")


def upload(state: State, call: Call) -> Whole:
    """Keep a file."""
    parts = _parts(call)
    part = parts["file"]
    name = timed_id(b"file_", call.digest, int(call.now_s)).decode()
    kind = part.media_type or _ANY_TYPE
    size, lasts_s = len(part.content), _lasts_s(parts.get("expires_in_seconds"))
    file = StoredFile(
        name=name,
        created_s=call.now_s,
        filename=_filename(part, kind),
        mime_type=kind,
        size=size,
    )
    if lasts_s:
        file.expires_s, file.gone_s = call.now_s + lasts_s, state.up_s() + lasts_s
    KEPT.keep(state, file, part.content)
    return answer(_object(file), call)


def retrieve(state: State, call: Call) -> Whole:
    """Return what is told of a file."""
    return answer(_object(kept.load(state, call.parts["file"])), call)


def list_files(state: State, call: Call) -> Whole:
    """Return a page of files, the newest first."""
    wanted = call.query.get("ids") or call.query.get("ids[]")
    shown = [_object(one) for one in KEPT.load_all(state) if not wanted or one.name in wanted]
    if call.head.field(VERSION) == NEW or "page" in call.query:
        return answer(cursor_page(shown, call), call)
    by_ids = page(shown, call)
    if "after_id" in call.query or "before_id" in call.query:
        return answer(by_ids, call)
    return answer(by_ids | {"next_page": cursor_page(shown, call)["next_page"]}, call)


def delete(state: State, call: Call) -> Whole:
    """Forget a file."""
    name = call.parts["file"]
    kept.forget(state, name)
    return answer({"id": name, "type": "file_deleted"}, call)


def download(state: State, call: Call) -> Whole:
    """Refuse to return a file: those that clients have are not given back."""
    name = kept.load(state, call.parts["file"]).name
    problem = errors.invalid(f"File '{name}' is not downloadable.")  # worded by analogy
    problem.code = "file_not_downloadable"
    raise problem


def _operation(method: str, path: str, respond: Callable[[State, Call], Whole]) -> Operation:
    return Operation(method, path, respond, envelope.error, errors.no_key, waits=True)


_ALL, _ONE = "/v1/files", "/v1/files/<file>"
OPERATIONS = (
    _operation("POST", _ALL, upload),
    _operation("GET", _ALL, list_files),
    _operation("GET", _ONE, retrieve),
    _operation("DELETE", _ONE, delete),
    _operation("GET", f"{_ONE}/content", download),
)


def _parts(call: Call) -> dict[str, FormPart]:
    """Return the parts of an upload by their names; raises Problem where there is no file."""
    try:
        parts = {one.name: one for one in read_form(call.body)}
    except ValueError as error:
        raise errors.invalid(f"Invalid multipart form: {error}") from None  # worded by analogy
    if "file" not in parts:
        raise errors.missing("file")
    if call.is_strict and (more := next((one for one in parts if one not in _MEMBERS), None)):
        raise errors.extra(more)
    return parts


def _filename(part: FormPart, kind: str) -> str:
    """Return what a file is called; one without a name gets one [sdk-2026]."""
    name = part.filename or f"unnamed{guess_extension(kind) or ''}"
    if len(name) > _LONGEST_NAME:
        raise errors.at("file", f"filename should have at most {_LONGEST_NAME} characters")
    return name


def _lasts_s(part: FormPart | None) -> int:
    """Return for how many seconds a file is to be kept; 0 for ever."""
    if part is None:
        return 0
    text = part.content.decode("utf-8", "replace")
    if not text.isdecimal():
        raise errors.at(part.name, "Input should be a valid integer")
    if not _LEAST_S <= int(text) <= _MOST_S:
        raise errors.at(part.name, f"Input should be from {_LEAST_S} to {_MOST_S}")
    return int(text)


def _object(file: StoredFile) -> dict[str, Any]:
    """Return what is told of a file [messages-2026]."""
    shown: dict[str, Any] = {
        "type": "file",
        "id": file.name,
        "size_bytes": file.size,
        "created_at": instants.printed(file.created_s),
        "filename": file.filename,
        "mime_type": file.mime_type,
        "downloadable": False,
    }
    return shown | ({"expires_at": instants.printed(file.expires_s)} if file.expires_s else {})
