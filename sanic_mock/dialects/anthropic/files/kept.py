"""What is kept of files, shared by all workers: what is told of each, and its bytes beside it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.operation import State

PREFIX = "file_"
_CONTENT = "content of {}"
_encode = msgspec.json.Encoder().encode


class StoredFile(Struct):
    """One file.

    Attributes:
        id: its name here.
        filename: its client's name for it.
        mime_type: what it is.
        size: bytes of it.
        created_s: when it came, unix seconds.
        expires_s: when it goes, likewise; 0 for never.
        gone_s: the same, in seconds for which the server is ready by then.
    """

    id: str
    filename: str
    mime_type: str
    size: int
    created_s: float
    expires_s: float = 0.0
    gone_s: float = 0.0

    def is_there(self, up_s: float) -> bool:
        """Return whether it has not gone when the server is ready for so long."""
        return not self.gone_s or up_s < self.gone_s


_decode = msgspec.json.Decoder(StoredFile).decode


def keep(state: State, file: StoredFile, content: bytes) -> None:
    """Keep a file, as long as there is room.

    Raises:
        Problem: it is larger than what is kept.
    """
    if not state.store.put(_CONTENT.format(file.id), content):
        most = state.store.largest_bytes
        why = f"sanic_mock: this file has {file.size:,} bytes, and less than {most:,} are kept."
        raise errors.of_status(413, why)
    state.store.put(file.id, _encode(file))


def load(state: State, name: str) -> StoredFile:
    """Return a file; raises Problem where there is none of this name, or none any more."""
    kept = state.store.get(name) if name.startswith(PREFIX) else None
    file = None if kept is None else _decode(kept)
    if file is None:
        raise _no_file(name)
    if not file.is_there(state.up_s()):
        problem = errors.not_found(f"File '{name}' has expired.")  # worded by analogy
        problem.code = "file_expired"
        raise problem
    return file


def load_all(state: State) -> list[StoredFile]:
    """Return all files that are there, the newest first."""
    kept = (state.store.get(name) for name in state.store.keys(PREFIX))
    files = (_decode(one) for one in kept if one is not None)
    there = (one for one in files if one.is_there(state.up_s()))
    return sorted(there, key=lambda one: one.created_s, reverse=True)


def content_of(state: State, name: str) -> bytes:
    """Return the bytes of a file; raises Problem where they are not there."""
    content = state.store.get(_CONTENT.format(name))
    if content is None:
        raise _no_file(name)
    return content


def forget(state: State, name: str) -> None:
    """Keep nothing of a file any more; raises Problem where there is none."""
    if not name.startswith(PREFIX) or not state.store.delete(name):
        raise _no_file(name)
    state.store.delete(_CONTENT.format(name))


def _no_file(name: str) -> Exception:
    return errors.not_found(f"File not found: {name}")  # worded by analogy
