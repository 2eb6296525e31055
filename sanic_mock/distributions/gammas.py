"""Waiting times on a half line: exponential, gamma and Weibull, by their mean and spread.

Gamma and Weibull are the families of arrivals in ServeGen (arXiv 2505.09999), the exponential that
of its answer lengths; it is the case cv = 1 of both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from sanic_mock.distributions.base import Distribution, Parameter, out_of_range, step
from sanic_mock.distributions.inverse import InverseTable, from_log_odds, log_odds
from sanic_mock.distributions.special import gamma_density, gamma_tails

MEAN_AND_CV = (
    Parameter("mean", "value", True, "mean", above=True),
    Parameter("cv", "number", True, "standard deviation / mean; 0 gives a constant", high=10),
)


@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """Memoryless: F(x) = (1 - exp(-x / mean)) / K on 0..max, K = 1 - exp(-max / mean).

    `mean` is the one before the cap; a draw above `max` is drawn again, and `max` lies above the
    median, mean * ln 2. Without `max`, K = 1.
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 19.
    """

    FAMILY: ClassVar[str] = "exponential"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("mean", "value", True, "mean before the cap", above=True),
        Parameter("max", "value", False, "larger draws are drawn again", above=True),
    )
    mean_: float
    max: float | None = None
    _kept: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_numbers()
        if self.max is not None and self.max <= self.mean_ * math.log(2):
            raise out_of_range("max", self.max, "a number above the median, 0.693 * mean")
        self._keep(_kept=1.0 if self.max is None else -math.expm1(-self.max / self.mean_))

    def quantile(self, u: float) -> float:
        x = -self.mean_ * math.log1p(-u * self._kept)
        return x if self.max is None else min(x, self.max)

    def cdf(self, x: float) -> float:
        if x <= 0:
            return 0.0
        return min(1.0, -math.expm1(-x / self.mean_) / self._kept)

    def mean(self) -> float:
        """mean - max * exp(-max / mean) / K."""
        if self.max is None:
            return self.mean_
        return self.mean_ - self.max * math.exp(-self.max / self.mean_) / self._kept


@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """X ~ Gamma(shape a, scale b) with a = 1 / cv^2 and b = mean * cv^2; F(x) = P(a, x / b).

    `mean` in the unit of the drawn quantity, cv = sd / mean without unit. The quantile is read
    from a table of ln(X / mean), within 1e-5 of the exact one.
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 17.
    """

    FAMILY: ClassVar[str] = "gamma"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = MEAN_AND_CV
    mean_: float
    cv: float
    _table: InverseTable | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_numbers()
        self._keep(_table=gamma_table(self.cv) if self.cv >= CONSTANT_CV else None)

    def quantile(self, u: float) -> float:
        if self._table is None:
            return self.mean_
        return self.mean_ * math.exp(self._table.value(log_odds(u)))

    def cdf(self, x: float) -> float:
        if self._table is None or x <= 0:
            return step(x, self.mean_)
        return from_log_odds(self._table.log_odds(math.log(x / self.mean_)))

    def mean(self) -> float:
        return self.mean_


CONSTANT_CV = 1e-7
"""Below, a spread of a ten-millionth is lost among the digits of the mean."""


@lru_cache(maxsize=64)
def gamma_table(cv: float) -> InverseTable:
    """Return the table of ln(X / mean) for a gamma distribution with this cv."""
    shape = cv**-2
    log_shape = math.log(shape)

    def at(h: float) -> tuple[float, float, float]:
        return *gamma_tails(shape, h + log_shape), gamma_density(shape, h + log_shape)

    return InverseTable.of(at, 0.0)


@dataclass(frozen=True, slots=True)
class Weibull(Distribution):
    """Q(u) = b * (-ln(1 - u))^j, with j = 1 / shape and b = mean / Gamma(1 + j).

    j is solved from cv = sd / mean: 1 + cv^2 = Gamma(1 + 2j) / Gamma(1 + j)^2. cv < 1 has a
    lighter tail than the exponential (j < 1), cv > 1 a heavier one.
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 21.
    """

    FAMILY: ClassVar[str] = "weibull"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = MEAN_AND_CV
    mean_: float
    cv: float
    _power: float = field(init=False, repr=False, compare=False)
    _scale: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_numbers()
        power = inverse_shape(self.cv)
        self._keep(_power=power, _scale=self.mean_ / math.gamma(1 + power))

    def quantile(self, u: float) -> float:
        return self._scale * float((-math.log1p(-u)) ** self._power)

    def cdf(self, x: float) -> float:
        if self._power == 0 or x <= 0:
            return step(x, self.mean_)
        log_hazard = math.log(x / self._scale) / self._power
        return -math.expm1(-math.exp(min(log_hazard, 700.0)))

    def mean(self) -> float:
        return self.mean_


def inverse_shape(cv: float) -> float:
    """Return j >= 0 with ln Gamma(1 + 2j) - 2 ln Gamma(1 + j) = ln(1 + cv^2), by bisection."""
    if cv < CONSTANT_CV:
        return 0.0
    target = math.log1p(cv * cv)
    low, high = 0.0, 8.0  # at j = 8, cv is 109
    for _ in range(60):
        j = (low + high) / 2
        if math.lgamma(1 + 2 * j) - 2 * math.lgamma(1 + j) < target:
            low = j
        else:
            high = j
    return (low + high) / 2
