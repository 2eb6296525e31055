"""Sanic's protocol: when a connection is closed, and what `http1` asks of it."""

from __future__ import annotations

from typing import Any

from sanic.exceptions import SanicException
from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

from sanic_mock.engine.flow import FlowEnding
from sanic_mock.engine.network.link import Link
from sanic_mock.errors import Lengthy
from sanic_mock.profile.places import NO_TLS
from sanic_mock.server.connection_end import await_no_farewell
from sanic_mock.server.half_closed import HalfClosed, UnderWay
from sanic_mock.server.sockets import has_unread
from sanic_mock.server.tcp_info import silence_ns
from sanic_mock.settings import Settings, bounds_concurrency


class Http1Protocol(HttpProtocol):
    """Sanic's protocol, of whose subclasses each says who speaks HTTP/1 on a connection.

    Args:
        refusal: what is answered to whatever is asked; None where that is answered.
        kwargs: Sanic's own.

    Attributes:
        refusal: likewise.
        link: its network, once an answer goes through one.
        left_seen_ns: how long ago its client had left when that was seen; see Result.
    """

    __slots__ = ("_half_closed", "_has_ended", "_under_way", "left_seen_ns", "link", "refusal")
    is_body_late = False  # whether the body to come has had its time already
    served = 0  # answers that it has had

    def __init__(self, *, refusal: type[SanicException] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.refusal = refusal
        self.link: Link | None = None
        self._has_ended = False  # its client's half
        self._half_closed: HalfClosed | None = None  # once it waits for its answers all the same
        self._under_way: UnderWay | None = None
        self.left_seen_ns = 0

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

    def check_idle(self) -> None:
        """Close if it has idled too long, where Sanic does not look at that itself."""

    def begin_end(self) -> None:
        """Let the next answer be the last; Sanic's signal says so already."""

    def close(self, timeout: float | None = None) -> None:
        """Close when all is sent.

        Of an encrypted connection uvloop does not say how much waits beyond the encryption, so that
        Sanic takes it for nothing, and aborts (sanic 25.12): it is left to uvloop's own time limit.
        A server that stops asks again until it has closed, and does not wait for its client then.
        """
        transport, half_closed = self.transport, self._half_closed
        if half_closed is not None and half_closed.is_awaited:
            end = half_closed.end
        elif transport is not None and transport.get_extra_info("sslcontext") is not None:
            if self.signal.stopped and transport.is_closing():
                await_no_farewell(transport)
            end = transport.close
        else:
            super().close(timeout)
            return
        if self._callback_check_timeouts:
            self._callback_check_timeouts.cancel()
        end()

    def close_if_idle(self) -> bool:
        """Close unless a request is under way, or has arrived and was not looked at yet."""
        is_idle = self.is_idle()
        if is_idle:
            self.close()
        return is_idle

    def is_idle(self) -> bool:
        """Return whether no request is under way, nor has arrived and was not looked at yet."""
        if self.recv_buffer or has_unread(self.transport):
            return False
        return self.http is None or self.http.stage is Stage.IDLE

    def is_unfinished(self) -> bool:
        """Return whether an answer is under way, or what is left of one: an abort would cut it."""
        transport = self.transport
        return not self.is_idle() or (transport is not None and transport.is_closing())

    def eof_received(self) -> bool:
        """Stay until what was sent has been answered; who waits for more gets none, and closes."""
        return self._end_half(is_answering=self._data_received.is_set())

    def _end_half(self, *, is_answering: bool) -> bool:
        """Return whether to stay, though the client's half has ended."""
        self._has_ended = True
        if not (is_answering and self.may_stay_half_open()):
            self._date_leaving()  # whoever sends learns that before the connection is lost
            return False
        if self._half_closed is None:  # its end may be seen again, when reading is resumed
            assert self.transport is not None
            self._half_closed = HalfClosed(self.transport, self.app.ctx.worker.hangups)
            if (answer := self._answer_under_way()) is not None:
                self._half_closed.keep(answer)
        return True

    def take_under_way(self, answer: UnderWay | None) -> None:
        """Take note of the answer under way; None where there is none any more."""
        self._under_way = answer
        if answer is not None and self._half_closed is not None:
            self._half_closed.keep(answer)

    def _answer_under_way(self) -> UnderWay | None:
        """Return the answer under way, as far as Sanic knows; None for none."""
        return self._under_way

    def connection_lost(self, exc: BaseException | None) -> None:
        """See Sanic's protocol; who answers learns how long ago the client left."""
        self._date_leaving()
        if self._half_closed is not None:
            self._half_closed.lose(exc)
            self._half_closed = None
        super().connection_lost(exc)  # type: ignore[no-untyped-call]

    def _is_answering(self) -> bool:
        """Return whether an answer is under way, as far as Sanic knows."""
        return self.http is not None and self.http.stage in (Stage.HANDLER, Stage.RESPONSE)

    def _date_leaving(self) -> None:
        """Ask how long ago the client of an answer left; of RST the kernel keeps no time."""
        if self._has_ended and self.transport is not None and self._is_answering():
            connection = self.transport.get_extra_info("socket")
            self.left_seen_ns = self.left_seen_ns or silence_ns(connection)

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
