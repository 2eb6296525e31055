"""Heavy tails that need a cap: log-Student-t and Pareto.

`max` is required by both: the log-t has no mean, and either would now and then draw an hour.
Capped means conditional: a draw above `max` is drawn again, none is moved onto it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from sanic_mock.distributions.base import (
    Distribution,
    Parameter,
    mean_of_quantiles,
    out_of_range,
    step,
)
from sanic_mock.distributions.inverse import InverseTable, from_log_odds
from sanic_mock.distributions.special import t_density, t_tail


@dataclass(frozen=True, slots=True)
class LogT(Distribution):
    """X = median * exp(scale * T), T Student's t with `df` degrees of freedom, given X <= max.

    median (before the cap) and max in the unit of the drawn quantity, scale and df without unit;
    max lies above median. The gaps between TLS records of an OpenAI stream have median 10.45 ms,
    scale 0.5 and df 3 (ECDFs of Whisper Leak, arXiv 2511.03675).
    With df above 1000 this is a lognormal to three digits, so use that.
    """

    FAMILY: ClassVar[str] = "logt"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("median", "value", True, "median before the cap", above=True),
        Parameter("scale", "number", True, "scale of the logarithm; 0 gives a constant", high=10),
        Parameter("df", "number", True, "degrees of freedom; 3 is heavy", low=1, high=1000),
        Parameter("max", "value", True, "larger draws are drawn again", above=True),
    )
    median: float
    scale: float
    df: float
    max: float
    _table: InverseTable = field(init=False, repr=False, compare=False)
    _cut: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_numbers()
        if self.max <= self.median:
            raise out_of_range("max", self.max, "a number above median")
        cut = t_tail(self.df, math.log(self.max / self.median) / self.scale) if self.scale else 0.0
        self._keep(_table=t_table(self.df), _cut=cut)

    def quantile(self, u: float) -> float:
        # share above, as a sum: 1 - u * (1 - cut) would lose its digits near u = 1
        odds = math.log(u * (1 - self._cut) / (1 - u + u * self._cut))
        log_ratio = self.scale * math.sinh(self._table.value(odds))
        if log_ratio >= math.log(self.max / self.median):
            return self.max
        return self.median * math.exp(log_ratio)

    def cdf(self, x: float) -> float:
        if x <= 0 or x >= self.max:
            return step(x, self.max)
        if self.scale == 0:
            return step(x, self.median)
        t = math.log(x / self.median) / self.scale
        return min(1.0, from_log_odds(self._table.log_odds(math.asinh(t))) / (1 - self._cut))

    def mean(self) -> float:
        """Integrated numerically; without the cap it would be infinite."""
        return mean_of_quantiles(self.quantile)


@lru_cache(maxsize=64)
def t_table(df: float) -> InverseTable:
    """Return the table of asinh(T): T near 0, and linear in the log-odds in the tails."""

    def at(h: float) -> tuple[float, float, float]:
        t = math.sinh(h)
        tail = t_tail(df, abs(t))
        density = t_density(df, t) * math.cosh(h)
        return (1 - tail, tail, density) if t > 0 else (tail, 1 - tail, density)

    return InverseTable.of(at, 0.0)


@dataclass(frozen=True, slots=True)
class Pareto(Distribution):
    """F(x) = (1 - (min / x)^alpha) / K on min..max, K = 1 - (min / max)^alpha.

    min > 0 and max in the unit of the drawn quantity, alpha > 0 without unit: the smaller, the
    heavier. `max` lies above the uncapped median, min * 2^(1 / alpha).
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 20.
    """

    FAMILY: ClassVar[str] = "pareto"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("min", "value", True, "smallest value", above=True),
        Parameter("alpha", "number", True, "tail index; the smaller, the heavier", above=True),
        Parameter("max", "value", True, "larger draws are drawn again", above=True),
    )
    min: float
    alpha: float
    max: float
    _kept: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_numbers()
        kept = -math.expm1(-self.alpha * math.log(self.max / self.min))
        if kept <= 0.5:
            raise out_of_range("max", self.max, "a number above the median, min * 2^(1 / alpha)")
        self._keep(_kept=kept)

    def quantile(self, u: float) -> float:
        x = self.min * math.exp(-math.log1p(-u * self._kept) / self.alpha)
        return min(x, self.max)

    def cdf(self, x: float) -> float:
        if x <= self.min:
            return 0.0
        return min(1.0, -math.expm1(-self.alpha * math.log(x / self.min)) / self._kept)

    def mean(self) -> float:
        """min * alpha / K * (1 - e^(-d r)) / d, d = alpha - 1, r = ln(max / min); r for d = 0."""
        d, r = self.alpha - 1, math.log(self.max / self.min)
        return self.min * self.alpha / self._kept * (-math.expm1(-d * r) / d if d else r)
