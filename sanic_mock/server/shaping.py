"""Hands in answers that are changed on their way out, by faults or by the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole
from sanic_mock.dialects.rendering import is_large
from sanic_mock.engine.event_format import SERVER_SENT
from sanic_mock.engine.faults.behaviour import Circumstances, EarlyEnd
from sanic_mock.engine.network.link import Link, LinkModel
from sanic_mock.server.at_once_clock import AtOnceClock
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.fault_stages import stages_of
from sanic_mock.server.framed_sink import FramedSink
from sanic_mock.server.framing import HttpTerms
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.linked_connection import LinkedConnection
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.parted_progress import PartedProgress
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import progress_of
from sanic_mock.server.raw_connection import RawConnection
from sanic_mock.server.response_bytes import response_bytes, status_line
from sanic_mock.server.result import Label, Result
from sanic_mock.server.scheduler import Scheduler, no_notice
from sanic_mock.server.shaped_sink import ShapedSink


class Arrival(NamedTuple):
    """A request that has come, and its connection.

    Attributes:
        arrived_ns: when its last byte was read.
        size: how many bytes it has, head and body.
        served: answers that the connection has had before.
        link: the connection's.
    """

    arrived_ns: int
    size: int
    served: int
    link: Link


def arrival(protocol: Http1Protocol, arrived_ns: int, size: int) -> Arrival:
    """Return what is to be known of a request; its connection has a link from here on."""
    link = protocol.link or Link()
    protocol.link = link
    return Arrival(arrived_ns, size, protocol.served, link)


_OPEN = HttpTerms()


class Shaper:
    """One variant's way out for such answers.

    Args:
        pacer: who wakes.
        scheduler: lets answers begin in their time; None where nothing takes time.
        scale: what times of the profile are divided by.
        links: the network; None where there is none.
        observe: is told the result of each answer.
        begin: is told that one begins which the scheduler is not asked about.
    """

    def __init__(
        self,
        pacer: Pacer,
        scheduler: Scheduler | None,
        scale: float,
        links: LinkModel | None,
        observe: Callable[[Result], None] | None = None,
        begin: Callable[[], None] = no_notice,
    ) -> None:
        self._pacer = pacer
        self._scheduler = scheduler
        self._scale = scale
        self._links = links
        self._observe = observe
        self._note_begin = begin

    def hand_in(
        self,
        planned: Planned,
        label: Label,
        connection: RawConnection,
        arrival: Arrival,
        http: HttpTerms = _OPEN,
    ) -> ShapedSink | LinkedConnection:
        """Send a planned answer to a connection, changed, and in its time.

        Args:
            planned: the answer.
            label: what it is counted under.
            connection: where it goes.
            arrival: the request's.
            http: what the connection's client understands.

        Returns:
            What is to be told that the client reads again, or has left.
        """
        if self._links is None:
            return self._sink(planned, label, connection, arrival, http)
        arrived_ns, size, _, link = arrival
        stages = [*self._links.stages(link, planned.digest, size, arrived_ns)]
        due_ns = arrived_ns if planned.is_due else 0
        linked = LinkedConnection(connection, stages, self._pacer, due_ns)
        if self._is_sent_whole(planned, http):
            linked.send_last(response_bytes(planned.answer))
            if planned.charge is not None:
                planned.charge.settle()
        elif planned.plan is None or planned.faults or http is not _OPEN:
            linked.upstream = self._sink(planned, label, linked, arrival, http)
        else:
            assert self._scheduler is not None
            linked.upstream = sink = FramedSink(planned.answer, linked)
            sink.delivery = self._scheduler.hand_in(planned, label, sink, arrived_ns)
        return linked

    def _is_sent_whole(self, planned: Planned, http: HttpTerms) -> bool:
        """Return whether nothing but the network changes an answer, all of which is due."""
        answer = planned.answer
        return (
            planned.is_due
            and self._observe is None
            and http is _OPEN
            and not isinstance(answer, SlicedWhole)
            and not (isinstance(answer, Events) and is_large(answer))
        )

    def _sink(
        self,
        planned: Planned,
        label: Label,
        connection: RawConnection,
        arrival: Arrival,
        http: HttpTerms,
    ) -> ShapedSink:
        answer = _joined(planned.answer)
        is_stream = isinstance(answer, Events)
        tokens, digest = max(1, planned.tokens), planned.digest
        arrived_ns, _, served, _ = arrival
        early_end = EarlyEnd()
        circumstances = Circumstances(
            arrived_ns,
            is_stream,
            tokens,
            served,
            digest,
            early_end,
            self._scale,
            planned.fail,
            planned.without,
            answer.format if isinstance(answer, Events) else SERVER_SENT,
        )
        stages = stages_of(planned.faults, circumstances, http)
        is_grouped = self._scheduler is not None and self._scheduler.is_grouped
        end = answer.renderer.end if isinstance(answer, Events) else b""
        progress = PartedProgress(progress_of(answer, is_grouped), tokens, is_grouped, end)
        head = status_line(answer) + answer.fields
        names = ",".join(fault.name for fault in planned.faults)
        sink = ShapedSink(
            connection,
            head,
            stages,
            progress,
            self._pacer,
            names,
            early_end,
            self._observe,
            planned.charge,
            answer.undo if is_stream else None,
        )
        self._begin(_without_ends(planned), label, sink, progress, arrived_ns)
        if is_stream and any(fault.behaviour.is_early for fault in planned.faults):
            sink.open()
        return sink

    def _begin(
        self,
        planned: Planned,
        label: Label,
        sink: ShapedSink,
        progress: PartedProgress,
        arrived_ns: int,
    ) -> None:
        if planned.plan is not None:
            assert self._scheduler is not None
            sink.delivery = self._scheduler.hand_in(
                planned, label, sink, arrived_ns, progress, sink.observe
            )
            sink.watch()
            return
        self._note_begin()
        sink.delivery = Delivery(planned, label, sink, arrived_ns, progress, sink.observe)
        answer = planned.answer
        pieces = len(answer.pieces) if isinstance(answer, Events) else 0
        sink.delivery.clock = clock = AtOnceClock(sink.delivery, pieces, self._pacer)
        clock.begin(arrived_ns)


def _joined(answer: Whole | Events) -> Whole | Events:
    """Return an answer whose body is one."""
    if isinstance(answer, SlicedWhole):
        return Whole(answer.status, answer.fields, b"".join(answer.parts), answer.undo)
    return answer


def _without_ends(planned: Planned) -> Planned:
    """Return the same without what is done when the last of it has left, behind its delivery."""
    answer = planned.answer
    if isinstance(answer, Events) and answer.undo is not None:
        answer = msgspec.structs.replace(answer, undo=None)
    elif planned.charge is None:
        return planned
    return msgspec.structs.replace(planned, charge=None, answer=answer)
