"""What many measurements come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


class BenchError(Exception):
    """Something that could not be measured; its text says why."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A sample's size, mean and percentiles, in the sample's own unit."""

    n: int
    mean: float
    p50: float
    p99: float
    p999: float
    largest: float

    def times(self, factor: float) -> Spread:
        """Return the spread in another unit."""
        values = (self.mean, self.p50, self.p99, self.p999, self.largest)
        return Spread(self.n, *(factor * value for value in values))


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    if not ordered:
        raise BenchError("nothing was measured")
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


def spread(values: Iterable[float]) -> Spread:
    """Sum up a sample."""
    ordered = sorted(values)
    shares = [percentile(ordered, share) for share in (0.5, 0.99, 0.999, 1.0)]
    return Spread(len(ordered), sum(ordered) / len(ordered), *shares)


def median(values: Iterable[float]) -> float:
    """Return the middle value, or the mean of the middle two."""
    ordered = sorted(values)
    if not ordered:
        raise BenchError("nothing was measured")
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def ratio(value: float | None, base: float | None) -> float | None:
    """Return value / base; None where either is missing or the base is 0."""
    return value / base if value is not None and base else None


def paired_ratio(values: Iterable[float | None], bases: Iterable[float | None]) -> float | None:
    """Return the median of the ratios of pairs; None where no pair has both.

    What was measured in one turn, one right after the other, a machine whose speed drifts slows
    alike; the medians of all turns may come from different ones.
    """
    found = [ratio(*pair) for pair in zip(values, bases, strict=True)]
    ratios = [one for one in found if one is not None]
    return median(ratios) if ratios else None
