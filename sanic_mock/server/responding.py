"""A connection that answers requests whose route is known, at once or when the pacer says.

An answer that is due is written in one piece. One that takes time, or is changed on its way out, is
handed in, and the connection waits for it; what takes long to make is passed on, as if nothing had
been.
"""

from __future__ import annotations

import logging
from abc import abstractmethod
from time import monotonic_ns
from typing import Any

from msgspec.structs import replace

from sanic_mock.engine.flow import FlowEnding
from sanic_mock.engine.network.link import Link
from sanic_mock.errors import Lengthy, Unprepared, WishInBody
from sanic_mock.server.answer_now import ShapedAnswer
from sanic_mock.server.answering import AnsweringProtocol
from sanic_mock.server.chosen_answer import ChosenAnswer
from sanic_mock.server.connection_end import end_connection
from sanic_mock.server.held_end import HeldEnd, end_of
from sanic_mock.server.held_response import HeldResponse
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.route import Route
from sanic_mock.server.shaping import arrival
from sanic_mock.server.timed_answers import AT_ONCE, Held
from sanic_mock.server.wishing import chosen_by_wish
from sanic_mock.server.worker import Worker

log = logging.getLogger("sanic_mock")

# What a connection does; the fast lane says what each means.
FREE, COLLECTING, WAITING, SANIC, SILENT, DEAD = range(6)


class RespondingProtocol(AnsweringProtocol):
    """Answers what the fast lane has found the route of."""

    __slots__ = ("_mode", "_worker")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._worker: Worker = self.app.ctx.worker
        self._mode = FREE

    @abstractmethod
    def _pass_on(self, data: bytes, why: type[Lengthy | Unprepared] | None = None) -> None:
        """Let Sanic answer; what is lengthy is not tried on the loop again."""

    def _is_waiting(self) -> bool:
        return self._mode == WAITING

    def _respond(self, route: Route, data: bytes, start: int, stop: int) -> None:
        answer_now, body = route.at_once, data[start:stop]
        try:
            if answer_now is None:
                self._respond_in_time(route, data, body, start)
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
            self._pass_on(data, type(why))
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
        arrived_ns = monotonic_ns()
        if chosen.planned is not None:
            self._respond_shaped(chosen.route, chosen.planned, arrived_ns, size)
            return
        try:
            if chosen.route.in_time is not None:
                answer = chosen.route.in_time(body)
                self._respond_held(chosen.route, answer, arrived_ns, size)
            else:
                self._respond_planned(chosen.route, body, arrived_ns, size)
        except Lengthy:
            chosen.undo(body)
            raise

    def _respond_shaped(self, route: Route, planned: Planned, arrived_ns: int, size: int) -> None:
        self._mode = WAITING
        if planned.is_held:
            end = end_of(planned, route.label, route.variant.served.observe)
            held = response_bytes(planned.answer), AT_ONCE, planned.digest, end
            self._hold(route, held, arrived_ns, size)
            return
        planned = self._noted(route, planned)
        self._hand_in_shaped(route, planned, arrival(self, arrived_ns, size))

    def _respond_in_time(self, route: Route, data: bytes, body: bytes, start: int) -> None:
        """Answer what takes time, or is noted; the body is where the data's begins."""
        if (answer_now := route.answer_now) is not None:  # and it is noted who asks
            self._callers.asking = self, data, start, body
            self.transport.write(answer_now(body))  # type: ignore[union-attr]
            self.asked += 1
            if self._paused:
                self._mode = WAITING
            return
        arrived_ns, variant, in_time = monotonic_ns(), route.variant, route.in_time
        served = variant.served
        pacer = served.pacer
        # before it is noted who asks: an answer that leaves now may let its client ask further
        pacer.catch_up(arrived_ns)
        if variant.is_noted:
            self._callers.asking = self, data, start, body
        if in_time is None:
            self._respond_planned(route, body, arrived_ns, start + len(body))
            return
        answer = in_time(body)
        if isinstance(answer, tuple):
            response, offset_ns, _, end = answer
            if end is None and served.links is None and offset_ns >= 0:
                # as `_hold` does, which has more to look at
                self._mode = WAITING
                self._delivery = waiting = HeldResponse(response, self, pacer)
                pacer.add(arrived_ns + offset_ns, waiting)
                return
        self._respond_held(route, answer, arrived_ns, start + len(body))

    def _respond_held(
        self, route: Route, answer: Held | Planned, arrived_ns: int, size: int
    ) -> None:
        if isinstance(answer, tuple):
            self._mode = WAITING
            self._hold(route, answer, arrived_ns, size)
        else:
            self._respond_as_planned(route, answer, arrived_ns, size)

    def _hold(self, route: Route, held: Held, arrived_ns: int, size: int) -> None:
        """Let a response leave when it is due, and has come through the network."""
        response, offset_ns, digest, end = held
        served, due_ns = route.variant.served, arrived_ns + max(0, offset_ns)
        links, passage = served.links, None
        if links is not None:
            if self.link is None:
                self.link = Link()
            passage = links.passage(self.link, digest, size, arrived_ns)
        self._delivery = waiting = HeldResponse(response, self, served.pacer, end, passage)
        if end is not None:
            end.arrived_ns, end.due_ns = arrived_ns, due_ns
            self._note_end(route, end, waiting)
        if offset_ns == AT_ONCE:
            waiting.send_now(arrived_ns)
        else:
            served.pacer.add(due_ns, waiting)

    def _note_end(self, route: Route, end: HeldEnd, waiting: HeldResponse) -> None:
        """Let the end of an answer be told, who asked for it, and that it has begun."""
        if route.variant.is_noted:
            end.caller = self._callers.current()
            self.asked += 1
        if self._half_closed is not None:
            self._half_closed.keep(waiting)
        route.variant.served.begin()

    def _noted(self, route: Route, planned: Planned) -> Planned:
        """Return an answer with who is being answered."""
        if not route.variant.is_noted or planned.caller is not None:
            return planned
        caller = self._callers.current()
        self.asked += 1
        return replace(planned, caller=caller)

    def _respond_planned(self, route: Route, body: bytes, arrived_ns: int, size: int) -> None:
        self._respond_as_planned(route, route.variant.answer(route, body), arrived_ns, size)

    def _respond_as_planned(
        self, route: Route, planned: Planned, arrived_ns: int, size: int
    ) -> None:
        if planned.is_shaped:
            self._respond_shaped(route, planned, arrived_ns, size)
            return
        self._send_planned(route, self._noted(route, planned), arrived_ns)

    def _send_planned(self, route: Route, planned: Planned, arrived_ns: int) -> None:
        self.served += 1
        if planned.plan is None:
            self._write(route.variant.served.response(route.label, planned))
            if self._paused:
                self._mode = WAITING
            return
        self._mode = WAITING
        self._hand_in(route, planned, arrived_ns)

    # What ends a connection: see raw_connection.RawConnection

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
