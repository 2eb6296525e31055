"""What is kept of files, shared by all workers: what is told of each, and its bytes beside it."""

from __future__ import annotations

from functools import partial

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

PREFIX = "file_"


class StoredFile(KeptRecord, kw_only=True):
    """One file.

    Attributes:
        filename: its client's name for it.
        mime_type: what it is.
        size: bytes of it.
        expires_s: when it goes, unix seconds; 0 for never.
    """

    filename: str
    mime_type: str
    size: int
    expires_s: float = 0.0


KEPT = KeptRecords(PREFIX, StoredFile, partial(errors.too_large, "this file"))


def load(state: State, name: str) -> StoredFile:
    """Return a file; raises Problem where there is none of this name, or none any more."""
    file = KEPT.find(state, name)
    if file is None:
        raise _no_file(name)
    if not file.is_there(state.up_s()):
        problem = errors.not_found(f"File '{name}' has expired.")  # worded by analogy
        problem.code = "file_expired"
        raise problem
    return file


def content_of(state: State, file: StoredFile) -> bytes:
    """Return the bytes of a file; raises Problem where they are not there."""
    content = KEPT.content(state, file)
    if content is None:
        raise _no_file(file.name)
    return content


def forget(state: State, name: str) -> None:
    """Keep nothing of a file any more; raises Problem where there is none."""
    if not KEPT.forget(state, load(state, name).name):
        raise _no_file(name)


def _no_file(name: str) -> Exception:
    return errors.not_found(f"File not found: {name}")  # worded by analogy
