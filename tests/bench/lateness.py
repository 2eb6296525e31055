"""How late a stream's events came: each paired with its own deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression

from tests.bench.latency_client import NS, Stream
from tests.bench.spread import BenchError, Spread, median, spread

MS = 1000 / NS


@dataclass(frozen=True, slots=True)
class Pace:
    """When tokens are due: token k at `ttft_s + k * gap_s` after the request was sent."""

    ttft_s: float
    gap_s: float
    tokens: int

    @property
    def length_s(self) -> float:
        """From the request to the last token."""
        return self.ttft_s + self.gap_s * (self.tokens - 1)


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a run's pairs come to; milliseconds.

    Attributes:
        read: deadline to the client's read: what counts.
        arrived: deadline to the kernel's stamp.
        lag: stamp to read, the client's own part.
        early: tokens that arrived before they were due.
        drift: last token's lateness less the first's, median of the streams.
        worst_drift: the largest of them, by amount.
        slope_us: change of lateness per token in microseconds, median of the streams.
    """

    read: Spread
    arrived: Spread
    lag: Spread
    early: int
    drift: float
    worst_drift: float
    slope_us: float


def late_ns(stamps_ns: Sequence[int], sent_ns: int, pace: Pace) -> list[int]:
    """Return how late each token was; negative is early."""
    first_ns, gap_ns = sent_ns + round(pace.ttft_s * NS), round(pace.gap_s * NS)
    return [stamp_ns - first_ns - k * gap_ns for k, stamp_ns in enumerate(stamps_ns)]


def lateness(streams: Sequence[Stream], pace: Pace, lead: int) -> Lateness:
    """Sum up the streams of a run.

    Args:
        streams: whole ones.
        pace: when their tokens were due.
        lead: events before the first token.
    """
    reads: list[list[int]] = []
    lags: list[int] = []
    arrivals: list[int] = []
    for stream in streams:
        read_ns = _tokens(stream.read_ns, lead, pace)
        lag_ns = _tokens(stream.lag_ns, lead, pace)
        late = late_ns(read_ns, stream.sent_ns, pace)
        reads.append(late)
        lags += lag_ns
        arrivals += [one - lag for one, lag in zip(late, lag_ns, strict=True)]
    drifts = [late[-1] - late[0] for late in reads]
    return Lateness(
        spread(one for late in reads for one in late).times(MS),
        spread(arrivals).times(MS),
        spread(lags).times(MS),
        sum(one < 0 for one in arrivals),
        median(drifts) * MS,
        max(drifts, key=abs) * MS,
        median(slope_ns(late) for late in reads) / 1000,
    )


def slope_ns(late: Sequence[int]) -> float:
    """Return the change of lateness per token: least squares over the token's place."""
    return linear_regression(range(len(late)), late).slope


def _tokens(stamps: Sequence[int], lead: int, pace: Pace) -> Sequence[int]:
    if len(stamps) < lead + pace.tokens:
        raise BenchError(f"a stream ended after {len(stamps)} of {lead + pace.tokens} events")
    return stamps[lead : lead + pace.tokens]
