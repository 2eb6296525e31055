"""Starts the real command on a free port and talks to it, byte by byte where needed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from tests.nursery import ROOT as ROOT
from tests.patience import Patience, exit_code, receive_some
from tests.started import STOP_S as STOP_S
from tests.started import Process, start

START_S = 60.0  # of a machine that is busy
APART_S = 0.005
ANY_PORT = ("-port", "0", "-hosts", "*")
QUIET_ROUNDS = 3
_HARMLESS = (
    "the mock was the bottleneck",
    "load tools want -mode lenient",
    "was sent a TLS handshake: use http://",
)


@dataclass
class Server:
    """A running command and where it listens."""

    process: Process
    port: int
    banner: str

    @property
    def url(self) -> str:
        """Root of the server, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(how)
        return exit_code(self.process, STOP_S)

    def connect(self, timeout_s: float = 5.0) -> socket.socket:
        """Open a plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout_s)


def command(*flags: str, module: str = "sanic_mock") -> list[str]:
    """Return the command line that serves on a free port, by whatever name it is asked."""
    return [sys.executable, "-m", module, *ANY_PORT, *flags]


def started(
    flags: Sequence[str],
    module: str = "sanic_mock",
    stderr: IO[str] | None = None,
    *,
    is_forked: bool = True,
) -> Process:
    """Start the command, on a free port.

    Args:
        flags: of it.
        module: which runs it.
        stderr: where its errors go; None is a pipe.
        is_forked: whether what it loads is loaded already, which takes a third of the time; else
            it is started as from a shell.
    """
    if is_forked:
        return start(module, [*ANY_PORT, *flags], stderr)
    return subprocess.Popen(
        command(*flags, module=module),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr or subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(*flags: str, module: str = "sanic_mock", is_forked: bool = True) -> Iterator[Server]:
    """Run the command until the block ends; see `started`."""
    process = started(flags, module, is_forked=is_forked)
    try:
        yield wait_ready(process)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def wait_ready(process: Process) -> Server:
    """Read the start-up block and return the server it announces."""
    assert process.stdout is not None
    lines: list[str] = []
    patience = Patience(START_S)
    while not patience.is_over():
        line = process.stdout.readline()
        lines.append(line)
        if line.lstrip().startswith("try ") or not line:
            break
    banner = "".join(lines)
    found = re.search(r"https?://\S+?:(\d+)/v1", banner)
    if found is None:
        process.kill()
        raise AssertionError(f"no server: {banner}{process.communicate()[1]}")
    return Server(process, int(found[1]), banner)


def errors_in(stderr: str) -> str:
    """Return what a server wrote, but that it was late, and what its clients have wrong.

    That it was late is no error on a busy machine.
    """
    lines = stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not any(one in line for one in _HARMLESS))


@dataclass
class Response:
    """One HTTP response read off a socket."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return a field's value, empty without one."""
        return dict(self.headers).get(name.lower(), "")


def exchange(
    server: Server, pieces: Sequence[bytes], quiet_s: float | None = None
) -> tuple[bytes, bool]:
    """Send pieces on one connection, 5 ms apart, and read what comes.

    Args:
        server: which to ask.
        pieces: of requests.
        quiet_s: which silence is the end where answers take time; else see `read_until_quiet`.

    Returns:
        All bytes received until the server closed or was quiet, and whether it closed.
    """
    with server.connect() as connection:
        send(connection, pieces)
        if quiet_s is not None:
            return read_all(connection, quiet_s)
        try:
            first = receive_some(connection, 5.0, 1)  # may be made on a thread
        except TimeoutError:
            return b"", False
        except ConnectionResetError:
            return b"", True
        rest, is_closed = read_until_quiet(server, connection) if first else (b"", True)
        return first + rest, is_closed


def send(connection: socket.socket, pieces: Sequence[bytes]) -> None:
    """Send pieces 5 ms apart, as far as the other side takes them."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for place, piece in enumerate(pieces):
        if place:
            time.sleep(APART_S)
        try:
            connection.sendall(piece)
        except OSError:
            break


def read_all(connection: socket.socket, quiet_s: float) -> tuple[bytes, bool]:
    """Read until end of file or a silence."""
    received = bytearray()
    while True:
        try:
            data = receive_some(connection, quiet_s if received else 5.0)
        except TimeoutError:
            return bytes(received), False
        except ConnectionResetError:
            return bytes(received), True
        if not data:
            return bytes(received), True
        received += data


def read_until_quiet(server: Server, connection: socket.socket) -> tuple[bytes, bool]:
    """Read until end of file, or until the server has answered others and sent nothing here.

    That is no matter of time: what is answered at once is on its way before the same worker has
    answered a client that came later. It is no use where answers are delayed or made on a thread.
    An end that an answer announces may take a moment, and is waited for.
    """
    received, silences = bytearray(), 0
    with server.connect() as other:
        while silences < QUIET_ROUNDS:
            _ask_health(other)
            data, is_closed = _available(connection)
            received += data
            if is_closed:
                return bytes(received), True
            silences = 0 if data else silences + 1
    if b"\r\nconnection: close\r\n" in received.lower():
        rest, is_closed = read_all(connection, 1.0)
        return bytes(received) + rest, is_closed
    return bytes(received), False


def _ask_health(connection: socket.socket) -> None:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: mock\r\n\r\n")
    received = b""
    while not received.endswith(b"}\n"):
        data = connection.recv(1 << 16)
        assert data, f"closed within an answer: {received!r}"
        received += data


def _available(connection: socket.socket) -> tuple[bytes, bool]:
    """Return what has arrived, and whether that is all that will."""
    received = bytearray()
    connection.setblocking(False)
    while True:
        try:
            data = connection.recv(1 << 16)
        except BlockingIOError:
            return bytes(received), False
        except ConnectionResetError:
            return bytes(received), True
        if not data:
            return bytes(received), True
        received += data


def responses(received: bytes) -> list[Response]:
    """Parse the responses in a run of bytes; AssertionError where they are not whole."""
    found = []
    while received:
        head, separator, received = received.partition(b"\r\n\r\n")
        assert separator, f"half a head: {head!r}"
        response, received = _body(head, received)
        if response.status != 100:
            found.append(response)
    return found


def _body(head: bytes, rest: bytes) -> tuple[Response, bytes]:
    line, *fields = head.decode("latin-1").split("\r\n")
    headers = [(name.lower(), value) for name, _, value in (one.partition(": ") for one in fields)]
    response = Response(int(line.split(" ")[1]), headers, b"")
    if response.header("transfer-encoding") == "chunked":
        response.body, rest = dechunk(rest)
    elif length := int(response.header("content-length") or 0):
        assert len(rest) >= length, "a body shorter than its Content-Length"
        response.body, rest = rest[:length], rest[length:]
    return response, rest


def dechunk(received: bytes) -> tuple[bytes, bytes]:
    """Undo chunked framing; returns the content and what follows it."""
    content = b""
    while True:
        size, separator, received = received.partition(b"\r\n")
        assert separator, "half a chunk"
        length = int(size, 16)
        piece, received = received[:length], received[length:]
        assert received.startswith(b"\r\n"), "a chunk without its end"
        received = received[2:]
        if not length:
            return content, received
        content += piece
