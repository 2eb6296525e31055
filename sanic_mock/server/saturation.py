"""Watches a worker's lateness: says once that it was too late, and sums up at the end."""

from __future__ import annotations

import logging
from time import time

from sanic_mock.server.lateness import Lateness, Saturation, sentence
from sanic_mock.server.pacer import Pacer

log = logging.getLogger("sanic_mock")

RECENT_S = 10


class Watch:
    """The verdict on one worker.

    Args:
        pacer: whose lateness is counted.
        budget_ns: a write later than this is late.
    """

    def __init__(self, pacer: Pacer, budget_ns: int) -> None:
        self.lateness = Lateness(budget_ns)
        self._budget_ns = budget_ns
        self._said = ""
        self._second = int(time())
        pacer.watch(self.lateness.observe, self.fold_when_due)

    def fold_when_due(self) -> None:
        """Count what was observed, each second at least; called after each wake."""
        if self.lateness.is_due() or int(time()) != self._second:
            self.fold()

    def fold(self) -> None:
        """Count all that was observed, and speak up at the first sign of saturation."""
        self.lateness.fold(self._second)
        self._second = int(time())
        if not self._said and (found := self.lateness.saturations()):
            self._said = sentence(found[0], self._budget_ns)
            log.warning("sanic-mock: %s", self._said)

    def recent(self) -> str:
        """Return what is wrong just now, "" if nothing is."""
        self.fold()
        found = self.lateness.saturations()
        if found and time() - found[-1].last_s <= RECENT_S:
            return sentence(found[-1], self._budget_ns)
        return ""

    def close(self) -> None:
        """Say of the worst runs of seconds that they were too late, where it is not said yet."""
        self.fold()
        for one in self._worth_telling():
            if (text := sentence(one, self._budget_ns)) != self._said:
                log.warning("sanic-mock: %s", text)

    def _worth_telling(self) -> list[Saturation]:
        return sorted(self.lateness.saturations(), key=lambda one: -one.share)[:5]
