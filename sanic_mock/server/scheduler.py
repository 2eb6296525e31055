"""The scheduler of one variant: lets answers begin, and gives each the clock that the profile has.

Without `load` an answer begins when it arrives. With `slots` it may wait for one of them; with
`step` an engine's clock emits its tokens, one wake for all that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sanic_mock.dialects.answer import Events
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.plan import Plan
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.timeline import Timeline, at_once
from sanic_mock.server.delivery import Clock, Delivery, Trace
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned
from sanic_mock.server.progress import progress_of
from sanic_mock.server.result import Label, Result
from sanic_mock.server.sink import Sink
from sanic_mock.server.step_clock import EngineClock, StepClock
from sanic_mock.server.tape_clock import TapeClock
from sanic_mock.settings import Settings


class Scheduler:
    """Where planned answers are handed in.

    Args:
        settings: the profile.
        timeline: when tokens are due.
        pacer: who wakes.
        observe: is told the result of each answer.
    """

    def __init__(
        self,
        settings: Settings,
        timeline: Timeline,
        pacer: Pacer,
        observe: Callable[[Result], None] | None = None,
    ) -> None:
        self._load = load = settings.load
        self._timeline = timeline
        self._pacer = pacer
        self._observe = observe
        self._is_traced = settings.trace
        self._slots = Slots(load) if load.model == "slots" else None
        self._engine = (
            EngineClock(Engine(load, 1 / settings.time_scale), pacer)
            if load.model == "step"
            else None
        )

    def hand_in(self, planned: Planned, label: Label, sink: Sink, arrived_ns: int) -> Delivery:
        """Send a planned answer to a connection in its time."""
        is_grouped = self._timeline.is_grouped and self._engine is None
        delivery = Delivery(
            planned,
            label,
            sink,
            arrived_ns,
            progress_of(planned.answer, is_grouped=is_grouped),
            self._observe,
            Trace() if self._is_traced else None,
        )
        clock: Clock
        if self._engine is not None:
            clock = StepClock(delivery, planned, self._pacer, self._engine)
        else:
            clock = self._tape(delivery, planned, is_grouped=is_grouped)
        delivery.clock = clock
        if self._slots is None:
            clock.begin(arrived_ns)
        else:
            self._slots.admit(clock, arrived_ns)
        return delivery

    def refusal(self) -> Refusal | None:
        """Return why a further request is refused; None where there is room."""
        if not self.is_full():
            return None
        load = self._load
        room = load.slots + load.queue
        if load.on_full == "503":
            return Refusal("overloaded", retry_s=load.retry_after_s)
        return Refusal("rate_limit_requests", room, room, 1, load.retry_after_s)

    def is_full(self) -> bool:
        """Return whether a further request can neither run nor wait."""
        if self._slots is not None:
            return self._slots.is_full()
        return self._engine is not None and self._engine.is_full()

    def _tape(self, delivery: Delivery, planned: Planned, *, is_grouped: bool) -> TapeClock:
        assert planned.plan is not None
        is_stream = isinstance(planned.answer, Events)
        # without the answer itself, which the pacer would know of when it has ended
        releases = partial(self._releases, planned.plan, planned.tokens, is_stream=is_stream)
        return TapeClock(delivery, releases, self._pacer, self._slots, is_grouped=is_grouped)

    def _releases(self, plan: Plan, tokens: int, *, is_stream: bool) -> Iterator[Release]:
        """Return an answer's timeline, as the load is when it begins."""
        timeline = self._timeline
        if self._slots is not None:
            plan = timeline.stretched(plan, self._slots.ttft_stretch())
            return timeline.releases(plan, tokens, self._slots.gap_stretch)
        if is_stream:
            return timeline.releases(plan, tokens, at_once)
        return iter(((timeline.last(plan, tokens), tokens),))
