"""Distributions that end where they say: constant, uniform, and what `-latency -jitter` mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sanic_mock.distributions.base import Distribution, Parameter, out_of_range, step


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """X = value, always."""

    FAMILY: ClassVar[str] = "constant"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("value", "value", True, "what every draw gives"),
    )
    value: float

    def __post_init__(self) -> None:
        self._check_numbers()

    def quantile(self, u: float) -> float:
        return self.value

    def cdf(self, x: float) -> float:
        return step(x, self.value)

    def mean(self) -> float:
        return self.value


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Every value from min to max is as likely as any other: Q(u) = min + u * (max - min).

    min and max in the unit of the drawn quantity; equal, they make a constant.
    """

    FAMILY: ClassVar[str] = "uniform"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("min", "value", True, "smallest value"),
        Parameter("max", "value", True, "largest value, at least min"),
    )
    min: float
    max: float

    def __post_init__(self) -> None:
        self._check_numbers()
        if self.max < self.min:
            raise out_of_range("max", self.max, "a number >= min")

    def quantile(self, u: float) -> float:
        return self.min + u * (self.max - self.min)

    def cdf(self, x: float) -> float:
        return _share(x, self.min, self.max)

    def mean(self) -> float:
        return (self.min + self.max) / 2


@dataclass(frozen=True, slots=True)
class Jitter(Distribution):
    """Uniform around a base, floored at 0: X = max(0, base + spread * (2u - 1)).

    This is what `-latency L -jitter J` means. The floor is not a redraw: where spread > base, the
    share (spread - base) / (2 * spread) of all draws is exactly 0.
    """

    FAMILY: ClassVar[str] = "jitter"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("base", "value", True, "middle of the range"),
        Parameter("spread", "value", True, "half the width of the range; 0 gives the base alone"),
    )
    base: float
    spread: float

    def __post_init__(self) -> None:
        self._check_numbers()

    def quantile(self, u: float) -> float:
        drawn = self.base + self.spread * (2 * u - 1)
        return drawn if drawn > 0 else 0.0

    def cdf(self, x: float) -> float:
        if x < 0:
            return 0.0
        return _share(x, self.base - self.spread, self.base + self.spread)

    def mean(self) -> float:
        """Integrate the part above 0: (base + spread)^2 / (4 * spread) where the floor is met."""
        if self.spread <= self.base:
            return self.base
        return (self.base + self.spread) ** 2 / (4 * self.spread)


def _share(x: float, low: float, high: float) -> float:
    """Return how far `x` is from low to high, 0 before and 1 after."""
    if x >= high:
        return 1.0
    return (x - low) / (high - low) if x > low else 0.0
