"""The gaps between tokens."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from sanic_mock.distributions import Constant, Distribution
from sanic_mock.profile.amounts import DurationKind, NumberKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.keys import fill, key


@dataclass(frozen=True, slots=True)
class Itl:
    """Gap between tokens: a draw of `token` (s) times one factor per request, at least `min_s`.

    The factor is lognormal with mean 1 and coefficient of variation `request_cv`.
    """

    # the engine's clock, or the bursts, say when tokens come where there are any
    token: Distribution = key(
        "itl.token",
        TIME,
        "gap between two tokens",
        idle_beside=(("load.model", "step"), ("chunking.mode", "burst")),
        unset=MISSING,
    )
    request_cv: float = key(
        "itl.request_cv",
        NumberKind(0, 10),
        "spread of one factor per request (its coefficient of variation)",
        0.0,
        switch="itl.token",
    )
    min_s: float = key("itl.min", DurationKind(), "no gap is shorter", 0.0, switch="itl.token")


def build_itl(chosen: ChosenValues) -> Itl | None:
    """Return the gaps, None where all tokens are due with the first."""
    if chosen("itl.token") is None:
        return None
    itl = fill(Itl, chosen)
    return None if itl.token == Constant(0.0) and not itl.min_s else itl
