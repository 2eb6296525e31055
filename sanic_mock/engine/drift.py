"""By what a day multiplies all delays: a function of the seed, the period and the day's number."""

from __future__ import annotations

from hashlib import blake2b

from sanic_mock.engine.draws import first_integer, unit
from sanic_mock.engine.factors import lognormal
from sanic_mock.settings import Drift

_NS = 1_000_000_000


class Days:
    """The days of one server.

    Args:
        drift: how they differ.
        seed: decides how.
        scale: multiplies how long they last.
    """

    def __init__(self, drift: Drift, seed: int, scale: float) -> None:
        self._cv = drift.cv
        self._case = b"%d %d" % (seed, round(drift.period_s * _NS))
        self._period_ns = max(1, int(drift.period_s * scale * _NS))
        self._known = -1, 1.0

    def factor(self, age_ns: int) -> float:
        """Return the factor of the day that runs when a server is so old."""
        number, factor = self._known
        day = age_ns // self._period_ns
        if day != number:
            digest = blake2b(b"%b %d" % (self._case, day), person=b"drift").digest()
            factor = lognormal(self._cv, unit(first_integer(digest)))
            self._known = day, factor
        return factor
