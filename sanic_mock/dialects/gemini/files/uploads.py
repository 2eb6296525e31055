"""Uploads that can be taken up again: a first request says what comes, others bring it in parts."""

from __future__ import annotations

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

COLLECTION = "uploads/"
LASTS_S = 7 * 24 * 3600.0


class Upload(KeptRecord, kw_only=True):
    """What comes.

    Attributes:
        file: its name, once it is there.
        display_name: its client's name for it.
        mime_type: what it is.
    """

    file: str
    display_name: str
    mime_type: str


KEPT = KeptRecords(COLLECTION, Upload)


def received(state: State, upload: Upload) -> bytes:
    """Return what has come; raises GeminiProblem where newer things took the room of it."""
    content = KEPT.content(state, upload.name)
    if content is None:
        raise errors.no_upload()
    return content


def receive(state: State, upload: Upload, offset: int, part: bytes) -> bytes:
    """Keep another part of an upload, and return all that has come.

    Raises:
        GeminiProblem: it is not what comes next, or there is no room for it.
    """
    before = received(state, upload)
    if offset != len(before):
        raise errors.wrong_argument(  # worded by analogy
            f"Upload offset {offset} is not the size of what was received, {len(before)}."
        )
    if not KEPT.keep(state, upload, before + part):
        raise errors.too_large("this file", state.store.largest_bytes)
    return before + part
