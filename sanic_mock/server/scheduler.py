"""The scheduler of one worker: lets answers begin, wakes them, and frees what they held.

Without `load` an answer begins when it arrives. With `slots` it may wait for one of them; with
`step` an engine's clock emits its tokens, one wake for all that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic_ns

from sanic_mock.dialects.answer import Events
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.timeline import Timeline, at_once
from sanic_mock.server.delivery import Sending, Stepped, Traced, TracedStepped
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned
from sanic_mock.server.sink import Sink
from sanic_mock.server.streams import Cursor
from sanic_mock.settings import Settings


class Scheduler:
    """Where planned answers are handed in.

    Args:
        settings: the profile.
        timeline: when tokens are due.
        pacer: who wakes.

    Attributes:
        parked: how often an answer stopped because its client did not read.
        aborted: how many answers lost their client.
        is_grouped: whether tokens that leave together share an event.
    """

    def __init__(self, settings: Settings, timeline: Timeline, pacer: Pacer) -> None:
        self._load = load = settings.load
        self._timeline = timeline
        self._pacer = pacer
        self._slots = Slots(load) if load.model == "slots" else None
        self._engine = (
            EngineClock(Engine(load, 1 / settings.time_scale), pacer)
            if load.model == "step"
            else None
        )
        self._kind = _kind(settings)
        self.wake_at = pacer.add
        self.now_ns: Callable[[], int] = monotonic_ns
        self.is_grouped = timeline.is_grouped
        self.parked = 0
        self.aborted = 0

    def hand_in(self, planned: Planned, sink: Sink, arrived_ns: int) -> Sending:
        """Send a planned answer to a connection in its time."""
        sending = self._kind(self, planned, sink, arrived_ns)
        if self._slots is None:
            sending.begin(arrived_ns)
        else:
            self._slots.admit(sending, arrived_ns)
        return sending

    def is_full(self) -> bool:
        """Return whether a further request is to be refused."""
        if self._slots is not None:
            return self._slots.is_full()
        return self._engine is not None and self._engine.engine.is_full()

    def refusal(self) -> Refusal | None:
        """Return why a further request is refused; None where there is room."""
        if not self.is_full():
            return None
        load = self._load
        room = load.slots + load.queue
        if load.on_full == "503":
            return Refusal("overloaded", retry_s=load.retry_after_s)
        return Refusal("rate_limit_requests", room, room, 1, load.retry_after_s)

    def cursor(self, planned: Planned, start_ns: int) -> Cursor:
        """Return an answer's place on its timeline, as the load is when it begins."""
        return Cursor(self._releases(planned), start_ns)

    def join_engine(self, sending: Stepped, now_ns: int) -> None:
        """Queue an answer at the engine."""
        assert self._engine is not None
        self._engine.join(sending, now_ns)

    def ended(self, now_ns: int) -> None:
        """Free the slot of an answer that was planned to end at `now_ns`."""
        if self._slots is not None:
            self._slots.leave(now_ns)

    def left(self, sending: Sending) -> None:
        """Free what an answer held whose client left."""
        self.aborted += 1
        if self._slots is not None:
            if sending.has_begun:
                self._slots.leave(self.now_ns())
            else:
                self._slots.withdraw(sending)
        elif isinstance(sending, Stepped) and self._engine is not None:
            self._engine.engine.drop(sending)

    def _releases(self, planned: Planned) -> Iterator[Release]:
        timeline, plan, tokens = self._timeline, planned.plan, planned.tokens
        assert plan is not None
        if self._slots is not None:
            plan = timeline.stretched(plan, self._slots.ttft_stretch())
            return timeline.releases(plan, tokens, self._slots.gap_stretch)
        if type(planned.answer) is Events:
            return timeline.releases(plan, tokens, at_once)
        return iter(((timeline.last(plan, tokens), tokens),))


class EngineClock:
    """Wakes an engine at the end of each of its steps."""

    def __init__(self, engine: Engine, pacer: Pacer) -> None:
        self.engine = engine
        self._pacer = pacer
        self._end_ns = 0

    def join(self, sending: Stepped, now_ns: int) -> None:
        """Queue an answer; an idle engine starts a step."""
        self.engine.join(sending)
        if not self._end_ns:
            self._start(now_ns)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        end_ns = self._end_ns
        self.engine.finish()
        self._end_ns = self.engine.start(end_ns)
        return self._end_ns

    def fail(self) -> None:
        """See pacer.Sender; the next answer that joins starts the engine again."""
        self._end_ns = 0

    def _start(self, now_ns: int) -> None:
        self._end_ns = self.engine.start(now_ns)
        if self._end_ns:
            self._pacer.add(self._end_ns, self)


def _kind(settings: Settings) -> type[Sending]:
    if settings.load.model == "step":
        return TracedStepped if settings.trace else Stepped
    return Traced if settings.trace else Sending
