"""The scheduler of one variant: lets answers begin, and gives each the clock that the profile has.

Without `load` an answer begins when it arrives. With `slots` it may wait for one of them; with
`step` an engine's clock emits its tokens, one wake for all that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.signs import sign_in
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.event_format import EventFormat
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.planned_phase import Multipliers
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.silent_timeline import EarlyRelease, SilentTimeline
from sanic_mock.engine.timeline import Timeline, at_once
from sanic_mock.server.delivery import Clock, Delivery
from sanic_mock.server.early_clock import EarlyClock
from sanic_mock.server.large_sends import LargeSends
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.plain_clocks import CountedStreamClock, StreamClock, WholeClock
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import Progress, progress_of
from sanic_mock.server.result import Label, Result
from sanic_mock.server.sink import Sink
from sanic_mock.server.step_clock import EngineClock, StepClock
from sanic_mock.server.tape_clock import TapeClock
from sanic_mock.server.write_trace import Trace, WritesTrace
from sanic_mock.settings import Settings


def no_notice() -> None:
    """Tell nobody."""


class Scheduler:
    """Where planned answers are handed in.

    Args:
        settings: the profile.
        timeline: when tokens are due.
        pacer: who wakes.
        observe: is told the result of each answer, and so when each of its writes left.
        begin: is told that one begins.

    Attributes:
        is_grouped: whether what leaves together is one event.
    """

    def __init__(
        self,
        settings: Settings,
        timeline: Timeline,
        pacer: Pacer,
        observe: Callable[[Result], None] | None = None,
        begin: Callable[[], None] = no_notice,
    ) -> None:
        self._load = load = settings.load
        self._running_at_most = load.slots
        self._timeline = timeline
        self._pacer = pacer
        self._large = LargeSends(pacer)
        self._observe = observe
        self._begin = begin
        self._is_traced = settings.trace
        self.is_grouped = timeline.is_grouped and load.model != "step"
        has_writes = settings.observe.writes
        self._trace = WritesTrace if has_writes else Trace
        stream_clock = StreamClock if observe is None else CountedStreamClock
        is_plain = not (self.is_grouped or self._is_traced or has_writes)
        self._tape_clock = stream_clock if is_plain else TapeClock
        self._silent = timeline if isinstance(timeline, SilentTimeline) else None
        is_early = self._silent is not None and self._silent.is_early
        self._clock_of = self._early_clock if is_early else self._clock
        self._silence = settings.thinking.silence
        self._slots = Slots(load) if load.model == "slots" else None
        self._engine = (
            EngineClock(Engine(load, 1 / settings.time_scale), pacer)
            if load.model == "step"
            else None
        )

    def hand_in(
        self,
        planned: Planned,
        label: Label,
        sink: Sink,
        arrived_ns: int,
        progress: Progress | None = None,
        observe: Callable[[Result], None] | None = None,
    ) -> Delivery:
        """Send a planned answer to a connection in its time.

        Args:
            planned: the answer.
            label: what it is counted under.
            sink: the connection.
            arrived_ns: when the request's last byte was read.
            progress: of the answer, where the sink has one of its own.
            observe: is told the result in place of the one who observes all.
        """
        is_traced = self._is_traced or self._observe is not None
        delivery = Delivery(
            planned,
            label,
            sink,
            arrived_ns,
            progress or progress_of(planned.answer, self.is_grouped),
            observe or self._observe,
            self._trace(_format_of(planned) if self._is_traced else None) if is_traced else None,
        )
        delivery.clock = clock = self._clock_of(delivery, planned)
        if self._slots is None:
            clock.begin(arrived_ns)
        else:
            self._slots.admit(clock, arrived_ns)
        self._begin()
        return delivery

    def follow(self, multipliers: Multipliers) -> None:
        """Be as a phase says from here on."""
        self._running_at_most = slots = round(self._load.slots * multipliers.slots_x)
        if self._slots is not None:
            self._slots.resize(slots, self._pacer.now_ns())
        if self._engine is not None:
            self._engine.engine.slots = slots
            self._engine.engine.stretch = multipliers.gap_x

    def count_days(self, age_ns: Callable[[], int]) -> None:
        """Let the days of a profile that drifts follow each other.

        Args:
            age_ns: says how long the server has been ready.
        """
        if self._silent is not None:
            self._silent.age_ns = age_ns

    def refusal(self) -> Refusal | None:
        """Return why a further request is refused; None where there is room."""
        if not self.is_full():
            return None
        load = self._load
        room = self._running_at_most + load.queue
        if load.on_full == "503":
            return Refusal("overloaded", retry_s=load.retry_after_s)
        return Refusal("rate_limit_requests", room, room, 1, load.retry_after_s)

    def queued(self) -> int:
        """Return how many answers wait for a slot."""
        if self._slots is not None:
            return self._slots.waiting
        return 0 if self._engine is None else self._engine.engine.waiting

    def is_full(self) -> bool:
        """Return whether a further request can neither run nor wait."""
        if self._slots is not None:
            return self._slots.is_full()
        return self._engine is not None and self._engine.is_full()

    def _clock(self, delivery: Delivery, planned: Planned) -> Clock:
        """Return a clock; it knows nothing of the answer, which may end before it is due."""
        plan, tokens, pacer = planned.plan, planned.tokens, self._pacer
        assert plan is not None
        if self._engine is not None:
            return StepClock(delivery, planned, pacer, self._engine, self._large)
        if self._slots is None and isinstance(planned.answer, Whole):
            return WholeClock(delivery, self._timeline.last(plan, tokens), pacer)
        is_grouped = self.is_grouped
        return self._tape_clock(
            delivery, self._releases, plan, tokens, pacer, self._large, self._slots, is_grouped
        )

    def _early_clock(self, delivery: Delivery, planned: Planned) -> Clock:
        """Return the clock of an answer of which something leaves before its first token."""
        clock, answer = self._clock(delivery, planned), planned.answer
        if not isinstance(answer, Events):
            return clock
        assert planned.plan is not None
        times, sign = partial(self._early, planned.plan), sign_in(answer.format, self._silence)
        return EarlyClock(delivery, clock, times, answer.renderer, sign, self._pacer, self._slots)

    def _early(self, plan: Plan, parts: int | None) -> Iterator[EarlyRelease]:
        """Return what leaves early, as the load is when an answer begins."""
        assert self._silent is not None
        if self._slots is not None:
            plan = self._silent.stretched(plan, self._slots.ttft_stretch())
        return self._silent.early(plan, parts)

    def _releases(self, plan: Plan, tokens: int) -> Iterator[Release]:
        """Return a timeline, as the load is when it begins; under load all tokens count."""
        if self._slots is None:
            return self._timeline.releases(plan, tokens, at_once)
        plan = self._timeline.stretched(plan, self._slots.ttft_stretch())
        return self._timeline.releases(plan, tokens, self._slots.gap_stretch)


def _format_of(planned: Planned) -> EventFormat | None:
    """Return the format in which a client is told how late its answer was; None where it is not."""
    answer = planned.answer
    return answer.format if isinstance(answer, Events) else None
