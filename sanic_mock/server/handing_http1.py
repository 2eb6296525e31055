"""HTTP/1 that hands large requests over to the process for them: see large_process.

A connection leaves with what was read of its request, as if nobody had read that. It does so before
its body is read where its length says that it is large, as soon as it has grown large where none
does, or when it is whole and is found to be much work. What was answered before is on its way
by then: nothing that is still to be written can be handed over.
"""

from __future__ import annotations

import asyncio
from functools import partial
from math import inf
from typing import NoReturn

from sanic import Request
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.server.answering import AnsweringProtocol
from sanic_mock.server.chunked_body import ChunkedBody
from sanic_mock.server.handover import Gone, Pipe
from sanic_mock.server.http1 import Http1
from sanic_mock.server.http1_requests import HEAD_END
from sanic_mock.server.route import Route
from sanic_mock.server.sanic_request import request_head
from sanic_mock.settings import Settings

# A larger body is read in the process for large requests.
HANDED_BODY = 256 * 1024
_RETRY_S = 0.01


class HandingHttp1(Http1):
    """One connection's requests, of which others answer the large ones.

    Attributes:
        there: the way to these; None where there is nobody.
    """

    __slots__ = ("_content", "_content_bytes", "_stays", "there")
    protocol: AnsweringProtocol

    def __init__(self, protocol: HttpProtocol) -> None:
        super().__init__(protocol)
        self.there: Pipe | None = protocol.app.ctx.there
        self._content: list[bytes] = []
        self._content_bytes = 0
        self._stays = False

    def _forget_request(self) -> None:
        """See that the memory of a large body is given back, which was worked on here."""
        request: Request | None = getattr(self, "request", None)  # none before the first
        if request is not None and len(request.body or b"") > HANDED_BODY:
            self.protocol.app.ctx.worker.trimmer.trim_soon()
        super()._forget_request()

    def forget_unzipped(self) -> None:
        """See Http1."""
        if self._unzipped > HANDED_BODY:
            self.protocol.app.ctx.worker.trimmer.trim_soon()
        super().forget_unzipped()

    async def http1_request_header(self) -> None:
        """Read a head, and see whether its body is large."""
        await super().http1_request_header()
        self._content, self._content_bytes, self._stays = [], 0, False
        if HANDED_BODY < (self.request_bytes or 0) <= self.request_max_size:
            await self._find_if_it_stays()
            await self._hand_over(b"")

    async def _read_chunk(self, chunks: ChunkedBody) -> bytes | None:
        content = await super()._read_chunk(chunks)
        if content and self.there is not None:
            self._content.append(content)
            self._content_bytes += len(content)
            if self._content_bytes > HANDED_BODY:
                await self._find_if_it_stays()
                read, self._content = b"".join(self._content), []
                await self._hand_over(chunks.framed(read))
        return content

    async def _find_if_it_stays(self) -> None:
        """See whether a request is for a profile whose requests all have to be answered here."""
        dispatcher = self.protocol.app.ctx.worker.dispatcher
        there = await dispatcher.destination(partial(request_head, self.request))
        self._stays = not may_leave(there.routes.variant.settings)

    async def hand_over_whole(self, body: bytes) -> None:
        """See Http1; what was compressed leaves as it came."""
        await self._find_if_it_stays()
        body = self.coded or body
        is_chunked = self._chunks is not None
        await self._hand_over(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if is_chunked else body)

    async def _hand_over(self, read: bytes) -> None:
        """Let others go on with what was read of a body; returns where there is nobody.

        Cancelled as the connection is lost here, whether it was handed over or its client left.
        """
        try:
            while self.there is not None and not self._stays:
                send = partial(self._send_there, self.there, read)
                if self.protocol.is_written() and self.protocol.send_away(send):
                    await _never()
                await asyncio.sleep(_RETRY_S)
        except Gone:
            self.there = None

    def _send_there(self, there: Pipe, read: bytes, descriptor: int) -> bool:
        received = b"".join((self.request.head, HEAD_END, read, self.recv_buffer))
        is_continued = not self.expecting_continue
        deadline_s = inf if self._deadline_s is None else self._deadline_s
        return there.send(descriptor, received, deadline_s, is_continued=is_continued)


async def _never() -> NoReturn:
    await asyncio.get_running_loop().create_future()
    raise AssertionError


def may_leave(settings: Settings) -> bool:
    """Return whether another process may answer a profile's large requests.

    What its `load` lets in is counted by who serves, and what a connection's link has carried is
    known there alone.
    """
    return settings.load.model == "none" and settings.network is None


def may_hand_over(request: Request, route: Route) -> bool:
    """Return whether others can answer a request."""
    stream = request.stream
    is_possible = isinstance(stream, HandingHttp1) and stream.there is not None
    return is_possible and may_leave(route.variant.settings)


async def hand_over(request: Request) -> None:
    """Let others answer a request that was read; returns where nobody can."""
    if isinstance(request.stream, HandingHttp1):
        await request.stream.hand_over_whole(request.body or b"")
