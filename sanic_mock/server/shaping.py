"""Hands in answers that are changed on their way out, by faults or by the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sanic_mock.dialects.answer import Events, SlicedWhole, Whole
from sanic_mock.engine.draws import more
from sanic_mock.engine.faults.behaviour import Circumstances, Reframing, StagePlace
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.flow import Stage
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.framing import ChunkedFraming, HttpTerms, framing_of
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.parted_progress import PartedProgress
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import progress_of
from sanic_mock.server.response_bytes import status_line
from sanic_mock.server.result import Label, Result
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.shaped_sink import RawConnection, ShapedSink

_OPEN = HttpTerms()


class AtOnceClock:
    """The clock of an answer that is all due when it comes; see delivery.Clock."""

    def begin(self, start_ns: int) -> None:
        """See Clock; it has begun."""

    def resume(self) -> None:
        """See Clock; all of it was sent."""

    def leave(self) -> None:
        """See Clock; it holds nothing."""


class Shaper:
    """One variant's way out for such answers.

    Args:
        pacer: who wakes.
        scheduler: lets answers begin in their time; None where nothing takes time.
        scale: what times of the profile are divided by.
        observe: is told the result of each answer.
    """

    def __init__(
        self,
        pacer: Pacer,
        scheduler: Scheduler | None,
        scale: float,
        observe: Callable[[Result], None] | None = None,
    ) -> None:
        self._pacer = pacer
        self._scheduler = scheduler
        self._scale = scale
        self._observe = observe

    def hand_in(
        self,
        planned: Planned,
        label: Label,
        connection: RawConnection,
        arrived_ns: int,
        served: int,
        http: HttpTerms = _OPEN,
    ) -> ShapedSink:
        """Send a planned answer to a connection, changed, and in its time.

        Args:
            planned: the answer.
            label: what it is counted under.
            connection: where it goes.
            arrived_ns: when the request's last byte was read.
            served: answers that the connection has had before.
            http: what the connection's client understands.
        """
        answer = _joined(planned.answer)
        is_stream = isinstance(answer, Events)
        tokens, digest = max(1, planned.tokens), planned.digest
        circumstances = Circumstances(arrived_ns, is_stream, tokens, served, digest, self._scale)
        stages = _stages(planned.faults, circumstances, http)
        is_grouped = self._scheduler is not None and self._scheduler.is_grouped
        end = answer.renderer.end if isinstance(answer, Events) else b""
        progress = PartedProgress(progress_of(answer, is_grouped), tokens, is_grouped, end)
        head = status_line(answer) + answer.fields
        names = ",".join(fault.name for fault in planned.faults)
        sink = ShapedSink(connection, head, stages, progress, self._pacer, names, self._observe)
        self._begin(planned, label, sink, progress, arrived_ns)
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
        sink.delivery = Delivery(planned, label, sink, arrived_ns, progress, sink.observe)
        sink.delivery.clock = AtOnceClock()
        answer = planned.answer
        ready = len(answer.pieces) if isinstance(answer, Events) else 0
        sink.delivery.finish(progress.take(ready), arrived_ns, self._pacer.now_ns())


def _stages(faults: Sequence[Fault], circumstances: Circumstances, http: HttpTerms) -> list[Stage]:
    """Return what changes an answer, in the order in which it is changed."""
    reframings = _reframings(faults, circumstances)
    framing = framing_of(reframings, http, is_stream=circumstances.is_stream)
    is_in_parts = circumstances.is_stream or isinstance(framing, ChunkedFraming)
    before: set[StagePlace] = {"content", "placed"} if is_in_parts else {"content"}
    behind: set[StagePlace] = {"wire"} if is_in_parts else {"wire", "placed"}
    return [
        *_stages_of(faults, before, circumstances),
        framing,
        *_stages_of(faults, behind, circumstances),
    ]


def _reframings(faults: Iterable[Fault], circumstances: Circumstances) -> Iterator[Reframing]:
    for fault in faults:
        if (reframing := fault.behaviour.reframing) is not None:
            change = reframing(fault.entry, _own(circumstances, fault))
            if change is not None:
                yield change


def _stages_of(
    faults: Iterable[Fault], standing: set[StagePlace], circumstances: Circumstances
) -> Iterator[Stage]:
    for fault in faults:
        behaviour = fault.behaviour
        if behaviour.stage is None or behaviour.standing not in standing:
            continue
        stage = behaviour.stage(fault.entry, _own(circumstances, fault))
        if stage is not None:
            yield stage


def _own(circumstances: Circumstances, fault: Fault) -> Circumstances:
    """Return the same, with the chance of one fault alone."""
    digest = more(circumstances.digest, b"fault%d" % fault.number)
    return circumstances._replace(digest=digest)


def _joined(answer: Whole | Events) -> Whole | Events:
    """Return an answer whose body is one."""
    if isinstance(answer, SlicedWhole):
        return Whole(answer.status, answer.fields, b"".join(answer.parts))
    return answer
