"""What speaks to the sockets in the process for large requests: see large_process.

It is the fast lane and Sanic's lane as elsewhere. A connection comes with what was read of it, and
leaves as soon as its answer has: the next request on it is most likely not large.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Any

from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.errors import Lengthy
from sanic_mock.server.body_budget import ArrivingBody, BodyBudget
from sanic_mock.server.chunked_body import ChunkedBody
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.handover import BegunConnection, Gone, Pipe
from sanic_mock.server.http1 import Http1
from sanic_mock.server.intake import Factory, Intake
from sanic_mock.server.large_end import LargeEnd
from sanic_mock.server.responding import FREE, SANIC
from sanic_mock.server.routes import LARGE_BODY

_RETRY_S = 0.01


class LargeHttp1(Http1):
    """One connection's large request, and what follows it at once."""

    __slots__ = ("_back", "_body", "_budget")
    protocol: LargeLane

    def __init__(self, protocol: HttpProtocol) -> None:
        super().__init__(protocol)
        self._budget: BodyBudget = protocol.app.ctx.budget
        self._back: Pipe = protocol.app.ctx.back
        self._body: ArrivingBody | None = None

    async def http1_request_header(self) -> None:
        """Read a head that somebody has read already."""
        await super().http1_request_header()
        self._body = self._budget.begin(inf if self._chunks else self.request_bytes or 0)
        if self.protocol.is_first:
            self._take_over()

    def _take_over(self) -> None:
        """Go on where the other process has left off."""
        protocol = self.protocol
        protocol.is_first = False
        self._deadline_s = protocol.begun.deadline_s
        if protocol.begun.is_continued:
            self.expecting_continue = False

    def _forget_request(self) -> None:
        super()._forget_request()
        if self._body is None:
            return
        self._budget.leave(self._body)
        if self._body.held > LARGE_BODY:
            end: LargeEnd = self.protocol.app.ctx.large_end
            self.protocol.loop.call_soon(
                end.note_request, self._body.held
            )  # when the request has gone
        self._body = None

    # Bodies

    async def read(self) -> bytes | None:
        """Return some of a request's body, None at its end."""
        content = await super().read()
        if self._body is not None and self.stage is Stage.HANDLER:  # else it is dropped
            self._budget.take(self._body, len(content or b""))
            self._body.is_whole = content is None
        return content

    async def _read_chunk(self, chunks: ChunkedBody) -> bytes | None:
        await self._wait_for_room()
        return await super()._read_chunk(chunks)

    async def _receive_in_time(self) -> None:
        if self.stage is Stage.HANDLER:
            await self._wait_for_room()
        elif self.stage is Stage.IDLE and self.keep_alive and not self.request_body:
            await self._hand_back()
            if self.recv_buffer:
                return
        await super()._receive_in_time()

    async def _wait_for_room(self) -> None:
        """Wait until more of the body may be read; that is no time of its client's."""
        if self._body is None:
            return
        now = began_s = asyncio.get_running_loop().time()
        while not self._budget.may_read(self._body, now):
            await asyncio.sleep(_RETRY_S)
            now = asyncio.get_running_loop().time()
        if self._deadline_s is not None:
            self._deadline_s += now - began_s

    # The next request

    async def _hand_back(self) -> None:
        """Let the others wait for the next request; returns where it is to be read here.

        Cancelled as the connection is lost here.
        """
        with suppress(Gone):
            while not self.recv_buffer:
                if self.protocol.is_between_requests() and self.protocol.send_away(self._back.send):
                    await asyncio.get_running_loop().create_future()
                await asyncio.sleep(_RETRY_S)


class LargeLane(FastLane):
    """The fast lane of a connection on which a large request has begun.

    Args:
        begun: the connection.

    Attributes:
        begun: likewise.
        is_first: whether that request is not read yet.
    """

    __slots__ = ("begun", "is_first")
    HTTP_CLASS: Any = LargeHttp1

    def __init__(self, *, begun: BegunConnection, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.begun = begun
        self.is_first = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Read what was read before: it is large, or was found to be much work."""
        super().connection_made(transport)
        received, self.begun.received = self.begun.received, b""
        self._is_active = True
        self._pass_on(received, Lengthy)

    def is_between_requests(self) -> bool:
        """Return whether all has been answered, and all answers are on their way."""
        return self._mode in (FREE, SANIC) and not self._early and self.is_written()


class LargeIntake(Intake):
    """Takes connections in with what was read of them."""

    TAKES_NEW = False

    def watch(self, observe: Callable[[int], None]) -> None:
        """Tell nothing: what is large may wait."""

    def factory_for(self, connection: socket.socket) -> Factory:
        """See Intake."""
        assert isinstance(connection, BegunConnection)
        lane: Callable[..., asyncio.Protocol] = self._factory
        return partial(lane, begun=connection)
