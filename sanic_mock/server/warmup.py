"""A cold start: for so long after a server was ready to listen it refuses, or lets wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic_mock.engine.refusal import Refusal
from sanic_mock.settings import Settings
from sanic_mock.shared.moment import Moment

_NS = 1_000_000_000


class Warmup:
    """What is left of a cold start; all workers agree.

    Args:
        settings: the profile; its start takes time.
        ready: when the server was ready to listen.
        now_ns: the clock.
    """

    def __init__(self, settings: Settings, ready: Moment, now_ns: Callable[[], int]) -> None:
        self._delay_ns = delay_ns(settings)
        self._waits = settings.start.requests == "wait"
        self._ready = ready
        self._now_ns = now_ns

    def left_ns(self) -> int:
        """Return how long it takes yet; 0 where it is over."""
        if not self._ready.ns:
            return self._delay_ns
        return max(0, self._ready.ns + self._delay_ns - self._now_ns())

    def refusal(self) -> Refusal | None:
        """Return why a request is not answered, and for how long; None where it is over."""
        left_ns = self.left_ns()
        return Refusal("overloaded", retry_s=left_ns / _NS) if left_ns else None

    async def hold(self) -> Refusal | None:
        """Hold a request until it is over, or return why it is not answered."""
        if not self._waits:
            return self.refusal()
        while left_ns := self.left_ns():
            await asyncio.sleep(left_ns / _NS)
        return None


def delay_ns(settings: Settings) -> int:
    """Return how long a profile's cold start takes."""
    return int(settings.start.delay_s / settings.time_scale * _NS)
