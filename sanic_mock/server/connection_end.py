"""Ends connections otherwise than by closing them, as whoever is on the other end sees it."""

from __future__ import annotations

import asyncio
import socket
import struct

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
