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
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sanic.http import Stage

from sanic_mock.engine.flow import FlowEnding
from sanic_mock.errors import Lengthy, Unprepared, WishInBody
from sanic_mock.server.answer_now import ShapedAnswer
from sanic_mock.server.answering import AnsweringProtocol
from sanic_mock.server.arriving import ArrivingRequest
from sanic_mock.server.chosen_answer import ChosenAnswer
from sanic_mock.server.connection_end import end_connection
from sanic_mock.server.handing_http1 import HandingHttp1
from sanic_mock.server.shaping import arrival
from sanic_mock.server.wishing import chosen_by_wish

if TYPE_CHECKING:
    from sanic_mock.server.answer_now import AnswerNow
    from sanic_mock.server.planned import Planned
    from sanic_mock.server.route import Route
    from sanic_mock.server.worker import Worker

log = logging.getLogger("sanic_mock")

FREE, COLLECTING, WAITING, SANIC, SILENT, DEAD = range(6)
EARLY_BYTES = 65_536
# who has connected gets so long to ask before a server that stops closes
FIRST_S = 2.0


class FastLane(AnsweringProtocol):
    """Sanic's protocol with a shorter way for the requests that a mock gets most."""

    HTTP_CLASS: Any = HandingHttp1
    __slots__ = (
        "_arriving",
        "_early",
        "_lengthy",
        "_mode",
        "_worker",
        "is_body_late",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._worker: Worker = self.app.ctx.worker
        self._mode = FREE
        self._time = monotonic()
        self._early: list[bytes] = []
        self._lengthy: type[Lengthy] | None = None
        self._arriving = ArrivingRequest(self.loop, self._give_up)
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
            raw, route, start, stop = routes.recent
            if len(data) != stop or not data.startswith(raw):
                found = routes.find(data)
                if found is None or found[2] != len(data):
                    self._requests(data)
                    return
                route, start, stop = found
            answer_now = route.at_once
            if answer_now is None:
                self._respond_in_time(route, data, start, stop)
                return
            # as `_respond` does, one call less for most requests
            self.transport.write(answer_now(data[start:]))  # type: ignore[union-attr]
            if self._paused:
                self._mode = WAITING
        except WishInBody:
            self._respond_wishing(route, data, start, stop)
        except Lengthy as why:
            self._pass_on(data, type(why))
        except Unprepared:
            self._pass_on(data)
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
        self._arriving.close()
        super().connection_lost(exc)

    def eof_received(self) -> bool:
        """Stay for an answer under way; see Http1Protocol."""
        if self._mode == SANIC:
            return super().eof_received()
        self._has_ended = True
        return self._mode == WAITING and self.may_stay_half_open()

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
        super().check_timeouts()  # type: ignore[no-untyped-call]

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
            except Lengthy as why:
                self._pass_on(data, type(why))
                return
            except Unprepared:
                self._pass_on(data)
                return
            if len(data) == stop:
                return
            data = data[stop:]
            if self._mode != FREE:
                self._meanwhile(data)
                return

    def _respond(self, route: Route, data: bytes, start: int, stop: int) -> None:
        answer_now, body = route.at_once, data[start:stop]
        try:
            if answer_now is None:
                self._respond_in_time(route, data, start, stop)
                return
            self._write(answer_now(body))
        except WishInBody:
            chosen = chosen_by_wish(route, body, self._worker.routes.route)
            self._respond_by(chosen, body, stop)
            return
        except ShapedAnswer as shaped:
            self._respond_shaped(route, shaped.planned, monotonic_ns(), stop)
            return
        except ChosenAnswer as chosen:
            self._respond_by(chosen, body, stop)
            return
        if self._paused:
            self._mode = WAITING

    def _respond_wishing(self, route: Route, data: bytes, start: int, stop: int) -> None:
        """Answer the only request that has come, whose body asks for something."""
        try:
            chosen = chosen_by_wish(route, data[start:], self._worker.routes.route)
        except (Lengthy, Unprepared) as why:
            self._pass_on(data, type(why) if isinstance(why, Lengthy) else None)
            return
        self._respond_chosen(chosen, data, start, stop)

    def _respond_chosen(self, chosen: ChosenAnswer, data: bytes, start: int, stop: int) -> None:
        """Answer the only request that has come; see data_received."""
        try:
            self._respond_by(chosen, data[start:], stop)
        except Lengthy as why:
            self._pass_on(data, type(why))
        except Exception:
            log.exception("the fast lane failed; the connection is closed")
            self.abort()  # type: ignore[no-untyped-call]

    def _respond_by(self, chosen: ChosenAnswer, body: bytes, size: int) -> None:
        """Answer as a body has chosen; raises Lengthy as if nothing had been."""
        if chosen.planned is not None:
            self._respond_shaped(chosen.route, chosen.planned, monotonic_ns(), size)
            return
        try:
            self._respond_planned(chosen.route, body, size)
        except Lengthy:
            chosen.undo(body)
            raise

    def _respond_shaped(self, route: Route, planned: Planned, arrived_ns: int, size: int) -> None:
        planned = self._noted(route, planned)
        self._mode = WAITING
        self._hand_in_shaped(route, planned, arrival(self, arrived_ns, size))

    def _respond_in_time(self, route: Route, data: bytes, start: int, stop: int) -> None:
        body = data[start:stop]
        if route.variant.is_noted:
            self._worker.callers.current = self.next_caller(data[:start], body)
            if route.answer_now is not None:
                self._respond_noted(route.answer_now, body)
                return
        self._respond_planned(route, body, stop)

    def _respond_noted(self, answer_now: AnswerNow, body: bytes) -> None:
        response = answer_now(body)
        self.asked += 1
        self._write(response)
        if self._paused:
            self._mode = WAITING

    def _noted(self, route: Route, planned: Planned) -> Planned:
        """Return an answer with who is being answered."""
        if not route.variant.is_noted or planned.caller is not None:
            return planned
        self.asked += 1
        return replace(planned, caller=self._worker.callers.current)

    def _respond_planned(self, route: Route, body: bytes, size: int) -> None:
        arrived_ns = monotonic_ns()
        planned = route.variant.answer(route, body)
        if planned.is_shaped:
            self._respond_shaped(route, planned, arrived_ns, size)
            return
        planned = self._noted(route, planned)
        self.served += 1
        if planned.plan is None:
            self._write(route.variant.served.response(route.label, planned))
            if self._paused:
                self._mode = WAITING
            return
        self._mode = WAITING
        self._hand_in(route, planned, arrived_ns)

    # What arrives while something is under way

    def _collect(self, data: bytes, stop: int) -> None:
        self._mode = COLLECTING
        limit_s = self._worker.variant.settings.body_timeout_s
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
            self._early.append(data)
            if self.transport and sum(map(len, self._early)) > EARLY_BYTES:
                self.transport.pause_reading()

    # What ends a connection: see outflow.RawConnection

    def end_raw(self, ending: FlowEnding) -> None:
        """Go on, or end, behind an answer that was changed on its way out."""
        self.served += 1
        if ending != "hold":
            self._delivery = None  # who holds is told when its client leaves
        if ending == "keep":
            if not self._paused:
                self._go_on()
            return
        self._mode = DEAD if ending == "dead" else SILENT
        end_connection(self.transport, ending)

    def hold_raw(self) -> None:
        """Be silent, though something is still sent: it ends with its client, or the server."""
        self._mode = SILENT

    def _collect_more(self, data: bytes) -> None:
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
        self.is_body_late = True
        self._pass_on(self._arriving.take())

    def _is_waiting(self) -> bool:
        return self._mode == WAITING

    def _go_on(self) -> None:
        is_last = self.signal.stopped
        self._mode = SANIC if is_last else FREE
        if self._early:
            data = b"".join(self._early)
            self._early.clear()
            if self.transport:
                self.transport.resume_reading()  # of the end, too, if that has been seen
            self.data_received(data)
        elif is_last or self._has_ended:
            self.close()

    # Sanic's turn

    def _pass_on(self, data: bytes, lengthy: type[Lengthy] | None = None) -> None:
        """Let Sanic answer; what is lengthy is not tried on the loop again."""
        self._mode = SANIC
        self._lengthy = None if lengthy is WishInBody else lengthy
        super().data_received(data)

    def _sanic_is_idle(self) -> bool:
        if self.signal.stopped:  # every request from here on is Sanic's
            return False
        http = self.http  # none before its task has begun
        return (
            http is not None
            and http.stage is Stage.IDLE
            and http.keep_alive
            and not http.request_body
            and not self.recv_buffer
        )
