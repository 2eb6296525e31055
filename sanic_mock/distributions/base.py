"""What every distribution is, what its parameters may be, and how a wrong one is refused.

In: plain numbers in the unit of the drawn quantity (times: seconds, counts: tokens).
Out: an inverse CDF. One uniform in, one value out, nothing remembered, so that a draw is a
function of the seed alone. All work that can be done once is done at construction.
What must never happen: a negative value, a value above a stated cap, a repaired parameter.
"""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

ParameterKind = Literal["value", "number", "scale", "text", "path", "parts", "tail"]
"""value: in the unit of what is drawn; number: without unit; scale: a file's unit, set by code."""

Show = Callable[[float], str]
"""Prints a drawn quantity with its unit: 0.05 -> "50ms"."""


class ParameterError(ValueError):
    """A distribution cannot be made from what was given.

    Args:
        key: the parameter that is wrong, as a profile writes it ("sd", "parts[1].w"), or "dist".
        message: its value and what is allowed; other parameters by name, not by value.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key, message)
        self.key = key
        self.message = message

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


def plain(value: float) -> str:
    """Return the number in its shortest form: 3, 0.5, 1e-06."""
    return f"{value:.12g}"


def out_of_range(key: str, value: float, want: str) -> ParameterError:
    return ParameterError(key, f"{plain(value)} is out of range; want {want}")


def missing(key: str, want: str) -> ParameterError:
    return ParameterError(key, f"missing; want {want}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a family, enough to read, check and document it.

    Args:
        name: as a profile writes it; `p…` stands for any percentile key.
        kind: how a schema layer converts it.
        required: False also for one of two alternative sets; the class checks those.
        doc: one sentence.
        low: smallest number; excluded if `above`.
        high: largest number, included.
    """

    name: str
    kind: ParameterKind
    required: bool
    doc: str
    low: float = 0.0
    above: bool = False
    high: float = math.inf

    @property
    def attribute(self) -> str:
        """The name in Python: `mean_`, because `mean()` is a method of every distribution."""
        return "mean_" if self.name == "mean" else self.name

    @property
    def is_needed(self) -> bool:
        """Whether it has to be given by this very name."""
        return self.required and self.name != "p…"

    @property
    def want(self) -> str:
        if self.kind not in ("value", "number", "scale"):
            return self.doc
        if math.isfinite(self.high):
            return f"a number from {plain(self.low)} to {plain(self.high)}"
        return f"a number {'>' if self.above else '>='} {plain(self.low)}"

    def number(self, raw: object) -> float:
        """Return `raw` as a float in range.

        Raises:
            ParameterError: not a number, nan, infinite or out of range.
        """
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise ParameterError(self.name, f"{raw!r} is not a number; want {self.want}")
        try:
            value = float(raw)
        except OverflowError:  # an int of more than 308 digits
            value = math.inf
        if not (self._holds(value) and math.isfinite(value)):
            raise out_of_range(self.name, value, self.want)
        return value

    def _holds(self, value: float) -> bool:
        low = value > self.low if self.above else value >= self.low
        return low and value <= self.high


class Distribution(ABC):
    """One random quantity, never negative; immutable, picklable, safe to share.

    Classes are frozen dataclasses. `quantile` never falls, and `cdf` is its inverse.
    """

    __slots__ = ()
    FAMILY: ClassVar[str]
    PARAMETERS: ClassVar[tuple[Parameter, ...]]

    @classmethod
    def from_parameters(cls, given: Mapping[str, Any]) -> Distribution:
        """Make one from parameters as a profile names them, values already converted."""
        return cls(**{p.attribute: given[p.name] for p in cls.PARAMETERS if p.name in given})

    @abstractmethod
    def quantile(self, u: float) -> float:
        """Return the value below which the share `u` of all draws lies; 0 < u < 1."""

    @abstractmethod
    def cdf(self, x: float) -> float:
        """Return the share of draws that are at most `x`, from 0 to 1."""

    @abstractmethod
    def mean(self) -> float:
        """Return the mean of what is drawn, after truncation and caps."""

    def describe(self, show: Show = plain) -> str:
        """Return family and parameters that differ from their default, on one line."""
        defaults = {f.name: f.default for f in dataclasses.fields(self)}  # type: ignore[arg-type]
        words = [self.FAMILY]
        for parameter in self.PARAMETERS:
            value = getattr(self, parameter.attribute)
            if value != defaults[parameter.attribute]:
                words.append(f"{parameter.name} {_shown(parameter, value, show)}")
        return ", ".join(words)

    def _check_numbers(self) -> None:
        """Turn each number into a float in its range; None stays where a parameter is optional."""
        for parameter in self.PARAMETERS:
            raw = getattr(self, parameter.attribute)
            if raw is None and not parameter.required:
                continue
            if raw is None:
                raise missing(parameter.name, parameter.want)
            self._keep(**{parameter.attribute: parameter.number(raw)})

    def _keep(self, **values: object) -> None:
        """Set attributes during construction, which a frozen dataclass otherwise forbids."""
        for name, value in values.items():
            object.__setattr__(self, name, value)


def _shown(parameter: Parameter, value: Any, show: Show) -> str:
    if parameter.kind == "value":
        return show(value)
    return plain(value) if parameter.kind in ("number", "scale") else str(value)


def step(x: float, at: float) -> float:
    """Return the CDF of a constant: 0 below `at`, 1 from there on."""
    return 1.0 if x >= at else 0.0


def mean_of_quantiles(quantile: Callable[[float], float]) -> float:
    """Integrate a bounded inverse CDF over 0..1, for means that have no closed form.

    mean = integral of Q(u) du = integral of Q(u(t)) * u * (1 - u) dt, with t = ln(u / (1 - u)).
    The integrand falls like exp(-|t|), so the trapezoid rule converges faster than any power of
    its step (Trefethen and Weideman 2014, "The exponentially convergent trapezoidal rule").
    """
    width, reach = 0.05, 36.0  # exp(-36) = 2e-16, the resolution of u
    total = 0.0
    for i in range(-round(reach / width), round(reach / width) + 1):
        tail = math.exp(-abs(i * width))
        u = 1 / (1 + tail) if i > 0 else tail / (1 + tail)
        total += quantile(u) * tail / (1 + tail) ** 2
    return total * width
