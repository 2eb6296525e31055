"""Several populations in one: a body and its stalls, cached answers and fresh ones.

Strategy: F(x) = sum w_i F_i(x) is exact and cheap; its inverse is not. So F is evaluated once at
quantiles of every part, dense where any part has mass, and a quantile is a line between two knots.
An atom of a part (a constant, a floor) is a jump of F: two knots at one value, so that it is drawn
exactly.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from sanic_mock.distributions.base import (
    Distribution,
    Parameter,
    ParameterError,
    Show,
    missing,
    plain,
)
from sanic_mock.distributions.inverse import from_log_odds

PARTS_DOC = "one part or more, each a distribution with a weight w > 0"
KNOTS, AT_LEAST = 1000, 60  # of all parts together, and of each
CORE, REACH = 3.0, 36.0  # in log-odds: p95, and 1 - 2e-16


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """A draw is of part i with probability w_i: F(x) = sum over i of w_i * F_i(x).

    `parts` holds (weight, distribution); weights are above 0 and sum to 1 within 1e-6, and that
    rest is spread over all. F(Q(u)) is within 1e-4 of u for two parts, 1e-3 for twenty.
    """

    FAMILY: ClassVar[str] = "mixture"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (Parameter("parts", "parts", True, PARTS_DOC),)
    parts: tuple[tuple[float, Distribution], ...]
    _us: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _xs: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weights = [_weight(i, w) for i, (w, _) in enumerate(self.parts)]
        if not weights:
            raise missing("parts", PARTS_DOC)
        total = math.fsum(weights)
        if abs(total - 1) > 1e-6:
            raise ParameterError("parts", f"the weights sum to {plain(total)}; want 1")
        dists = [dist for _, dist in self.parts]
        self._keep(parts=tuple(zip((w / total for w in weights), dists, strict=True)))
        smooth, atoms = _places(dists)
        knots = [(x, self.cdf(x)) for x in smooth]
        knots += [(x, self.cdf(math.nextafter(x, -math.inf))) for x in atoms]
        xs, us = zip(*sorted(knots), strict=True)
        self._keep(_xs=xs, _us=us)

    def quantile(self, u: float) -> float:
        i = bisect_left(self._us, u)
        if i == 0 or i == len(self._us):
            return self._xs[min(i, len(self._us) - 1)]
        low, high = self._us[i - 1], self._us[i]
        x = self._xs[i - 1] + (u - low) / (high - low) * (self._xs[i] - self._xs[i - 1])
        return min(x, self._xs[i])

    def cdf(self, x: float) -> float:
        return min(1.0, sum(w * part.cdf(x) for w, part in self.parts))

    def mean(self) -> float:
        return math.fsum(w * part.mean() for w, part in self.parts)

    def describe(self, show: Show = plain) -> str:
        """Return each part with its share."""
        parts = (f"{100 * w:.4g} % ({part.describe(show)})" for w, part in self.parts)
        return f"{self.FAMILY}, {' + '.join(parts)}"


def _weight(i: int, w: object) -> float:
    return Parameter(f"parts[{i}].w", "number", True, "", above=True).number(w)


def _places(dists: Sequence[Distribution]) -> tuple[set[float], set[float]]:
    """Return where F is to be known, and which of these places are atoms of a part.

    The places are each part's quantiles, spaced as sinh in log-odds: evenly in the core, in
    proportion further out. One met twice is an atom.
    """
    count = max(AT_LEAST, KNOTS // len(dists))
    stride = 2 * math.asinh(REACH / CORE) / (count - 1)
    odds = (CORE * math.sinh(stride * (i - (count - 1) / 2)) for i in range(count))
    shares = [from_log_odds(x) for x in odds]
    smooth: set[float] = set()
    atoms: set[float] = set()
    for dist in dists:
        xs = [dist.quantile(u) for u in shares]
        smooth.update(xs)
        atoms.update(x for x, following in pairwise(xs) if x == following)
    return smooth, atoms
