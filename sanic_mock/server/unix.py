"""UNIX sockets: a path instead of an address, which must not outlast the server."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

from sanic_mock.errors import StartError

BACKLOG = 4096
_ASK_S = 1.0


class UnixListener:
    """A listening UNIX socket and the file that names it; who may connect, the umask says.

    Args:
        path: of the file. That of a server which is gone is replaced.

    Raises:
        StartError: there is a living server, or something else, or it cannot be made.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._remove_stale()
            self.socket.bind(path)
            self.socket.listen(BACKLOG)
            self._identity = _identity(self._path)
        except OSError as error:
            self.socket.close()
            raise StartError(_why(path, error)) from None
        except StartError:
            self.socket.close()
            raise
        self.socket.setblocking(False)

    def remove(self) -> None:
        """Remove the file, if it is still this server's."""
        try:
            if _identity(self._path) == self._identity:
                self._path.unlink()
        except OSError:
            return

    def _remove_stale(self) -> None:
        try:
            mode = self._path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(mode):
            raise StartError(f"{self._path} exists and is no socket; choose another with -host")
        if _is_answered(str(self._path)):
            raise OSError(errno.EADDRINUSE, "")
        self._path.unlink()


def _is_answered(path: str) -> bool:
    """Return whether a server listens there; one too busy to be connected to does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_ASK_S)
        try:
            client.connect(path)
        except ConnectionRefusedError:
            return False
        except TimeoutError:
            return True
    return True


def _identity(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino, found.st_mtime_ns  # numbers are used again at once


def _why(path: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{path} is in use; choose another with -host unix:PATH, or stop what listens there"
    if error.errno == errno.ENOENT:
        return f"{path} cannot be made: there is no folder {Path(path).parent}"
    if error.errno is None:  # Python's own, of a path that does not fit into sockaddr_un
        return f"{path} is too long for a socket; want about 100 bytes"
    return f"{path} cannot be listened on: {os.strerror(error.errno)}"
