"""A table for a CDF that has no closed inverse, read in both directions.

Strategy: the table runs over the log-odds L = ln(F / (1 - F)), in which both tails of every family
here are close to straight lines. It is made without solving anything: starting in the middle, the
value moves by STEP times its own slope dv/dL, and the CDF is evaluated where that leads. So every
knot is exact and the knots are about STEP apart in L, out to the last digit of a 53-bit uniform.
Between knots a cubic through values and exact slopes (Hermite) is read; its slopes are limited
as Fritsch and Carlson 1980 (SIAM J. Numer. Anal. 17) ask, so that it never falls.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEP = 0.2
REACH = 38.0  # a 53-bit uniform has log-odds within 36.8

At = Callable[[float], tuple[float, float, float]]
"""Maps a value to (F, 1 - F, dF/dvalue)."""
Knot = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class InverseTable:
    """Knots of a rising curve: log-odds, values, dvalue/dlog-odds and dlog-odds/dvalue."""

    odds: tuple[float, ...]
    values: tuple[float, ...]
    slopes: tuple[float, ...]
    steepness: tuple[float, ...]

    @classmethod
    def of(cls, at: At, start: float) -> InverseTable:
        """Tabulate the curve through `start`, any value where neither tail is empty."""
        first = _knot(at, start)
        knots = [*reversed(_march(at, first, -STEP)), first, *_march(at, first, STEP)]
        odds, values, slopes = (tuple(column) for column in zip(*knots, strict=True))
        return cls(
            odds,
            values,
            _limited(odds, values, slopes),
            _limited(values, odds, [1 / s for s in slopes]),
        )

    def value(self, log_odds: float) -> float:
        return _hermite(self.odds, self.values, self.slopes, log_odds)

    def log_odds(self, value: float) -> float:
        return _hermite(self.values, self.odds, self.steepness, value)


def log_odds(u: float) -> float:
    """Return ln(u / (1 - u)), 0 < u < 1."""
    return math.log(u / (1 - u))


def from_log_odds(odds: float) -> float:
    """Return 1 / (1 + exp(-odds))."""
    if odds < 0:
        return math.exp(odds) / (1 + math.exp(odds))
    return 1 / (1 + math.exp(-odds))


def _knot(at: At, value: float) -> Knot:
    """Return (log-odds, value, dvalue/dlog-odds); infinite log-odds where a tail underflows.

    dL/dF = 1 / (F (1 - F)), so dvalue/dL = F (1 - F) / (dF/dvalue).
    """
    low, high, density = at(value)
    if low <= 0 or high <= 0 or density <= 0:
        return math.inf, value, 0.0
    return math.log(low) - math.log(high), value, low * high / density


def _march(at: At, start: Knot, step: float) -> list[Knot]:
    """Return knots from `start` (excluded) to REACH in the direction of `step`."""
    knots: list[Knot] = []
    here = start
    while abs(here[0]) < REACH:
        stride = step * here[2]
        following = _knot(at, here[1] + stride)
        while abs(following[0] - here[0]) > 2 * STEP:  # the curve steepened on the way
            stride /= 2
            following = _knot(at, here[1] + stride)
        knots.append(following)
        here = following
    return knots


def _limited(
    xs: Sequence[float], ys: Sequence[float], slopes: Sequence[float]
) -> tuple[float, ...]:
    """Limit each slope to three times the flatter of the two chords beside it."""
    chords = [(y2 - y1) / (x2 - x1) for x1, x2, y1, y2 in zip(xs, xs[1:], ys, ys[1:], strict=False)]
    beside = zip([chords[0], *chords], [*chords, chords[-1]], strict=True)
    return tuple(min(s, 3 * min(pair)) for s, pair in zip(slopes, beside, strict=True))


def _hermite(xs: Sequence[float], ys: Sequence[float], slopes: Sequence[float], x: float) -> float:
    """Return the cubic's value at `x`; beyond the knots, the last slope goes on."""
    i = bisect_right(xs, x)
    if i == 0 or i == len(xs):
        i = min(i, len(xs) - 1)
        return ys[i] + slopes[i] * (x - xs[i])
    width, rise = xs[i] - xs[i - 1], ys[i] - ys[i - 1]
    t = (x - xs[i - 1]) / width
    a = slopes[i - 1] * width - rise
    b = rise - slopes[i] * width
    return ys[i - 1] + t * (rise + (1 - t) * (a * (1 - t) + b * t))
