"""Which files were read for a profile: its own, those it extends, and those that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

Stamp = tuple[int, int, int]  # when a file was changed, its size, and which it is
Stamps = dict[Path, Stamp | None]  # None where there is no file

_opened: ContextVar[Stamps | None] = ContextVar("opened", default=None)


@contextmanager
def noting_files() -> Iterator[Stamps]:
    """Yield what is read within the block, by this thread, as it was before it was read."""
    stamps: Stamps = {}
    token = _opened.set(stamps)
    try:
        yield stamps
    finally:
        _opened.reset(token)


def note_file(path: Path) -> None:
    """Take note of a file that is about to be read, if anybody wants to know."""
    if (stamps := _opened.get()) is not None:
        stamps.setdefault(path, stamp(path))


def stamp(path: Path) -> Stamp | None:
    """Return what changes with a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
