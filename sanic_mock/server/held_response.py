"""Responses that are made when their requests come, and wait for their time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from sanic_mock.engine.flow import FlowPart, Stage, pass_whole
from sanic_mock.engine.network.link import Passage
from sanic_mock.server.delivery import Observe
from sanic_mock.server.held_end import HeldEnd
from sanic_mock.server.linked_connection import LinkedConnection
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.raw_connection import RawConnection
from sanic_mock.server.result import Ending


class ResponseSink(RawConnection, Protocol):
    """A connection that sends a response when it is due."""

    def send_response(self, response: bytes) -> None:
        """Send all of a response, and look at what came meanwhile."""

    def go_through(self, linked: LinkedConnection) -> None:
        """Be told by a network from here on, which cuts a response or holds it back."""

    def reset(self) -> None:
        """End the connection."""


class HeldResponse(Struct, eq=False):
    """A response that waits for its time; see delivery.Delivery, and pacer.Sender.

    It waits for its time at the server first, and for what a network takes then. One is made for
    each request, which an `__init__` would take twice as long for.

    Args:
        response: all of it.
        sink: the connection.
        pacer: who wakes, once it was added.
        end: what its end at the server comes to; None for nothing.
        passage: its way through a network; None where there is none.
    """

    _response: bytes
    _sink: ResponseSink | None
    _pacer: Pacer
    _end: HeldEnd | None = None
    _passage: Passage | None = None
    _is_parked: bool = False
    _has_passed: bool = False

    def send_now(self, now_ns: int) -> None:
        """Send what takes no time at the server, or no more, unless that is frozen."""
        due_ns = now_ns if self._pacer.is_frozen else self.send_due(now_ns)
        if due_ns:
            self._pacer.add(due_ns, self)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender; while its client does not read, it is parked."""
        sink = self._sink
        if sink is None:
            return 0
        if sink.is_blocked():
            self._park()
            return 0
        if self._end is not None:
            end, self._end = self._end, None
            end.complete(self._response, now_ns, self._pacer.now_ns())
        if self._passage is not None:
            return self._pass(sink, self._passage, now_ns)
        sink.send_response(self._response)
        self._sink = None
        return 0

    def resume(self) -> None:
        """Go on: the client reads again."""
        if self._is_parked:
            self._is_parked = False
            now_ns = self._pacer.now_ns()
            if self._end is not None:
                self._end.resumed_ns = now_ns
            if self._has_passed:  # it waits for nothing but its client
                self.send_now(now_ns)
            else:
                self._pacer.add(now_ns, self)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self._end is not None:
            self._end.tell_by(wrap)

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing: the client left; the pacer may know this for minutes from here."""
        self._break("left", now_ns, left_seen_ns)
        self._sink, self._response, self._passage = None, b"", None

    def fail(self) -> None:
        """See pacer.Sender."""
        if self._sink is not None:
            self._break("failed", self._pacer.now_ns())
            self._sink.reset()

    def _park(self) -> None:
        self._is_parked = True
        if self._end is not None:
            self._end.parks += 1

    def _pass(self, sink: ResponseSink, passage: Passage, now_ns: int) -> int:
        """Let it through the network; return when it has come through, 0 where that sends it."""
        self._passage = None
        passed_ns = passage.pass_whole(len(self._response), now_ns)
        if passed_ns is None:
            return self._pass_in_stages(sink, [*passage.stages()], now_ns)
        if passed_ns > now_ns:
            self._has_passed = True
            return passed_ns
        self._sink = None
        sink.send_response(self._response)
        return 0

    def _pass_in_stages(self, sink: ResponseSink, stages: Sequence[Stage], now_ns: int) -> int:
        """Do as `_pass` does, in as many pieces as it comes to."""
        place, due_ns = pass_whole(stages, len(self._response), now_ns)
        if place == len(stages) and due_ns > now_ns:
            self._has_passed = True
            return due_ns
        self._sink = None
        if place < len(stages):
            linked = LinkedConnection(sink, stages, self._pacer)
            sink.go_through(linked)
            linked.send_from(place, FlowPart(due_ns, self._response))
        else:
            sink.send_response(self._response)
        return 0

    def _break(self, ending: Ending, now_ns: int, left_seen_ns: int = 0) -> None:
        end, self._end = self._end, None
        if end is not None:
            end.break_off(self._response, ending, now_ns, left_seen_ns)
