"""Percentiles of many values, and how far two of their distributions are apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

#: Lists longer than this are thinned to every n-th of their sorted values before KS.
KS_MOST = 100_000


class Spread(msgspec.Struct, frozen=True):
    """Many values in a few numbers; all 0 where there are none."""

    n: int
    p50: float = 0.0
    p90: float = 0.0
    p99: float = 0.0
    p999: float = 0.0
    max: float = 0.0


def spread(ordered: Sequence[float]) -> Spread:
    """Sum up sorted values."""
    if not ordered:
        return Spread(0)
    p50, p90, p99, p999 = (percentile(ordered, share) for share in (0.5, 0.9, 0.99, 0.999))
    return Spread(len(ordered), p50, p90, p99, p999, ordered[-1])


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return a percentile of sorted values, linear between neighbours: h = (n - 1) share."""
    place, rest = divmod((len(ordered) - 1) * share, 1)
    low = ordered[int(place)]
    high = ordered[min(int(place) + 1, len(ordered) - 1)]
    return low + (high - low) * rest


def ks_distance(ones: Sequence[float], others: Sequence[float], slack: float = 0.0) -> float:
    """Return the Kolmogorov-Smirnov distance of two sorted samples, 0 to 1.

    sup over x of F(x) - G(x + slack) and of G(x) - F(x + slack): with a slack, values that are
    shifted by no more than it do not count as different. It makes constants comparable, whose
    plain distance is 1 however small the shift.
    """
    if not ones or not others:
        return 0.0
    ones, others = _thinned(ones), _thinned(others)
    return max(0.0, _beyond(ones, others, slack), _beyond(others, ones, slack))


def has_atoms(ordered: Sequence[float], share: float = 0.01) -> bool:
    """Return whether one value makes up more than a share of sorted values."""
    width = int(len(ordered) * share) + 1
    return any(
        ordered[place] == ordered[place + width] for place in range(0, len(ordered) - width, width)
    )


def _beyond(ones: Sequence[float], others: Sequence[float], slack: float) -> float:
    """Return sup F(x) - G(x + slack); it is reached at one of the values of F."""
    n, m = len(ones), len(others)
    return max(bisect_right(ones, x) / n - bisect_right(others, x + slack) / m for x in ones)


def _thinned(ordered: Sequence[float]) -> Sequence[float]:
    step = -(-len(ordered) // KS_MOST)
    return ordered if step <= 1 else ordered[step // 2 :: step]
