"""Answers of the Sanic lane that are changed on their way out, by the fast lane's stages."""

from __future__ import annotations

import asyncio
from time import monotonic_ns
from typing import cast

from sanic import HTTPResponse, Request

from sanic_mock.dialects.answer import Events
from sanic_mock.engine.flow import FlowEnding
from sanic_mock.server.framing import HttpTerms
from sanic_mock.server.http1 import Http1
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route
from sanic_mock.server.shaping import arrival

MOST_WAITING_BYTES = 65_536


async def send_shaped(request: Request, route: Route, planned: Planned, arrived_ns: int) -> None:
    """Send an answer, and let its connection go on as its last part says."""
    http = cast(Http1, request.stream)
    protocol = http.protocol
    connection = _QueueConnection(protocol)
    came = arrival(protocol, arrived_ns, len(request.head or b"") + http.came_bytes)
    shaper, terms = route.variant.shaper, _terms(http, planned)
    sink = shaper.hand_in(planned, route.label, connection, came, terms)
    protocol.take_under_way(sink)
    response = await request.respond(HTTPResponse(status=200))
    http.begin_raw()
    try:
        while (content := await connection.next()) is not None:
            await response.send(content)
            sink.resume()
        await _end(http, protocol, connection.ending)
    finally:
        protocol.take_under_way(None)
        sink.leave(monotonic_ns(), protocol.left_seen_ns)
    await response.eof()


def _terms(http: Http1, planned: Planned) -> HttpTerms:
    """Return what a client understands; one of HTTP/1.0 knows no end of a stream but its own."""
    has_chunks = http.request.version != "1.0"
    if not has_chunks and isinstance(planned.answer, Events):
        http.keep_alive = False
    return HttpTerms(http.keep_alive, has_chunks)


async def _end(http: Http1, protocol: Http1Protocol, ending: FlowEnding) -> None:
    """End the connection; where it stays open in silence, wait until its client leaves."""
    if ending == "keep":
        return
    protocol.end_raw(ending)
    if ending in ("hold", "half_close"):
        await asyncio.Event().wait()
    http.keep_alive = ending == "dead"


class _QueueConnection:
    """A connection for a coroutine: what is sent waits here; see raw_connection.RawConnection.

    Args:
        protocol: of the connection itself.

    Attributes:
        ending: how the connection goes on, once nothing more comes.
    """

    def __init__(self, protocol: Http1Protocol) -> None:
        self._protocol = protocol
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._bytes = 0
        self.ending: FlowEnding = "keep"

    def send_raw(self, content: bytes) -> None:
        """See RawConnection."""
        self._bytes += len(content)
        self._waiting.put_nowait(content)

    def end_raw(self, ending: FlowEnding) -> None:
        """See RawConnection."""
        self.ending = ending
        self._waiting.put_nowait(None)

    def hold_raw(self) -> None:
        """See RawConnection."""
        self._protocol.hold_raw()

    def is_blocked(self) -> bool:
        """See RawConnection; Sanic's own `send` waits for the client to read."""
        return self._bytes > MOST_WAITING_BYTES

    async def next(self) -> bytes | None:
        """Return what is sent next, None behind the last."""
        content = await self._waiting.get()
        self._bytes -= len(content or b"")
        return content
