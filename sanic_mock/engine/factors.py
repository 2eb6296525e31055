"""Factors around 1 by which all times of a request, or of a day, are longer or shorter."""

from __future__ import annotations

import math
from statistics import NormalDist

from sanic_mock.engine.draws import unit
from sanic_mock.settings import Itl

_normal = NormalDist().inv_cdf


def factor_of(itl: Itl | None, draw: int) -> float:
    """Return a lognormal of mean 1: exp(s z - s^2 / 2), s^2 = ln(1 + cv^2)."""
    if itl is None or not itl.request_cv:
        return 1.0
    variance = math.log1p(itl.request_cv**2)
    return math.exp(math.sqrt(variance) * _normal(unit(draw)) - variance / 2)


def lognormal(cv: float, share: float) -> float:
    """Return the quantile of a lognormal of median 1: exp(s z), s^2 = ln(1 + cv^2)."""
    return math.exp(math.sqrt(math.log1p(cv**2)) * _normal(share))
