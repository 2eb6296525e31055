"""Ends connections otherwise than by closing them, as whoever is on the other end sees it."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress

from sanic_mock.engine.flow import FlowEnding

# struct linger: on, for 0 s; what is unsent is dropped and the peer is sent RST (socket(7)).
_RESET = struct.pack("ii", 1, 0)


def end_connection(transport: asyncio.Transport | None, ending: FlowEnding) -> None:
    """End a connection behind what has been written.

    Encryption has no half-closed connections: there, closing one half closes both.

    Args:
        transport: the connection's; None where it has ended.
        ending: how; one that is kept, held or dead stays as it is.
    """
    if transport is None or transport.is_closing():
        return
    if ending == "reset":
        reset(transport)
    elif ending == "close" or (ending == "half_close" and not transport.can_write_eof()):
        transport.close()
    elif ending == "half_close":
        transport.write_eof()


def reset(transport: asyncio.Transport) -> None:
    """Send RST; what is still unsent is lost."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family != socket.AF_UNIX:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


def await_no_farewell(transport: asyncio.Transport) -> None:
    """Let an encrypted connection that is closing end when all is sent.

    Its close_notify is sent, and the client's need not be awaited (RFC 8446, section 6.1); uvloop
    awaits it all the same, for half a minute, but not where the client's half has ended. So that is
    what it sees here, once nothing is left to encrypt.
    """
    connection = transport.get_extra_info("socket")
    if connection is None or connection.fileno() < 0 or transport.get_write_buffer_size():
        return
    own = socket.socket(fileno=connection.fileno())  # uvloop's cannot be shut down
    try:
        with suppress(OSError):  # the client has gone
            own.shutdown(socket.SHUT_RD)
    finally:
        own.detach()
