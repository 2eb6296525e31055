"""Counts what one answer calls: `counting.py FILE [FLAG ...]`, run by `calls`.

The real command serves in this process's main thread, where every call is counted; a second thread
is the client, which is not. Nothing of the server but its command and its wire is named here, so
any checkout can be counted: the one on PYTHONPATH is.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from sanic_mock import cli

START_S = 20.0
_PACKAGE = str(Path(cli.__file__).parent)
_LISTENING = re.compile(r"http://[^\s/]+?:(\d+)")
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")

Found = tuple[int, int]


class Profile:
    """Calls of functions of the package since it was last emptied, by their file."""

    def __init__(self) -> None:
        self._by_file: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, value: object) -> None:
        """See sys.setprofile."""
        if event == "call" and (file := frame.f_code.co_filename).startswith(_PACKAGE):
            self._by_file[file] += 1

    def clear(self) -> None:
        """Forget what was counted."""
        self._by_file.clear()

    def found(self) -> Found:
        """Return how many calls there were, into how many files."""
        return self._by_file.total(), len(self._by_file)


def serve_counted(flags: Sequence[str], ask: Callable[[int, Profile], None]) -> int:
    """Serve in this thread and count, until `ask` (port, counts), in a thread of its own, ends."""
    out, profile = io.StringIO(), Profile()

    def client() -> None:
        try:
            ask(_port(out), profile)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=client).start()
    sys.setprofile(profile)
    try:
        return cli.main(["-port", "0", "-seed", "1", *flags], {}, out, sys.stderr)
    finally:
        sys.setprofile(None)


def _port(out: io.StringIO) -> int:
    while threading.main_thread().is_alive():  # which serves
        if found := _LISTENING.search(out.getvalue()):
            return int(found[1])
        time.sleep(0.01)
    raise ConnectionError("the server did not listen")


def count_all(
    port: int, profile: Profile, requests: Mapping[str, Sequence[bytes]]
) -> dict[str, Found]:
    """Return the least that an answer to one of each name's requests took."""
    found = {}
    with socket.create_connection(("127.0.0.1", port), START_S) as connection:
        for name, (*warm, first, second) in requests.items():
            for request in warm:
                _exchange(connection, request)
            found[name] = min(_count(connection, one, profile) for one in (first, second))
    return found


def _count(connection: socket.socket, request: bytes, profile: Profile) -> Found:
    time.sleep(0.05)  # what the answer before left to be done
    profile.clear()
    _exchange(connection, request)
    time.sleep(0.05)
    return profile.found()


def _exchange(connection: socket.socket, request: bytes) -> None:
    """Send a request and read its whole answer, which has a length."""
    connection.sendall(request)
    head, _, body = _until(connection, b"", b"\r\n\r\n").partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200 ") or length is None:
        raise ValueError(f"the answer is {head[:300]!r}")
    missing = int(length[1]) - len(body)
    while missing > 0:
        missing -= len(connection.recv(missing))


def _until(connection: socket.socket, received: bytes, end: bytes) -> bytes:
    while end not in received:
        more = connection.recv(1 << 16)
        if not more:
            raise ConnectionError("the connection ended in a head")
        received += more
    return received


def main(file: Path, flags: Sequence[str]) -> int:
    """Count the requests of a file of JSON: name to the requests' texts, the last two counted."""
    texts: dict[str, list[str]] = json.loads(file.read_text())
    requests = {name: [one.encode() for one in each] for name, each in texts.items()}
    found: dict[str, Found] = {}

    def ask(port: int, profile: Profile) -> None:
        found.update(count_all(port, profile, requests))

    status = serve_counted(flags, ask)
    print(json.dumps(found))
    return status if found else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
