"""Whether one worker answers in time, and what keeps it from that."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sanic_mock.server.pacer import Pacer
from sanic_mock.server.saturation import ACCEPTS, SaturationObserver
from sanic_mock.server.shortage import Shortage
from sanic_mock.server.unread import Unread
from sanic_mock.settings import Settings
from sanic_mock.shared.state import SharedState

FROZEN = "all answers are frozen, until POST /_mock/release"

_NS = 1e9


class WorkerHealth:
    """What is observed of one worker.

    Args:
        settings: what the server is.
        pacer: who wakes.
        shared: what all workers have in common.
        number: which of them this is.
        shortage: whether connections have to wait.
        limiter_trouble: what the limits of the running profile suffer from, "" for nothing.

    Attributes:
        saturation: whether answers leave in time.
        accepting: whether connections are accepted in time.
        unread: what clients have not read of their answers.
    """

    def __init__(
        self,
        settings: Settings,
        pacer: Pacer,
        shared: SharedState,
        number: int,
        shortage: Shortage,
        limiter_trouble: Callable[[], str],
    ) -> None:
        budget_ns = _nanoseconds(settings.late_budget_s)
        self.saturation = SaturationObserver(pacer, budget_ns, shared.counters, number)
        self.accepting = SaturationObserver(pacer, budget_ns, shared.counters, number, ACCEPTS)
        limit = settings.max_unread_bytes
        self.unread = Unread(limit, shared.counters, number, self._observe_late)
        self._pacer = pacer
        self._shortage = shortage
        self._store = shared.store
        self._limiter_trouble = limiter_trouble

    def allow(self, late_budget_s: float) -> None:
        """Count as late from here on what is later than this."""
        for observer in (self.saturation, self.accepting):
            observer.allow(_nanoseconds(late_budget_s))

    def forget(self) -> None:
        """Count lateness, and what clients do not read, anew."""
        for observer in (self.saturation, self.accepting):
            observer.forget()
        self.unread.forget()

    def close(self) -> None:
        """Say what is left to say of lateness."""
        self.saturation.close()
        self.accepting.close()

    def trouble(self) -> str:
        """Return what keeps answers from their time just now; "" for nothing."""
        causes = (
            FROZEN if self._pacer.is_frozen else "",
            self.saturation.recent(),
            self.accepting.recent(),
            self._shortage.recent(),
            self.unread.trouble(),
            self._store.trouble,
            self._limiter_trouble(),
        )
        return "; ".join(filter(None, causes))

    def _observe_late(self, late_ns: Iterable[int]) -> None:
        self.saturation.lateness.observe(late_ns)


def _nanoseconds(seconds: float) -> int:
    return int(seconds * _NS)
