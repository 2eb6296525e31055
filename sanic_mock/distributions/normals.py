"""The normal and the lognormal distribution, truncated as redrawing gives.

Truncated means conditional: a draw outside is drawn again, so no share of the draws piles up at
an end, as clamping would have it (a KS error by itself). With one uniform u the same is
    z = inv_cdf(F(a) + u * (F(b) - F(a)))
for the standard normal F and the ends a, b in standard deviations. For u > 1/2 it is computed
from the upper tail, where 1 - u is exact and F(b) rounds to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import ClassVar

from sanic_mock.distributions.base import (
    Distribution,
    Parameter,
    ParameterError,
    missing,
    out_of_range,
    plain,
    step,
)

PAIRS = "median and sigma, or mean and cv"
_inv_cdf = NormalDist().inv_cdf  # Wichura 1988, AS 241: about 16 digits


def below(z: float) -> float:
    """Return the share of a standard normal below `z`, with full relative precision at z << 0."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _density(z: float) -> float:
    return math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


@dataclass(frozen=True, slots=True)
class NormalTruncation:
    """The shares of a standard normal below the ends, between them (`kept`) and above."""

    low: float
    kept: float
    high: float

    @classmethod
    def between(cls, a: float, b: float) -> NormalTruncation:
        """Make it from the ends in standard deviations, -inf <= a <= 0 < b <= inf."""
        kept = 0.5 * (math.erf(b / math.sqrt(2)) - math.erf(a / math.sqrt(2)))
        return cls(below(a), kept, below(-b))

    def z(self, u: float) -> float:
        """Return the truncated standard normal's value at `u`."""
        if u <= 0.5:
            return _inv_cdf(self.low + u * self.kept)
        return -_inv_cdf(self.high + (1 - u) * self.kept)

    def cdf(self, z: float) -> float:
        """Return the share of the truncated standard normal at most `z`, a <= z <= b."""
        if z <= 0:
            return max(0.0, (below(z) - self.low) / self.kept)
        return min(1.0, 1 - (below(-z) - self.high) / self.kept)


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """Bell curve: X = mean + sd * Z, drawn again until min <= X <= max.

    mean, sd, min and max in the unit of the drawn quantity; mean and sd are those before
    truncation. `min` is 0 if not given, because neither a time nor a count can be negative.
    min <= mean < max, so that truncation cuts tails and leaves the bell.
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 13.10.1.
    """

    FAMILY: ClassVar[str] = "normal"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("mean", "value", True, "mean before truncation"),
        Parameter("sd", "value", True, "standard deviation before truncation"),
        Parameter("min", "value", False, "smaller draws are drawn again; 0 if not given"),
        Parameter("max", "value", False, "larger draws are drawn again"),
    )
    mean_: float
    sd: float
    min: float = 0.0
    max: float | None = None
    _top: float = field(init=False, repr=False, compare=False)
    _cut: NormalTruncation = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.min is None:
            self._keep(min=0.0)
        self._check_numbers()
        if self.min > self.mean_:
            raise out_of_range("min", self.min, "a number from 0 to mean")
        if self.max is not None and self.max <= self.mean_:
            raise out_of_range("max", self.max, "a number above mean")
        self._keep(_top=math.inf if self.max is None else self.max)
        self._keep(_cut=NormalTruncation.between(*self._ends()))

    def _ends(self) -> tuple[float, float]:
        if self.sd == 0:
            return -math.inf, math.inf
        return (self.min - self.mean_) / self.sd, (self._top - self.mean_) / self.sd

    def quantile(self, u: float) -> float:
        x = self.mean_ + self.sd * self._cut.z(u)
        return min(max(x, self.min), self._top)  # rounding may leave the range by one digit

    def cdf(self, x: float) -> float:
        if x < self.min or x >= self._top:
            return step(x, self._top)
        if self.sd == 0:
            return step(x, self.mean_)
        return self._cut.cdf((x - self.mean_) / self.sd)

    def mean(self) -> float:
        """mean + sd * (f(a) - f(b)) / (F(b) - F(a)), f the standard normal density."""
        a, b = self._ends()
        return self.mean_ + self.sd * (_density(a) - _density(b)) / self._cut.kept


@dataclass(frozen=True, slots=True)
class LogNormal(Distribution):
    """X = shift + Y with ln Y normal, drawn again until X <= max.

    Either `median` (> 0) and `sigma` (sd of ln Y, no unit), or `mean` (> 0) and `cv` (sd / mean):
        ln Y = ln(median) + sigma * Z;  sigma^2 = ln(1 + cv^2);  median = mean / sqrt(1 + cv^2)
    All four are those of Y: before `shift` is added and before the cap. `max` is a cap on X and
    lies above shift + median.
    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 14.
    """

    FAMILY: ClassVar[str] = "lognormal"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("median", "value", False, "median before shift and cap; with sigma", above=True),
        Parameter("sigma", "number", False, "sd of the logarithm; with median", high=10),
        Parameter("mean", "value", False, "mean before shift and cap; with cv", above=True),
        Parameter("cv", "number", False, "sd / mean before shift and cap; with mean", high=10),
        Parameter("shift", "value", False, "added to every draw; 0 if not given"),
        Parameter("max", "value", False, "larger draws are drawn again", above=True),
    )
    median: float | None = None
    sigma: float | None = None
    mean_: float | None = None
    cv: float | None = None
    shift: float = 0.0
    max: float | None = None
    _log_median: float = field(init=False, repr=False, compare=False)
    _sigma: float = field(init=False, repr=False, compare=False)
    _top: float = field(init=False, repr=False, compare=False)
    _cut: NormalTruncation = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.shift is None:
            self._keep(shift=0.0)
        self._check_numbers()
        median, sigma = self._median_and_sigma()
        top = math.inf if self.max is None else self.max
        if top <= self.shift + median:
            raise out_of_range("max", top, "a number above shift + median")
        self._keep(_log_median=math.log(median), _sigma=sigma, _top=top)
        self._keep(_cut=NormalTruncation.between(-math.inf, self._z(top)))

    def _median_and_sigma(self) -> tuple[float, float]:
        """Return the median of Y and the sd of ln Y from whichever pair was given."""
        if self.median is None and self.sigma is None:
            if self.mean_ is None and self.cv is None:
                raise missing("median", PAIRS)
            cv = self._present("cv")
            return self._present("mean") / math.hypot(1, cv), math.sqrt(math.log1p(cv * cv))
        for key, raw in (("mean", self.mean_), ("cv", self.cv)):
            if raw is not None:
                trouble = f"{plain(raw)} cannot go with median and sigma"
                raise ParameterError(key, f"{trouble}; want {PAIRS}")
        return self._present("median"), self._present("sigma")

    def _present(self, name: str) -> float:
        parameter = next(p for p in self.PARAMETERS if p.name == name)
        value: float | None = getattr(self, parameter.attribute)
        if value is None:
            raise missing(name, parameter.want)
        return value

    def quantile(self, u: float) -> float:
        x = self.shift + math.exp(self._log_median + self._sigma * self._cut.z(u))
        return min(x, self._top)

    def cdf(self, x: float) -> float:
        if x <= self.shift or x >= self._top:
            return step(x, self._top)
        if self._sigma == 0:
            return step(x, self.quantile(0.5))
        return self._cut.cdf(self._z(x))

    def mean(self) -> float:
        """shift + exp(m + s^2 / 2) * F(b - s) / F(b), with b the cap in sds of the logarithm."""
        b = self._z(self._top)
        whole = math.exp(self._log_median + self._sigma**2 / 2)
        return self.shift + whole * below(b - self._sigma) / below(b)

    def _z(self, x: float) -> float:
        if self._sigma == 0 or x == math.inf:
            return math.inf
        return (math.log(x - self.shift) - self._log_median) / self._sigma
