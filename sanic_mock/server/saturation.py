"""Whether the mock was the bottleneck: each worker says so once, and any can say it of all."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import time
from typing import NamedTuple

from sanic_mock.server.lateness import (
    OF_ACCEPTS,
    OF_WRITES,
    Lateness,
    Saturation,
    Wording,
    sentence,
)
from sanic_mock.server.pacer import Pacer
from sanic_mock.shared.counters import Counters

log = logging.getLogger("sanic_mock")

RECENT_S = 10
_OF_LARGE = "only of answers to large requests, which wait for each other"


class Counting(NamedTuple):
    """What is counted, and where each worker notes that too many of it were late.

    Attributes:
        at: name of a counter: the last second in which too many were.
        permille: name of a counter: how many of 1,000 were.
        wording: see lateness.Wording.
    """

    at: str
    permille: str
    wording: Wording


WRITES = Counting("late_at_s", "late_permille", OF_WRITES)
ACCEPTS = Counting("late_accept_at_s", "late_accept_permille", OF_ACCEPTS)
# Names of sanic_mock.shared.counters.
COUNTED = (*WRITES[:2], *ACCEPTS[:2])


class SaturationObserver:
    """The verdict on one worker, and what others say of themselves.

    Args:
        pacer: whose lateness is counted.
        budget_ns: a write later than this is late.
        counters: where each worker notes when it was too late, and last the process for large
            requests.
        number: which worker this is.
        counting: what is counted; writes are as the pacer tells of them.
    """

    def __init__(
        self,
        pacer: Pacer,
        budget_ns: int,
        counters: Counters,
        number: int,
        counting: Counting = WRITES,
    ) -> None:
        self.lateness = Lateness(budget_ns)
        self._counting = counting
        self._counters = counters
        self._number = number
        self._large = counters.rows - 1  # counts only where no worker was late
        self._row = counters.row(number)
        self._warned = ""
        self._clock = pacer.now_ns
        self._begin_second()
        if counting is WRITES:
            pacer.watch(self.observe)

    def observe(self, deadlines: Sequence[int], now_ns: int) -> None:
        """Count what was written by `now_ns` to meet deadlines; fold each second at least."""
        self.lateness.observe(map(now_ns.__sub__, deadlines))
        if now_ns >= self._ends_ns or self.lateness.is_due():
            self.fold()

    def observe_wait(self, waited_ns: int) -> None:
        """Count how long a request has waited for its connection to be accepted."""
        now_ns = self._clock()
        self.observe((now_ns - waited_ns,), now_ns)

    def fold(self) -> None:
        """Count all that was observed, and speak up at the first sign of saturation."""
        late = self.lateness.fold(self._second)
        self._begin_second()
        if not late or not (found := self.lateness.saturations()):
            return
        self._row.set(self._counting.at, found[-1].last_s)
        self._row.set(self._counting.permille, round(found[-1].share * 1000))
        if not self._warned:
            self._warned = self._sentence(found[0], self._number)
            log.warning("sanic-mock: %s", self._warned)

    def _begin_second(self) -> None:
        """Let what is observed from here on count to the unix second that it is."""
        now_s = time()
        self._second = int(now_s)
        self._ends_ns = self._clock() + int((self._second + 1 - now_s) * 1e9)

    def allow(self, budget_ns: int) -> None:
        """Count writes from here on by another budget."""
        self.fold()
        self.lateness.budget_ns = budget_ns

    def forget(self) -> None:
        """Count anew; what was too late is said before it is forgotten."""
        self.close()
        self.lateness = Lateness(self.lateness.budget_ns)
        self._warned = ""
        self._row.set(self._counting.at, 0)
        self._row.set(self._counting.permille, 0)

    def recent(self) -> str:
        """Return which worker was too late just now, "" if none was."""
        self.fold()
        moments = self._counters.each(self._counting.at)
        shares = self._counters.each(self._counting.permille)
        latest = max(range(self._large), key=moments.__getitem__)
        if time() - moments[latest] > RECENT_S:
            latest = self._large
        last_s = moments[latest]
        if time() - last_s > RECENT_S:
            return ""
        found = self.lateness.saturations()
        if found and found[-1].last_s == last_s:
            return self._sentence(found[-1], latest)
        return self._sentence(Saturation(last_s, last_s, shares[latest] / 1000), latest)

    def close(self) -> None:
        """Say of the worst runs of seconds that they were too late, where it is not said yet."""
        self.fold()
        for one in self._worth_telling():
            if (text := self._sentence(one, self._number)) != self._warned:
                log.warning("sanic-mock: %s", text)

    def _sentence(self, saturation: Saturation, number: int) -> str:
        """Say of a worker that it was too late; of that for large requests, only of these."""
        said = sentence(saturation, self.lateness.budget_ns, self._counting.wording)
        return f"{_OF_LARGE}: {said}" if number == self._large else said

    def _worth_telling(self) -> list[Saturation]:
        return sorted(self.lateness.saturations(), key=lambda one: -one.share)[:5]
