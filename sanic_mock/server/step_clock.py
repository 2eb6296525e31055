"""The clock of answers whose tokens an engine's steps emit."""

from __future__ import annotations

import logging

from sanic_mock.dialects.rendering import MOST_AT_ONCE, SLICE_PIECES
from sanic_mock.engine.load.steps import Engine
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.large_sends import LargeSends
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned

log = logging.getLogger("sanic_mock")


class EngineClock:
    """Wakes an engine at the end of each of its steps.

    Args:
        engine: the engine of one worker.
        pacer: who wakes.

    Attributes:
        engine: likewise.
        coming: how many answers were let in, and have yet to join.
    """

    def __init__(self, engine: Engine, pacer: Pacer) -> None:
        self.engine = engine
        self.coming = 0
        self._pacer = pacer
        self._end_ns = 0

    def is_full(self) -> bool:
        """Return whether a further answer can neither run nor wait."""
        return self.engine.is_full(self.coming)

    def join(self, clock: StepClock, now_ns: int) -> None:
        """Queue an answer; an idle engine starts a step."""
        self.engine.join(clock)
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


class StepClock:
    """The clock of an answer whose tokens an engine emits; see delivery.Clock.

    Before it joins the engine it waits for its plan's first offset, the time in front of it.

    Args:
        delivery: whose clock it is.
        planned: what is to be read and emitted.
        pacer: who wakes.
        engine: who emits.
        large: where it queues when more was emitted than is sent at once.

    Attributes:
        prefill_tokens: see engine.load.steps.Sequence, as `kept_tokens`.
    """

    __slots__ = (
        "_delivery",
        "_due_ns",
        "_emitted",
        "_engine",
        "_first_ns",
        "_hidden",
        "_is_behind",
        "_joins_ns",
        "_large",
        "_pacer",
        "_wanted",
        "kept_tokens",
        "prefill_tokens",
    )

    def __init__(
        self,
        delivery: Delivery,
        planned: Planned,
        pacer: Pacer,
        engine: EngineClock,
        large: LargeSends,
    ) -> None:
        assert planned.plan is not None
        self._delivery = delivery
        self._pacer = pacer
        self._engine = engine
        self._large = large
        self._is_behind = False
        self._first_ns = planned.plan.first_ns
        self._hidden = planned.hidden_tokens
        self._wanted = planned.hidden_tokens + max(1, planned.tokens)
        self._emitted = self._joins_ns = self._due_ns = 0
        self.prefill_tokens = planned.fresh_tokens
        self.kept_tokens = planned.cached_tokens

    def begin(self, start_ns: int) -> None:
        """See delivery.Clock."""
        self._engine.coming += 1
        self._joins_ns = start_ns + self._first_ns
        self._pacer.add(self._joins_ns, self)

    def resume(self) -> None:
        """See delivery.Clock."""
        self._pacer.add(self._pacer.now_ns(), self)

    def leave(self) -> None:
        """See delivery.Clock."""
        if self._joins_ns:
            self._engine.coming -= 1
        else:
            self._engine.engine.drop(self)

    def send_due(self, now_ns: int) -> int:
        """Join the engine; or, woken again, write what it emitted while the client did not read."""
        if self._delivery.is_over:
            return 0
        if self._joins_ns:
            joins_ns, self._joins_ns = self._joins_ns, 0
            self._engine.coming -= 1
            self._engine.join(self, joins_ns)
        elif not self._delivery.parks():
            self._write()
        return 0

    def send_slice(self) -> bool:
        """See large_sends.LargeSender."""
        self._is_behind = False
        if self._delivery.parks():
            return False
        progress = self._delivery.progress
        if self._ahead() > SLICE_PIECES:
            self._is_behind = True
            self._delivery.write(progress.take(progress.taken + SLICE_PIECES))
        else:
            self._write()
        return self._is_behind

    def fail(self) -> None:
        """See pacer.Sender."""
        self._delivery.fail(self._pacer.now_ns())

    def emit(self, now_ns: int) -> bool:
        """See engine.load.steps.Sequence."""
        delivery = self._delivery
        if delivery.is_over:
            return False
        self._emitted += 1
        self._due_ns = now_ns
        if delivery.trace is not None:
            delivery.trace.wrote(now_ns, self._pacer.now_ns())
        try:
            if not delivery.parks():
                self._write()
        except Exception:  # one broken answer must not stop the engine
            log.exception("an answer failed and is dropped")
            self.fail()
        return not delivery.is_over and self._emitted < self._wanted

    def _ahead(self) -> int:
        """Return how many pieces were emitted and are not sent."""
        return self._emitted - self._hidden - self._delivery.progress.taken

    def _write(self) -> None:
        shown = self._emitted - self._hidden
        if shown <= 0 or self._is_behind:
            return
        if self._ahead() > MOST_AT_ONCE:
            self._is_behind = True
            self._large.add(self._due_ns, self)
            return
        content = self._delivery.progress.take(shown)
        if self._emitted < self._wanted:
            self._delivery.write(content)
        else:
            self._delivery.finish(content, self._due_ns, self._pacer.now_ns())
