"""The limits that requests of one client for one model count in, and what takes of them at once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns
from typing import NamedTuple

from sanic_mock.engine.limits.decision import Decision
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.shared.buckets import Buckets, Find

# Part of the time for which a request is remembered, by which it may be remembered longer.
_FURTHER = 8

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
    find = buckets.finder(tags, lasts_ns // _FURTHER)
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
        (number, word, bucket.tick_ns, bucket.per_tick, bucket.per_token, rule.is_estimated)
        for number, rule in enumerate(decision.rules)
        for word, bucket, counts_tokens, _ in rule.buckets
        if counts_tokens
    ]
    words, keep, lock, start_ns = buckets.words, buckets.keep, buckets.lock, buckets.start_ns
    attempt, enter, free, given_up = lock.attempt, lock.enter, lock.free, lock.words

    def correct(most: int, answered: int) -> None:
        if given_up[0]:
            with lock:  # raises, or it is given back
                pass
        now_ns = monotonic_ns() - start_ns
        if code := attempt():
            enter(code)
        try:
            places = find(0)
            for number, word, tick_ns, per_tick, per_token, is_estimated in of_tokens:
                if not (further := answered - most if is_estimated else answered):
                    continue
                # as `TokenBucket.corrected` and `level` do
                place, now = places[number], now_ns // tick_ns * per_tick
                state = words[place + word]
                if further > 0 and state < now:
                    state = now
                state += further * per_token
                lasts_ns = -((now - state) // per_tick) * tick_ns if state > now else 0
                keep(place, now_ns + lasts_ns)
                words[place + word] = state if state > 0 else 0
        finally:
            free()

    return correct if of_tokens else _nothing


def _nothing(most: int, answered: int) -> None:
    """Correct nothing: requests are no more than was taken."""
