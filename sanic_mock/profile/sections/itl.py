"""The gaps between tokens."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from sanic_mock.distributions import Constant, Distribution
from sanic_mock.profile.amounts import DurationKind, NumberKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.keys import fill, key, section

_ENGINE = (("load.model", "step"),)


@dataclass(frozen=True, slots=True)
class MidstreamStall:
    """A pause within an answer: with probability `p`, a draw of `dist` (s) somewhere between."""

    p: float = key(
        "itl.stall.p",
        NumberKind(0, 1),
        "share of requests that stop within their answer, anywhere in it",
        switch="itl.stall.dist",
        idle_beside=_ENGINE,
        unset=MISSING,
    )
    dist: Distribution = key(
        "itl.stall.dist",
        TIME,
        "for how long",
        switch="itl.stall.p",
        idle_beside=_ENGINE,
        unset=MISSING,
    )


def build_stall(chosen: ChosenValues) -> MidstreamStall | None:
    """Return the stall, None where no answer ever stops."""
    return fill(MidstreamStall, chosen) if chosen("itl.stall.p") else None


@dataclass(frozen=True, slots=True)
class Itl:
    """Gap between tokens: a draw of `token` (s) times one factor per request, at least `min_s`.

    The factor is lognormal with mean 1 and coefficient of variation `request_cv`. A stall is
    beside all that.
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
    stall: MidstreamStall | None = section(MidstreamStall, build_stall)


def build_itl(chosen: ChosenValues) -> Itl | None:
    """Return the gaps, None where all tokens are due with the first."""
    if chosen("itl.token") is None:
        stall = build_stall(chosen)
        return None if stall is None else Itl(Constant(0.0), stall=stall)
    itl = fill(Itl, chosen)
    return None if itl == Itl(Constant(0.0), itl.request_cv) else itl
