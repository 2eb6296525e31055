"""Asks a running server over plain sockets, and waits no longer than an answer takes."""

from __future__ import annotations

import re
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from tests.patience import receive_some
from tests.serving import Response, Server, errors_in, responses, serving

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@contextmanager
def serving_quietly(
    *flags: str, module: str = "sanic_mock", is_forked: bool = True
) -> Iterator[Server]:
    """Run the command; when the block is over it must stop with 0 and have written no error.

    That it was late itself is no error: the machine that tests it may be busy.
    """
    with serving(*flags, module=module, is_forked=is_forked) as server:
        yield server
        assert server.process.poll() is None, "the server died"
        code = server.stop()
        assert server.process.stderr is not None
        errors = errors_in(server.process.stderr.read())
        assert (code, errors) == (0, ""), f"exit code {code}, and on stderr:\n{errors}"


def receive(connection: socket.socket, count: int = 1, timeout_s: float = 10.0) -> bytes:
    """Read until `count` responses are whole, and not a byte further.

    Raises:
        TimeoutError: nothing came for so long, of a machine with time to spare.
    """
    received = bytearray()
    while (found := _whole(bytes(received)) if _may_suffice(received, count) else 0) < count:
        data = receive_some(connection, timeout_s, 1 << 20)
        assert data, f"closed after {found} of {count} responses: {bytes(received[-300:])!r}"
        received += data
    assert _whole(bytes(received)) == count, "more responses than requests"
    return bytes(received)


def ask_bytes(server: Server, request: bytes, timeout_s: float = 10.0) -> bytes:
    """Send a request on a connection of its own and return the response's bytes."""
    with server.connect() as connection:
        connection.sendall(request)
        return receive(connection, timeout_s=timeout_s)


def ask(server: Server, request: bytes, timeout_s: float = 10.0) -> Response:
    """Send a request on a connection of its own and return the response."""
    return responses(ask_bytes(server, request, timeout_s))[0]


def reset(connection: socket.socket) -> None:
    """Leave without a word: RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _may_suffice(received: bytearray, count: int) -> bool:
    """Return False where one response surely lacks bytes: megabytes are not parsed at each read."""
    head, end, _ = received.partition(b"\r\n\r\n")
    if not end or count > 1:
        return bool(end)
    if length := _LENGTH.search(head):
        return len(received) >= len(head) + len(end) + int(length[1])
    return b"chunked" not in head or received.endswith(b"0\r\n\r\n")


def _whole(received: bytes) -> int:
    try:
        return len(responses(received))
    except AssertionError:
        return 0 if b"\r\n\r\n" not in received else _whole_before(received)


def _whole_before(received: bytes) -> int:
    """Count the whole responses in front of one that is not."""
    count, rest = 0, received
    while rest:
        end = rest.find(b"HTTP/1.1 ", 1)
        if end < 0:
            break
        try:
            count += len(responses(rest[:end]))
        except AssertionError:
            break
        rest = rest[end:]
    return count


@contextmanager
def opened(server: Server) -> Iterator[socket.socket]:
    """Open a connection, encrypted where the server wants that."""
    with server.connect() as connection:
        if "https:" not in server.banner:
            yield connection
            return
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(connection) as encrypted:
            yield encrypted
