"""Uploads that can be taken up again: a first request says what comes, others bring it in parts.

Each part is kept as it came, by where it begins. Kept as one, what comes in many small parts would
be written again with each, and take the room of all that others keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import structs

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords, most_bytes
from sanic_mock.dialects.operation import State

COLLECTION = "uploads/"
LASTS_S = 7 * 24 * 3600.0


class Upload(KeptRecord, kw_only=True):
    """What comes.

    Attributes:
        file: its name, once it is there.
        display_name: its client's name for it.
        mime_type: what it is.
        size: bytes of it that have come.
    """

    file: str
    display_name: str
    mime_type: str
    size: int = 0


KEPT = KeptRecords(COLLECTION, Upload, partial(errors.too_large, "this file"))
_PART = "part {} of {}"


def received(state: State, upload: Upload) -> bytes:
    """Return what has come; raises GeminiProblem where newer things took the room of it."""
    content = b"".join(part for _, part in _parts(state, upload))
    if len(content) != upload.size:
        raise errors.no_upload()
    return content


def receive(state: State, upload: Upload, offset: int, part: bytes) -> Upload:
    """Keep another part of an upload, and return what is told of it then.

    Raises:
        GeminiProblem: it is not what comes next, or there is no room for it.
    """
    most, size = most_bytes(state), offset + len(part)

    def extended(upload: Upload) -> Upload:
        _check_offset(upload, offset)
        return structs.replace(upload, size=size)

    _check_offset(upload, offset)
    key = _PART.format(offset, upload.name)
    if size > most or (part and not state.store.put(key, part)):
        raise errors.too_large("this file", most)
    changed = KEPT.change(state, upload.name, extended)
    if changed is None:
        raise errors.no_upload()
    return changed


def _check_offset(upload: Upload, offset: int) -> None:
    if offset != upload.size:
        raise errors.wrong_argument(  # worded by analogy
            f"Upload offset {offset} is not the size of what was received, {upload.size}."
        )


def forget(state: State, upload: Upload) -> None:
    """Keep nothing of an upload any more."""
    KEPT.forget(state, upload.name)
    for key, _ in _parts(state, upload):
        state.store.delete(key)


def _parts(state: State, upload: Upload) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of an upload that are kept, up to the first one that is not."""
    offset = 0
    while offset < upload.size:
        key = _PART.format(offset, upload.name)
        part = state.store.get(key)
        if part is None:
            return
        yield key, part
        offset += len(part)
