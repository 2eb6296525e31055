"""The limits that requests of one client for one model count in, and what takes of them at once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns
from typing import NamedTuple

from sanic_mock.engine.limits.decision import Decision
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.shared.buckets import Buckets, Find

# Takes what a request needs (decision.Needs) and returns what is left; None, and takes nothing,
# where that is not decided here.
TakeNow = Callable[[tuple[int, int, int, int]], Standing | None]
# Corrects what a request took once its answer has ended, given its cap and the tokens of that.
Correct = Callable[[int, int], None]


class LimitGroup(NamedTuple):
    """Some limits, and where they are counted.

    Attributes:
        decision: the limits.
        tags: of their scopes, in the same order.
        lasts_ns: how long a request is remembered there.
        idle: nothing under way, for each.
        take_now: takes what requests need; such as are counted while they run are not its business.
        correct: corrects what a request took; None where more than that ends with its answer.
    """

    decision: Decision
    tags: tuple[int, ...]
    lasts_ns: int
    idle: tuple[int, ...]
    take_now: TakeNow
    correct: Correct | None


def limit_group(decision: Decision, tags: tuple[int, ...], buckets: Buckets) -> LimitGroup:
    """Return the group of some limits, whose scopes have these tags."""
    lasts_ns = max((one.lasts_ns for one in decision.rules), default=0)
    find = buckets.finder(tags)
    take_now = _compile_take_now(decision, find, lasts_ns, buckets)
    correct = _compile_correct(decision, find, buckets)
    return LimitGroup(decision, tags, lasts_ns, (0,) * len(tags), take_now, correct)


def _compile_take_now(decision: Decision, find: Find, lasts_ns: int, buckets: Buckets) -> TakeNow:
    if decision.has_budgets:
        return lambda needs: None
    take, bounds = decision.take, decision.bounds
    total, words, start_ns = buckets.total, buckets.words, buckets.start_ns
    lock = buckets.lock
    attempt, enter, free, given_up = lock.attempt, lock.enter, lock.free, lock.words

    def take_now(needs: tuple[int, int, int, int]) -> Standing | None:
        if given_up[0]:
            return None
        now_ns = monotonic_ns() - start_ns
        if code := attempt():
            enter(code)
        try:
            places = find(now_ns + lasts_ns)
            for place, bound in bounds:
                if total(places[place]) >= bound:
                    return None
            return take(words, places, now_ns, needs)
        finally:
            free()

    return take_now


def _compile_correct(decision: Decision, find: Find, buckets: Buckets) -> Correct | None:
    """Return what does for such groups what each rule's `settle` does."""
    if decision.has_budgets or decision.bounds:
        return None
    of_tokens = [
        (number, one.word, one.bucket.corrected, one.bucket.level, rule.is_estimated)
        for number, rule in enumerate(decision.rules)
        for one in rule.buckets
        if one.counts_tokens
    ]
    words, keep, lock, start_ns = buckets.words, buckets.keep, buckets.lock, buckets.start_ns

    def correct(most: int, answered: int) -> None:
        now_ns = monotonic_ns() - start_ns
        with lock:
            places = find(0)
            for number, word, corrected, level, is_estimated in of_tokens:
                if further := answered - most if is_estimated else answered:
                    place = places[number]
                    state = corrected(words[place + word], now_ns, further)
                    keep(place, now_ns + level(state, now_ns)[1])
                    words[place + word] = state

    return correct if of_tokens else _nothing


def _nothing(most: int, answered: int) -> None:
    """Correct nothing: requests are no more than was taken."""
