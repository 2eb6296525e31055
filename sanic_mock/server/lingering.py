"""Lets a client that was refused while it still sends read why, before its connection is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

# What a refused client may go on to send before it is cut off: so often the longest body that is
# allowed, but at least so many bytes, and no longer than this.
LINGER_BODIES = 4
LINGER_BYTES = 16 << 20
LINGER_S = 5.0


async def linger(
    transport: asyncio.Transport | None,
    buffer: bytearray,
    receive: Callable[[], Awaitable[None]],
    max_body_bytes: float,
) -> None:
    """Drop what still arrives: closed over it, TCP would reset the client, and with it what the
    client has not yet read of its answer (RFC 9112, section 9.6).

    Args:
        transport: the connection's.
        buffer: what has arrived.
        receive: waits for more.
        max_body_bytes: the longest body that is allowed.
    """
    if transport is None or transport.is_closing():
        return
    if transport.can_write_eof():
        transport.write_eof()
    left = max(LINGER_BYTES, LINGER_BODIES * max_body_bytes)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while left > 0:
                left -= len(buffer)
                buffer.clear()
                await receive()
