"""The limits that requests of one client for one model count in, and what takes of them at once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns
from typing import NamedTuple

from sanic_mock.engine.limits.decision import Decision
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.shared.buckets import Buckets

# Takes what an answer at once needs: gets the tokens of its prompt, its cap and its own, and
# returns what is left; None, and takes nothing, where that is not decided here.
TakeNow = Callable[[int, int, int], Standing | None]


class LimitGroup(NamedTuple):
    """Some limits, and where they are counted.

    Attributes:
        decision: the limits.
        tags: of their scopes, in the same order.
        lasts_ns: how long a request is remembered there.
        idle: nothing under way, for each.
        take_now: takes what answers at once need.
    """

    decision: Decision
    tags: tuple[int, ...]
    lasts_ns: int
    idle: tuple[int, ...]
    take_now: TakeNow


def limit_group(decision: Decision, tags: tuple[int, ...], buckets: Buckets) -> LimitGroup:
    """Return the group of some limits, whose scopes have these tags."""
    lasts_ns = max((one.lasts_ns for one in decision.rules), default=0)
    take_now = _compile_take_now(decision, tags, lasts_ns, buckets)
    return LimitGroup(decision, tags, lasts_ns, (0,) * len(tags), take_now)


def _compile_take_now(
    decision: Decision, tags: tuple[int, ...], lasts_ns: int, buckets: Buckets
) -> TakeNow:
    if decision.has_budgets:
        return lambda prompt, most, answered: None
    take, bounds = decision.take, decision.bounds
    find, total = buckets.finder(tags), buckets.total
    words, start_ns = buckets.words, buckets.start_ns
    lock = buckets.lock
    attempt, enter, free, given_up = lock.attempt, lock.enter, lock.free, lock.words

    def take_now(prompt: int, most: int, answered: int) -> Standing | None:
        if given_up[0]:
            return None
        used = prompt + answered
        now_ns = monotonic_ns() - start_ns
        if code := attempt():
            enter(code)
        try:
            places = find(now_ns + lasts_ns)
            for place, bound in bounds:
                if total(places[place]) >= bound:
                    return None
            return take(words, places, now_ns, (prompt, prompt + most, used, used))
        finally:
            free()

    return take_now
