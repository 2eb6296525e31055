"""Who speaks HTTP to a port of TLS, or TLS to one of plain HTTP.

Either is answered in plain HTTP as any other request that is refused, as far as a client can read
that, and told to who runs the server: mostly a base URL begins with the other of `http://` and
`https://`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from math import inf
from time import monotonic

from sanic.exceptions import BadRequest

log = logging.getLogger("sanic_mock")

TLS_HANDSHAKE = b"\x16\x03"  # RFC 8446, section 5.1: ContentType handshake, version 3.x
SPEAKS_TLS = "This port speaks TLS and was sent plain HTTP: use https://"
SPEAKS_HTTP = "This port speaks plain HTTP and was sent a TLS handshake: use http://"

EVERY_S = 60.0
# as long as uvloop waits for a handshake
FIRST_BYTE_S = 60.0


class WrongScheme(BadRequest):
    """Who asks speaks another scheme than this port.

    Attributes:
        sentence: what is wrong.
    """

    sentence: str

    def __init__(self) -> None:
        super().__init__(self.sentence)


class SpokenTls(WrongScheme):
    """What comes to a port of plain HTTP is the beginning of a TLS handshake."""

    sentence = SPEAKS_HTTP


class SpokenHttp(WrongScheme):
    """What comes to a port of TLS is plain HTTP."""

    sentence = SPEAKS_TLS


class SchemeLog:
    """Tells who runs the server, but not each time."""

    def __init__(self) -> None:
        self._last_s = -inf
        self._untold = 0

    def note(self, sentence: str) -> None:
        """Note that somebody was refused with a sentence, and log it unless that was just done."""
        now_s = monotonic()
        if now_s - self._last_s < EVERY_S:
            self._untold += 1
            return
        since = f" ({self._untold} more since it was last said)" if self._untold else ""
        log.warning("sanic-mock: %s%s", sentence, since)
        self._last_s, self._untold = now_s, 0


async def is_plain(loop: asyncio.AbstractEventLoop, connection: socket.socket) -> bool:
    """Return whether what comes first on a connection is plain HTTP; nothing of it is taken.

    Raises:
        TimeoutError: nothing came.
    """
    async with asyncio.timeout(FIRST_BYTE_S):
        await _readable(loop, connection)
    # a request begins with its method: of letters, as all that are registered
    return connection.recv(1, socket.MSG_PEEK).isalpha()


async def _readable(loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
    come = asyncio.Event()
    loop.add_reader(connection.fileno(), come.set)
    try:
        await come.wait()
    finally:
        loop.remove_reader(connection.fileno())
