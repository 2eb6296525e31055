"""Which files were read for a profile: its own, those it extends, and those that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_opened: ContextVar[set[Path] | None] = ContextVar("opened", default=None)


@contextmanager
def noting_files() -> Iterator[set[Path]]:
    """Yield the paths that are read within the block, by this thread."""
    paths: set[Path] = set()
    token = _opened.set(paths)
    try:
        yield paths
    finally:
        _opened.reset(token)


def note_file(path: Path) -> None:
    """Take note of a file that is read, if anybody wants to know."""
    if (paths := _opened.get()) is not None:
        paths.add(path)
