"""Reads the requests of one connection, mended where clients of today would notice.

What differs from `sanic.http.http1`, each with its reason beside it: an odd or unsafe head is
refused at once; all of a head and all of a body have a time to arrive in; an offer to upgrade is
ignored, trailers are read, and what came compressed waits until there is room for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic.exceptions import BadRequest, PayloadTooLarge, RequestTimeout
from sanic.http import Http, Stage
from sanic.http.http1 import HTTP_CONTINUE
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.errors import Lengthy
from sanic_mock.server.chunked_body import ChunkedBody
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.request_framing import check_beginning, check_fields
from sanic_mock.server.unzip_budget import UnzipBudget

# What a RequestTimeout says was awaited.
HEADERS, BODY = "headers", "body"
HEAD_END = b"\r\n\r\n"


class Http1Requests(Http):
    """What comes on one connection.

    Attributes:
        lengthy: see Http1Protocol.take_lengthy, of the request that was read last.
        coded: its body as it came, where that was compressed and has been read; else empty.
    """

    __slots__ = (
        "_awaited",
        "_chunks",
        "_deadline_s",
        "_is_head_read",
        "_unzipped",
        "coded",
        "lengthy",
    )
    protocol: Http1Protocol

    def __init__(self, protocol: HttpProtocol) -> None:
        super().__init__(protocol)  # type: ignore[no-untyped-call]
        self._chunks: ChunkedBody | None = None
        self._is_head_read = True
        self._deadline_s: float | None = None
        self._awaited = HEADERS
        self.lengthy: type[Lengthy] | None = None
        self.coded = b""
        self._unzipped = 0

    def init_for_request(self) -> None:
        """Begin anew; a connection without a request is Sanic's to close."""
        self._forget_request()
        super().init_for_request()  # type: ignore[no-untyped-call]
        self._deadline_s = None

    def _forget_request(self) -> None:
        """Let go of what was held for the request before; there may have been none."""
        self.forget_unzipped()

    # Time

    def _expect(self, awaited: str, limit_s: float) -> None:
        """Let what is awaited arrive in this time, however slowly; 0 is no limit."""
        self._awaited = awaited
        self._deadline_s = asyncio.get_running_loop().time() + limit_s if limit_s else None

    async def _receive_in_time(self) -> None:
        try:
            async with asyncio.timeout_at(self._deadline_s):
                await self.protocol.receive_more()  # type: ignore[no-untyped-call]
        except TimeoutError:
            self.keep_alive = False
            raise RequestTimeout(self._awaited) from None

    # Heads

    async def http1_request_header(self) -> None:
        """Read a head."""
        settings = self.protocol.app.ctx.worker.variant.settings
        self.request_max_size = settings.max_body_bytes
        self._expect(HEADERS, settings.head_timeout_s)
        self._is_head_read = False
        await self._skip_empty_lines()
        await self._receive_head()
        await super().http1_request_header()  # type: ignore[no-untyped-call]
        self._is_head_read = True
        if self.protocol.refusal is not None:
            self.keep_alive = self.expecting_continue = False
            raise self.protocol.refusal
        self.lengthy = self.protocol.take_lengthy()
        self._expect(BODY, settings.body_timeout_s)
        if self.protocol.is_body_late:
            self._deadline_s = 0.0
        self._chunks, self.coded = None, b""
        if "transfer-encoding" in self.request.headers:
            self._chunks = ChunkedBody()
            del self.recv_buffer[:2]  # the end of the head's last line, which Sanic leaves
        self._decide_connection()

    async def _skip_empty_lines(self) -> None:
        """Ignore empty lines before a request (RFC 9112, section 2.2); they begin none."""
        buffer = self.recv_buffer
        while buffer[:2] in (b"\r\n", b"\r", b""):
            if len(buffer) >= 2:
                del buffer[:2]
                continue
            self.stage = Stage.REQUEST if buffer else Stage.IDLE
            self._is_head_read = not buffer
            await self._receive_more_of_head()
        self.stage = Stage.REQUEST
        self._is_head_read = False

    async def _receive_head(self) -> None:
        """Wait for all of a head, but not for what cannot become one."""
        buffer = self.recv_buffer
        end = buffer.find(HEAD_END)
        while end < 0 and len(buffer) - 3 < self.HEADER_MAX_SIZE:
            check_beginning(bytes(buffer))
            seen = max(0, len(buffer) - 3)
            await self._receive_more_of_head()
            end = buffer.find(HEAD_END, seen)
        if 0 <= end < self.HEADER_MAX_SIZE:
            head = bytes(buffer[:end])
            check_beginning(head + b"\r\n")
            check_fields(head)

    async def _receive_more_of_head(self) -> None:
        self.create_empty_request()  # whose name Sanic logs if the connection is lost meanwhile
        await self._receive_more()
        self.request = None  # type: ignore[assignment]

    def _decide_connection(self) -> None:
        """Close after a request only where it asks for that (RFC 9112, section 9.3).

        Offers to upgrade are ignored, as a server may (RFC 9110, section 7.8).
        """
        request = self.request
        fields = request.headers.getall("connection", [])
        options = {option.strip().lower() for field in fields for option in field.split(",")}
        self.upgrade_websocket = False
        self.keep_alive = "close" not in options and not self.protocol.signal.stopped
        if request.version == "1.0":
            # RFC 9112, section 6.1: an older client's Transfer-Encoding is not to be trusted
            self.keep_alive &= "keep-alive" in options and self._chunks is None
            self.expecting_continue = False  # RFC 9110, section 10.1.1

    # Bodies

    async def read(self) -> bytes | None:
        """Return some of a request's body, None at its end."""
        if self._chunks is not None:
            return await self._read_chunk(self._chunks)
        self._check_size(self.request_bytes or 0)
        return await super().read()

    async def _read_chunk(self, chunks: ChunkedBody) -> bytes | None:
        await self._continue()
        while not (content := self._take(chunks)):
            if chunks.is_ended:
                self.request_body = None
                return None
            await self._receive_more()
        if self.recv_buffer:
            await asyncio.sleep(0)  # many small chunks are not to hold all other answers
        return content

    def _take(self, chunks: ChunkedBody) -> bytes:
        try:
            content = chunks.take(self.recv_buffer)
        except BadRequest:
            self.keep_alive = False
            raise
        self._check_size(chunks.announced)
        return content

    def _check_size(self, size: int) -> None:
        if size > self.request_max_size:
            self.expecting_continue = False  # the answer is final, and the body is not wanted
            self.keep_alive = False
            raise PayloadTooLarge("Request body exceeds the size limit")

    async def hand_over_whole(self, body: bytes) -> None:
        """Let others answer a request that was read; returns where there is nobody."""

    async def unzip(self, work: Callable[[], bytes | None]) -> bytes | None:
        """Do the work of reading a large body that came compressed, as soon as there is room."""
        budget: UnzipBudget = self.protocol.app.ctx.unzip_budget
        content = await budget.unzip(work, int(self.request_max_size))
        self._unzipped = len(content or b"")
        return content

    @property
    def came_bytes(self) -> int:
        """How many bytes of a request's body have come."""
        return len(self.coded or self.request.body or b"")

    def forget_unzipped(self) -> None:
        """Let go of a large body that came compressed: its answer is made."""
        if self._unzipped:
            self.request.body = b""
            self.protocol.app.ctx.unzip_budget.leave(self._unzipped)
            self._unzipped = 0

    async def _continue(self) -> None:
        if self.expecting_continue:
            self.expecting_continue = False
            await self._send(HTTP_CONTINUE)
