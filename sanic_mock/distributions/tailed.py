"""Percentiles whose last one is no end: beyond it the line of the last two goes on to a cap.

What was measured ends where its requests do: the slowest of 300 is no p100. Beyond the last point
(u_k, x_k) the share that is left, s = 1 - u_k, is spread by a law that goes through the last two
points, so it needs no parameter of its own:

    pareto:     P(X > x) = s (x_k / x)^a,  a = ln(s_{k-1} / s_k) / ln(x_k / x_{k-1})
    lognormal:  x = x_k exp(g (z - z_k)),  g = ln(x_k / x_{k-1}) / (z_k - z_{k-1}), z of a normal

A draw above the cap is drawn again from the tail, so the percentiles stay what they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import ClassVar, Literal, get_args

from sanic_mock.distributions.base import (
    Distribution,
    Parameter,
    ParameterError,
    Show,
    mean_of_quantiles,
    missing,
    out_of_range,
    plain,
)
from sanic_mock.distributions.normals import below

Tail = Literal["pareto", "lognormal"]
TAILS: tuple[Tail, ...] = get_args(Tail)
Point = tuple[float, str, float]

_inv_cdf = NormalDist().inv_cdf


@dataclass(frozen=True, slots=True)
class TailEnd:
    """Where a tail begins, and what came before.

    Args:
        share: of all draws that lie in it.
        ratio: logarithm of the last two percentiles' ratio, above 0.
        share_before: of all draws above the percentile before the last.
        reach: logarithm of the cap over the last percentile.
    """

    share: float
    ratio: float
    share_before: float
    reach: float


# Share of a tail that is at most so far, and the reverse: logarithms of x / x_k.
Law = tuple[Callable[[float], float], Callable[[float], float]]


def pareto_law(end: TailEnd) -> Law:
    """Return quantile and CDF, within the tail, of a straight line in ln P and ln x."""
    index = math.log(end.share_before / end.share) / end.ratio
    kept = -math.expm1(-index * end.reach)

    def quantile(v: float) -> float:
        return -math.log1p(-v * kept) / index

    def cdf(log: float) -> float:
        return -math.expm1(-index * log) / kept

    return quantile, cdf


def lognormal_law(end: TailEnd) -> Law:
    """Return the same of a straight line in z and ln x."""
    z, z_before = -_inv_cdf(end.share), -_inv_cdf(end.share_before)
    sigma = end.ratio / (z - z_before)
    kept = 1 - below(-(z + end.reach / sigma)) / end.share

    def quantile(v: float) -> float:
        return sigma * (-_inv_cdf(end.share * (1 - v * kept)) - z)

    def cdf(log: float) -> float:
        return (1 - below(-(z + log / sigma)) / end.share) / kept

    return quantile, cdf


_LAWS: dict[str, Callable[[TailEnd], Law]] = {"pareto": pareto_law, "lognormal": lognormal_law}


@dataclass(frozen=True, slots=True)
class TailedPercentiles(Distribution):
    """Percentiles, and beyond the last of them a tail; see the module.

    `body` is what its points make with the last of them for an end, `last` that point, `before`
    the one before; `max` is the cap.
    """

    FAMILY: ClassVar[str] = "percentiles"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = ()
    body: Distribution
    before: Point
    last: Point
    tail: Tail
    max: float
    _log_quantile: Callable[[float], float] = field(init=False, repr=False, compare=False)
    _log_cdf: Callable[[float], float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        (u_before, _, x_before), (u, key, x) = self.before, self.last
        if self.max <= x:
            raise out_of_range("max", self.max, f"a number above {key}")
        end = TailEnd(1 - u, math.log(x / x_before), 1 - u_before, math.log(self.max / x))
        quantile, cdf = _LAWS[self.tail](end)
        self._keep(_log_quantile=quantile, _log_cdf=cdf)

    def __reduce__(self) -> tuple[object, ...]:
        """Be made again where it is unpickled: its law is a function."""
        return type(self), (self.body, self.before, self.last, self.tail, self.max)

    def quantile(self, u: float) -> float:
        start, _, x = self.last
        if u <= start:
            return self.body.quantile(u)
        log = self._log_quantile((u - start) / (1 - start))
        return min(self.max, max(x, x * math.exp(log)))

    def cdf(self, x: float) -> float:
        start, _, least = self.last
        if x < least:
            return self.body.cdf(x)
        if x >= self.max:
            return 1.0
        return start + (1 - start) * min(1.0, self._log_cdf(math.log(x / least)))

    def mean(self) -> float:
        """That of the body, whose last value stands for the tail's, and the tail's own."""
        start, _, x = self.last

        def tail(v: float) -> float:
            return x * math.exp(self._log_quantile(v))

        return self.body.mean() + (1 - start) * (mean_of_quantiles(tail) - x)

    def describe(self, show: Show = plain) -> str:
        """Return the points in order, then the tail and its cap."""
        points, _, _ = self.body.describe(show).rpartition(", ")
        return f"{points}, tail {self.tail}, max {show(self.max)}"


def with_tail(
    body: Distribution, points: Sequence[Point], tail: str, cap: float | None
) -> TailedPercentiles:
    """Return percentiles that go on beyond the last of them.

    Args:
        body: what they make with the last of them for an end.
        points: (share, key, value), sorted, ends among them.
        tail: its law.
        cap: the value of `max`, None where it was not given.

    Raises:
        ParameterError: no tail goes through their last two, or has no cap, or there is no such law.
    """
    if tail not in TAILS:
        raise ParameterError("tail", f"{tail!r} is unknown; want {' or '.join(TAILS)}")
    inner = [point for point in points if 0 < point[0] < 1]
    if len(inner) < 2 or not 0 < inner[-2][2] < inner[-1][2]:
        raise ParameterError("tail", f"{tail} needs two percentiles above 0 that differ, the last")
    if cap is None:
        raise missing("max", f"a number above {inner[-1][1]}: a tail has no end of its own")
    return TailedPercentiles(body, inner[-2], inner[-1], tail, cap)
