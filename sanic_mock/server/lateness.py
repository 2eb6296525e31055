"""How late writes were, and whether this worker was the bottleneck.

Lateness is when all that was due had been written minus a sender's deadline, in ns; never negative;
an engine's step counts as one. It is counted in log-linear buckets (at most 1/16 wide of their
value), and by second: one in which at least 1 % of the writes, and at least ten, were later than
the budget is one in which the mock, not the system under test, may have made an answer slow.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from time import localtime, strftime
from typing import NamedTuple

FOLD_AT = 1024
SATURATED_SHARE = 0.01
LEAST_LATE = 10
SECONDS_KEPT = 3600


@dataclass(frozen=True, slots=True)
class Summary:
    """Lateness of all writes so far.

    Attributes:
        writes: how many there were.
        late: how many were later than the budget.
        p50_ns: the median; `p99_ns` and `p999_ns` likewise.
        max_ns: the worst.
    """

    writes: int
    late: int
    p50_ns: int
    p99_ns: int
    p999_ns: int
    max_ns: int


@dataclass(frozen=True, slots=True)
class Saturation:
    """A run of seconds in which too many writes were late.

    Attributes:
        first_s: unix second of its beginning.
        last_s: unix second of its end.
        share: late writes of all writes in it.
    """

    first_s: int
    last_s: int
    share: float


class Lateness:
    """One worker's count of late writes.

    Args:
        budget_ns: a write later than this is late.

    Attributes:
        budget_ns: likewise, of what is folded from here on.
    """

    def __init__(self, budget_ns: int) -> None:
        self.budget_ns = budget_ns
        self._edges = tuple(_edges())
        self._counts = [0] * (len(self._edges) + 1)
        self._unfolded: list[int] = []
        self._max_ns = 0
        self._late = 0
        self._seconds: dict[int, tuple[int, int]] = {}
        self.observe = self._unfolded.extend

    def is_due(self) -> bool:
        """Return whether there is enough to fold."""
        return len(self._unfolded) >= FOLD_AT

    def fold(self, now_s: int) -> int:
        """Count what was observed since the last time, as of unix second `now_s`.

        Returns:
            How many of that were late.
        """
        observed = sorted(self._unfolded)
        self._unfolded.clear()
        if not observed:
            return 0
        self._count(observed)
        late = len(observed) - bisect_right(observed, self.budget_ns)
        self._late += late
        self._max_ns = max(self._max_ns, observed[-1])
        writes, before = self._seconds.get(now_s, (0, 0))
        self._seconds[now_s] = (writes + len(observed), before + late)
        if len(self._seconds) > SECONDS_KEPT:
            del self._seconds[next(iter(self._seconds))]
        return late

    def summary(self) -> Summary:
        """Return percentiles of all that was folded."""
        return Summary(
            sum(self._counts),
            self._late,
            self._percentile(0.5),
            self._percentile(0.99),
            self._percentile(0.999),
            self._max_ns,
        )

    def saturations(self) -> list[Saturation]:
        """Return the runs of seconds in which this worker was too late, in order."""
        found: list[list[tuple[int, int, int]]] = []
        for second, (writes, late) in self._seconds.items():
            if late < LEAST_LATE or late < SATURATED_SHARE * writes:
                continue
            if found and second - found[-1][-1][0] <= 1:
                found[-1].append((second, writes, late))
            else:
                found.append([(second, writes, late)])
        return [_saturation(run) for run in found]

    def _count(self, observed: list[int]) -> None:
        """Add sorted values to their buckets: one search for each bucket in their range."""
        start = 0
        place = bisect_right(self._edges, observed[0])
        while start < len(observed):
            beyond = place == len(self._edges)
            stop = len(observed) if beyond else bisect_left(observed, self._edges[place], start)
            self._counts[place] += stop - start
            start, place = stop, place + 1

    def _percentile(self, share: float) -> int:
        """Return the upper edge of the bucket in which the share of all writes is reached."""
        wanted = share * sum(self._counts)
        reached = 0
        for place, count in enumerate(self._counts):
            reached += count
            if count and reached >= wanted:
                return min(self._max_ns, self._edges[min(place, len(self._edges) - 1)])
        return 0


class Wording(NamedTuple):
    """How lateness is told, around how much it is.

    Attributes:
        before: what was late.
        after: how it was.
        result: what that means.
    """

    before: str
    after: str
    result: str


OF_WRITES = Wording(
    "writes left more than", "late", "the mock was the bottleneck, do not trust those results"
)
OF_ACCEPTS = Wording(
    "new connections waited more than",
    "to be accepted",
    "the mock was the bottleneck, do not trust the first answers on them",
)


def sentence(saturation: Saturation, budget_ns: int, wording: Wording = OF_WRITES) -> str:
    """Say of a run of seconds that its results are not to be trusted."""
    share, budget_ms = saturation.share * 100, budget_ns / 1e6
    before, after, result = wording
    return (
        f"{share:.1f} % of {before} {budget_ms:g} ms {after} between "
        f"{_clock(saturation.first_s)} and {_clock(saturation.last_s + 1)}: {result}"
    )


def _saturation(run: list[tuple[int, int, int]]) -> Saturation:
    writes = sum(one[1] for one in run)
    return Saturation(run[0][0], run[-1][0], sum(one[2] for one in run) / writes)


def _clock(unix_s: int) -> str:
    return strftime("%H:%M:%S", localtime(unix_s))


def _edges() -> Iterator[int]:
    """Yield bucket edges from 1 us to about 18 minutes, sixteen to an octave."""
    for octave in range(10, 40):
        yield from ((1 << octave) + part * (1 << octave - 4) for part in range(16))
