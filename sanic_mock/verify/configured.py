"""What a profile asks for: a large sample of its plans, or its distributions where they say all.

The sample is of other cases than those that are sent, so that agreement is not built in.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec

from sanic_mock.distributions import Distribution
from sanic_mock.server.schedule import Planner
from sanic_mock.settings import Settings
from sanic_mock.verify.question import question

FIRST = 10_000_000  # number of the sample's first question; those that are sent stay below
PLANS = 20_000
TOKENS = 2_000_000  # a sample of long answers may be smaller, so that it takes seconds

_NS = 1_000_000_000


class Configured(msgspec.Struct):
    """Sorted values of what is to be expected, times in ns.

    Attributes:
        ttft: to the first text.
        gaps: between events with text, those of 0 left out.
        totals: to the end.
        tokens: of each answer.
        speeds: tokens of each answer by its total, per second.
        writes: how many an answer takes, on average.
        heads: to the head, where that has a time of its own.
    """

    ttft: list[float]
    gaps: list[float]
    totals: list[float]
    tokens: list[float]
    speeds: list[float]
    writes: float = 1.0
    heads: list[float] = []

    @property
    def mean_total_s(self) -> float:
        """How long an answer takes."""
        return sum(self.totals) / max(1, len(self.totals)) / _NS


def configured(settings: Settings, planner: Planner) -> Configured:
    """Plan a large sample."""
    found, writes = Configured([], [], [], [], []), 0
    drawn = 0
    for number in range(FIRST, FIRST + PLANS):
        schedule = planner.plan(question(number), sized=False)
        found.ttft.append(schedule.first_ns)
        if schedule.head_ns is not None:
            found.heads.append(schedule.head_ns)
        if len(found.gaps) < PLANS * 5:
            found.gaps += gaps(schedule.dues)
        found.totals.append(schedule.last_ns)
        found.tokens.append(schedule.tokens)
        writes += len({*schedule.dues, schedule.last_ns})
        drawn += schedule.tokens
        if drawn > TOKENS:
            break
    pairs = zip(found.tokens, found.totals, strict=True)
    found.speeds = [tokens * _NS / total for tokens, total in pairs if total]
    found.writes = writes / len(found.totals)
    _replace_by_law(settings, found)
    for values in (found.heads, found.ttft, found.gaps, found.totals, found.tokens, found.speeds):
        values.sort()
    return found


def gaps(dues: list[int]) -> list[int]:
    """Return the gaps between events that do not leave together."""
    return [gap for before, due in pairwise(dues) if (gap := due - before)]


def _replace_by_law(settings: Settings, found: Configured) -> None:
    """Take quantiles of the profile's own distributions where nothing is added to them."""
    scale = settings.time_scale
    ttft, itl = settings.ttft, settings.itl
    if settings.load.model != "none" or settings.drift is not None:
        return
    adds = settings.tokens.reasoning is not None or (ttft is not None and _adds(settings))
    if ttft is not None and not adds:
        found.ttft = _law(ttft.base, scale)
    is_plain = itl is not None and not itl.request_cv and itl.stall is None
    if itl is not None and is_plain and settings.chunking.mode == "token":
        found.gaps = [max(int(itl.min_s / scale * _NS), gap) for gap in _law(itl.token, scale)]


def _adds(settings: Settings) -> bool:
    ttft = settings.ttft
    assert ttft is not None
    rates = (ttft.per_prompt_token_s, ttft.per_prompt_token_sq_s, ttft.per_cached_token_s)
    return any(rates) or ttft.stall is not None or settings.chunking.mode == "full"


def _law(distribution: Distribution, scale: float) -> list[float]:
    """Return evenly spaced quantiles, (i + 0.5) / n, in ns."""
    quantile = distribution.quantile
    return [quantile((place + 0.5) / PLANS) * _NS / scale for place in range(PLANS)]
