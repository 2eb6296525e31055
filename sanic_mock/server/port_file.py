"""A file that says which port a server got, for whoever started it and cannot read its output."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from sanic_mock.errors import StartError

_PORT_LINE = re.compile(rb"\d{1,5}\n")


class PortFile:
    """Is there, whole, from when a server answers to when it stops.

    It is written beside its place at once, so that what cannot be written is known before anything
    else is done, and moved there when there is something to say.

    Args:
        path: of the file. What a server that is gone has left there is removed.

    Raises:
        StartError: here and later; something else is there, or it cannot be made.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        self._identity = (0, 0)
        try:
            self._remove_stale()
            self._draft.write_bytes(b"")
        except OSError as error:
            raise self._unwritable(error) from None

    def write(self, port: int) -> None:
        """Let the file be there, with a line that is the port."""
        try:
            self._draft.write_bytes(b"%d\n" % port)
            self._identity = _identity(self._draft)
            self._draft.replace(self._path)
        except OSError as error:
            raise self._unwritable(error) from None

    def remove(self) -> None:
        """Remove the file, if it is still this server's; may be called more than once."""
        self._draft.unlink(missing_ok=True)
        try:
            if _identity(self._path) == self._identity:
                self._path.unlink()
        except OSError:
            return

    def _unwritable(self, error: OSError) -> StartError:
        return StartError(f"-port-file {self._path} cannot be written: {error.strerror or error}")

    def _remove_stale(self) -> None:
        try:
            mode = self._path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISREG(mode) or not _is_port(self._path):
            raise StartError(
                f"-port-file {self._path} exists and is none; choose another, or remove it"
            )
        self._path.unlink()


def _is_port(path: Path) -> bool:
    """Return whether a file holds no more than a server writes into one."""
    with path.open("rb") as file:
        return _PORT_LINE.fullmatch(file.read(8)) is not None


def _identity(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_ino, found.st_mtime_ns  # numbers are used again at once
