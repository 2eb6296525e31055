"""Sanic's HTTP/1, mended where clients of today would notice; how it reads is in `http1_requests`.

What differs from `sanic.http.http1` in what is sent, each with its reason beside it: HTTP/2 is
refused in its own words, HTTP/1.0 gets no chunks, who is refused while still sending gets to read
why, and an answer that leaves while the server stops says that it is the last.
"""

from __future__ import annotations

from sanic.exceptions import RequestTimeout
from sanic.headers import format_http1_response
from sanic.http import Stage

from sanic_mock.server.http1_requests import Http1Requests
from sanic_mock.server.http2_refusal import REFUSAL, SpokenHttp2
from sanic_mock.server.lingering import linger
from sanic_mock.server.response_bytes import closing
from sanic_mock.server.sockets import has_unread
from sanic_mock.server.wrong_scheme import WrongScheme


class Http1(Http1Requests):
    """One connection's requests and responses."""

    __slots__ = ()

    async def http1(self) -> None:
        """Serve a connection until it is to be closed."""
        try:
            await self._serve()
        finally:
            self._forget_request()

    async def _serve(self) -> None:
        self._receive_more = self._receive_in_time
        try:
            await super().http1()  # type: ignore[no-untyped-call]
        except RequestTimeout:  # of the rest of a body that nobody wants any more
            pass
        finally:  # a method of its own would keep it alive
            self._receive_more = self.protocol.receive_more
        if self.request_body or not self._is_head_read:
            protocol, limit = self.protocol, self.request_max_size
            await linger(protocol.transport, self.recv_buffer, self._receive_more, limit)

    # Responses

    async def error_response(self, exception: Exception) -> None:
        """Tell what is wrong with a request."""
        if isinstance(exception, SpokenHttp2):
            self.keep_alive = False
            await self._send(REFUSAL)
            return
        if isinstance(exception, WrongScheme):
            self.protocol.app.ctx.scheme_log.note(exception.sentence)
        await super().error_response(exception)

    async def http1_response_header(self, data: bytes, end_stream: bool) -> None:
        """Send a head, and the content with it."""
        if self._closes_behind():
            self.keep_alive = False
        if self.request.version == "1.0" and not end_stream:
            await self._begin_unframed(data)
        else:
            await super().http1_response_header(data, end_stream)

    def _closes_behind(self) -> bool:
        """Return whether the server stops, and nothing has come that is still to be answered."""
        protocol = self.protocol
        if not protocol.signal.stopped or self.recv_buffer:
            return False
        return not has_unread(protocol.transport)

    async def _begin_unframed(self, data: bytes) -> None:
        """Begin a stream that ends when the connection does.

        RFC 9112, section 6.1: no Transfer-Encoding where the request is not of HTTP/1.1.
        """
        self.keep_alive = False
        response = self.response
        response.headers["connection"] = "close"
        head = format_http1_response(response.status, response.processed_headers)
        self.response_func = self._send_unframed
        await self._send(head + data)
        self.stage = Stage.RESPONSE

    def begin_raw(self) -> None:
        """Begin a response whose bytes are sent as they are, its head among them."""
        self.response_func = self._send_unframed
        self.stage = Stage.RESPONSE

    async def _send_unframed(self, data: bytes, end_stream: bool) -> None:
        if data:
            if data.startswith(b"HTTP/") and self._closes_behind():
                self.keep_alive, data = False, closing(data)
            await self._send(data)
        if end_stream:
            self.response_func = None  # type: ignore[assignment]
            self.stage = Stage.IDLE
