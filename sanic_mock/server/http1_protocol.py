"""Sanic's protocol: when a connection is closed, and what `http1` asks of it."""

from __future__ import annotations

from typing import Any

from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.flow import FlowEnding
from sanic_mock.engine.network.link import Link
from sanic_mock.errors import Lengthy
from sanic_mock.profile.places import NO_TLS
from sanic_mock.server.sockets import has_unread
from sanic_mock.settings import Settings, bounds_concurrency


class Http1Protocol(HttpProtocol):
    """Sanic's protocol, of whose subclasses each says who speaks HTTP/1 on a connection."""

    __slots__ = ("link",)
    is_body_late = False  # whether the body to come has had its time already
    served = 0  # answers that it has had

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.link: Link | None = None  # its network, once an answer goes through one

    def take_lengthy(self) -> type[Lengthy] | None:
        """Return why the request to come is not answered on the loop, None where nobody has tried.

        It is told once.
        """
        return None

    def end_raw(self, ending: FlowEnding) -> None:
        """Go on, or end, behind an answer whose bytes were sent as they are."""
        raise NotImplementedError

    def hold_raw(self) -> None:
        """Take note that such an answer never ends."""
        raise NotImplementedError

    def begin_end(self) -> None:
        """Let the next answer be the last; Sanic's signal says so already."""

    def close(self, timeout: float | None = None) -> None:
        """Close when all is sent.

        Of an encrypted connection uvloop does not say how much waits beyond the encryption, so that
        Sanic takes it for nothing, and aborts (sanic 25.12): it is left to uvloop's own time limit.
        """
        transport = self.transport
        if transport is None or transport.get_extra_info("sslcontext") is None:
            super().close(timeout)
            return
        if self._callback_check_timeouts:
            self._callback_check_timeouts.cancel()
        transport.close()

    def close_if_idle(self) -> bool:
        """Close unless a request is under way, or has arrived and was not looked at yet."""
        if self.recv_buffer or has_unread(self.transport):
            return False
        return bool(super().close_if_idle())

    def eof_received(self) -> bool:
        """Stay until what was sent has been answered; who waits for more gets none, and closes."""
        return self._data_received.is_set() and self.may_stay_half_open()

    async def writable(self) -> None:
        """Return once the client has read enough to be sent more."""
        await self._can_write.wait()

    def may_stay_half_open(self) -> bool:
        """Return whether a client that sends no more is answered; TLS is always closed for both.

        One that has left looks the same until it is written to, and must not hold a slot so long.
        """
        settings: Settings = self.app.ctx.worker.variant.settings
        if settings.tls != NO_TLS or settings.half_open == "drop":
            return False
        return settings.half_open == "answer" or not any(map(_holds_places, settings.every))


def _holds_places(settings: Settings) -> bool:
    """Return whether answers of a profile hold a place that others wait for."""
    return settings.load.model != "none" or bounds_concurrency(settings.limits)
