"""The fast lane: plain POSTs answered straight from the socket's bytes, all else by Sanic.

`data_received` looks at whole requests. What `request_head` recognises is answered here, in one
write; whatever it does not, or what takes long to make, goes untouched to Sanic, which answers it
from the same `Worker`, on a thread where it has to.
Per connection exactly one of them is at work, and requests are answered in the order they came:

    FREE        nothing under way; the next bytes start a request
    COLLECTING  a recognised head, its body still arriving
    WAITING     an answer waits for its time in the pacer, or the client does not read
    SANIC       Sanic has a request, or part of one
    SILENT      a fault has ended the answers of a connection that stays open, however long
    DEAD        likewise, and whoever asks again finds it closed

Bytes that come too early wait, and beyond 64 KiB the socket is not read.
"""

from __future__ import annotations

import logging
from time import monotonic, monotonic_ns
from typing import Any

from sanic.http import Stage

from sanic_mock.errors import Lengthy, Unprepared, WishInBody
from sanic_mock.server.answer_now import ShapedAnswer
from sanic_mock.server.arriving import ArrivingRequest
from sanic_mock.server.chosen_answer import ChosenAnswer
from sanic_mock.server.handing_http1 import HandingHttp1
from sanic_mock.server.responding import (
    COLLECTING,
    DEAD,
    FREE,
    SANIC,
    SILENT,
    WAITING,
    RespondingProtocol,
)

log = logging.getLogger("sanic_mock")

EARLY_BYTES = 65_536
# who has connected gets so long to ask before a server that stops closes
FIRST_S = 2.0


class FastLane(RespondingProtocol):
    """Sanic's protocol with a shorter way for the requests that a mock gets most."""

    HTTP_CLASS: Any = HandingHttp1
    __slots__ = ("_arriving", "_early", "_lengthy", "is_body_late")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.refusal is not None:
            self._mode = SANIC
        self._early = bytearray()
        self._lengthy: type[Lengthy] | None = None
        self._arriving: ArrivingRequest | None = None  # before the first
        self.is_body_late = False

    # What the socket tells

    def data_received(self, data: bytes) -> None:
        """Answer, collect or pass on what arrived."""
        self._is_active = True
        try:
            if self._mode != FREE:
                self._meanwhile(data)
                return
            routes = self._worker.routes
            raw, route, start, stop, length = routes.recent
            # of another head nothing is removed, and what is left is longer
            if len(data) != stop or len(body := data.removeprefix(raw)) != length:
                found = routes.find(data)
                if found is None or found[2] != len(data):
                    self._requests(data)
                    return
                route, start, stop = found
                body = data[start:]
            answer_now = route.at_once
            if answer_now is None:
                self._respond_in_time(route, data, body, start)
                return
            # as `_respond` does, one call less for most requests
            self.transport.write(answer_now(body))  # type: ignore[union-attr]
            if self._paused:
                self._mode = WAITING
        except WishInBody:
            self._respond_wishing(route, data, start, stop)
        except (Lengthy, Unprepared) as why:
            self._pass_on(data, type(why))
        except ShapedAnswer as shaped:
            self._respond_shaped(route, shaped.planned, monotonic_ns(), stop)
        except ChosenAnswer as chosen:
            self._respond_chosen(chosen, data, start, stop)
        except Exception:
            log.exception("the fast lane failed; the connection is closed")
            self.abort()  # type: ignore[no-untyped-call]

    def connection_lost(self, exc: BaseException | None) -> None:
        """Free all that waits for this client."""
        self._early.clear()
        if self._arriving is not None:
            self._arriving.close()
        super().connection_lost(exc)

    def eof_received(self) -> bool:
        """Stay for an answer under way; see Http1Protocol."""
        if self._mode == SANIC:
            return super().eof_received()
        return self._end_half(is_answering=self._mode == WAITING)

    # What Sanic asks

    def check_timeouts(self) -> None:
        """Let Sanic close what idles too long; a planned wait is not idle, not reading is."""
        if self._is_active:
            self._is_active = False
            self._time = monotonic()
        idle_s = monotonic() - self._time
        if self._mode == WAITING and self._paused and idle_s > self.keep_alive_timeout:
            self.abort()  # type: ignore[no-untyped-call]
        elif self._mode in (WAITING, SILENT):
            self._time = monotonic()
        super().check_timeouts()

    def take_lengthy(self) -> type[Lengthy] | None:
        """See Http1Protocol."""
        lengthy, self._lengthy = self._lengthy, None
        return lengthy

    def begin_end(self) -> None:
        """Leave what is asked from here on to Sanic, which says that it is the last."""
        if self._mode == FREE:
            self._mode = SANIC
        elif self._mode in (SILENT, DEAD):
            self.abort()  # type: ignore[no-untyped-call]

    def close_if_idle(self) -> bool:
        """Close now, or once the answer under way has left."""
        self.begin_end()
        if self._mode != SANIC or self._is_new():
            return False
        return super().close_if_idle()

    def is_idle(self) -> bool:
        """See Http1Protocol."""
        return self._mode not in (COLLECTING, WAITING) and super().is_idle()

    def _closes_behind(self) -> bool:
        return self._mode == WAITING and not self._early

    def _is_new(self) -> bool:
        """Return whether nothing has come yet of a client that has only just connected."""
        return not self._is_active and monotonic() - self._time < FIRST_S

    # Requests

    def _requests(self, data: bytes) -> None:
        while True:
            try:
                found = self._worker.routes.find(data)
            except Unprepared:
                found = None
            if found is None:
                self._pass_on(data)
                return
            route, start, stop = found
            if len(data) < stop:
                self._collect(data, stop)
                return
            try:
                self._respond(route, data, start, stop)
            except (Lengthy, Unprepared) as why:
                self._pass_on(data, type(why))
                return
            if len(data) == stop:
                return
            data = data[stop:]
            if self._mode != FREE:
                self._meanwhile(data)
                return

    # What arrives while something is under way

    def _collect(self, data: bytes, stop: int) -> None:
        self._mode = COLLECTING
        limit_s = self._worker.variant.settings.body_timeout_s
        if self._arriving is None:
            self._arriving = ArrivingRequest(self.loop, self._give_up)
        self._arriving.begin(data, stop - len(data), limit_s)

    def _meanwhile(self, data: bytes) -> None:
        if self._mode == SANIC:
            if self._sanic_is_idle():
                self._mode = FREE
                self._requests(data)
            else:
                super().data_received(data)
        elif self._mode == COLLECTING:
            self._collect_more(data)
        elif self._mode == DEAD:
            self.transport.close()  # type: ignore[union-attr]
        elif self._mode == WAITING:
            self._early += data
            if self.transport and len(self._early) > EARLY_BYTES:
                self.transport.pause_reading()

    def _collect_more(self, data: bytes) -> None:
        assert self._arriving is not None
        whole = self._arriving.add(data)
        if whole is None:
            return
        request, following = whole
        self._mode = FREE
        self._requests(request)
        if following:
            self.data_received(following)
        elif self.signal.stopped and self._mode == FREE:
            self.close()

    def _give_up(self) -> None:
        """Let Sanic answer a request whose body takes too long."""
        assert self._arriving is not None
        self.is_body_late = True
        self._pass_on(self._arriving.take())

    def _go_on(self) -> None:
        is_last = self.signal.stopped
        self._mode = SANIC if is_last else FREE
        if self._early:
            data = bytes(self._early)
            self._early.clear()
            if self.transport:
                self.transport.resume_reading()  # of the end, too, if that has been seen
            self.data_received(data)
        elif is_last or self._has_ended:
            self.close()

    # Sanic's turn

    def _pass_on(self, data: bytes, why: type[Lengthy | Unprepared] | None = None) -> None:
        """See RespondingProtocol."""
        self._mode = SANIC
        self._lengthy = None
        if why is not None and issubclass(why, Lengthy) and why is not WishInBody:
            self._lengthy = why
        super().data_received(data)

    def _sanic_is_idle(self) -> bool:
        if self.signal.stopped or self.refusal is not None:  # all from here on is Sanic's
            return False
        http = self.http  # none before its task has begun
        return (
            http is not None
            and http.stage is Stage.IDLE
            and http.keep_alive
            and not http.request_body
            and not self.recv_buffer
        )
