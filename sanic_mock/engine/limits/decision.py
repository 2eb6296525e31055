"""Whether a request is let in: by all limits that it counts in together, or by none.

A request that is refused takes nothing. What it is told to wait is the longest that any limit asks
for, so that it is let in afterwards if nobody else came meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from operator import itemgetter

from sanic_mock.engine.limits.bucket import NEVER, milliseconds
from sanic_mock.engine.limits.rule import WORDS, Cost, LimitRule, PlacedBucket
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.limits.taking import Needs, Words, compile_take, standing_of
from sanic_mock.engine.refusal import Refusal, RefusalKind

# What is told to who has too many requests at once; when one of them ends, nobody knows.
AT_ONCE_RETRY_S = 1.0


class Decision:
    """Some limits that a request counts in together, ready to decide.

    Args:
        rules: the limits.

    Attributes:
        rules: likewise.
        take: takes of their buckets.
        bounds: of the requests under way: the place of each limit that has one, and the bound.
        has_budgets: whether any has a budget.
    """

    __slots__ = ("bounds", "has_budgets", "rules", "take")

    def __init__(self, rules: Sequence[LimitRule]) -> None:
        self.rules = tuple(rules)
        self.take = compile_take(rules)
        self.bounds = tuple(
            (place, rule.concurrency) for place, rule in enumerate(rules) if rule.concurrency
        )
        self.has_budgets = any(rule.budgets for rule in rules)

    def let_in(
        self, words: Words, places: Sequence[int], running: Sequence[int], now_ns: int, cost: Cost
    ) -> Standing | Refusal:
        """Let a request in and return what is left, or return why it is refused.

        Args:
            words: where their states are; changed where the request is let in.
            places: for each limit, where in them its scope begins.
            running: for each limit, how many requests are under way there.
            now_ns: ns since the server's start.
            cost: what it takes.
        """
        standing = None
        if not self.is_crowded(running) and not self._is_spent(words, places, now_ns):
            standing = self.take(words, places, now_ns, needs_of(cost))
        if standing is None:
            return self.refused(words, places, running, now_ns, cost)
        self._spend(words, places, now_ns, cost)
        return standing

    def is_crowded(self, running: Sequence[int]) -> bool:
        """Return whether too many requests are under way for any limit."""
        return any(running[place] >= bound for place, bound in self.bounds)

    def _is_spent(self, words: Words, places: Sequence[int], now_ns: int) -> bool:
        """Return whether a budget is spent."""
        return self.has_budgets and any(
            not one.budget.left(words[place + one.word], now_ns)
            for rule, place in zip(self.rules, places, strict=True)
            for one in rule.budgets
        )

    def _spend(self, words: Words, places: Sequence[int], now_ns: int, cost: Cost) -> None:
        for rule, place in zip(self.rules, places, strict=True):
            for one in rule.budgets:
                changed = one.changed(words[place + one.word], now_ns, rule.spends(one, cost))
                words[place + one.word] = changed.value

    def refused(
        self, words: Words, places: Sequence[int], running: Sequence[int], now_ns: int, cost: Cost
    ) -> Refusal:
        """Return the refusal that a client has to know, the one that lasts longest."""
        refusals = [
            one
            for rule, place, at_once in zip(self.rules, places, running, strict=True)
            for one in _refusals(rule, words[place : place + WORDS], at_once, now_ns, cost)
        ]
        _, worst = max(refusals, key=itemgetter(0))
        return worst._replace(standing=self.left(words, places, now_ns, 0))

    def left(self, words: Words, places: Sequence[int], now_ns: int, prompt: int) -> Standing:
        """Return what is left; of tokens that are not limited, all but a prompt's."""
        found: dict[bool, tuple[int, int, int]] = {}
        for rule, place in zip(self.rules, places, strict=True):
            for word, bucket, counts_tokens, _ in rule.buckets:
                left, full_ns = bucket.level(words[place + word], now_ns)
                if counts_tokens not in found or left < found[counts_tokens][1]:
                    found[counts_tokens] = bucket.limit, left, milliseconds(full_ns)
        return standing_of(found.get(False), found.get(True), prompt)


def unlimited(prompt: int) -> Standing:
    """Return what is told of an account where nothing counts."""
    return standing_of(None, None, prompt)


def needs_of(cost: Cost) -> Needs:
    """Return what a request needs of buckets."""
    prompt, most, answered, is_over = cost
    estimate, total = prompt + most, prompt + answered
    return Needs(prompt, estimate, *((total, total) if is_over else (prompt, estimate)))


def _refusals(
    rule: LimitRule, words: Words, at_once: int, now_ns: int, cost: Cost
) -> Iterator[tuple[float, Refusal]]:
    """Yield why a limit refuses a request, each with how long that lasts."""
    if any(not one.budget.left(words[one.word], now_ns) for one in rule.budgets):
        yield inf, Refusal("insufficient_quota")
    for placed in rule.buckets:
        found = _of_bucket(placed, words[placed.word], now_ns, rule.checked(cost))
        if found is not None:
            yield found
    if rule.concurrency and at_once >= rule.concurrency:
        kind: RefusalKind = "rate_limit_requests"
        limit, retry_s = rule.concurrency, AT_ONCE_RETRY_S
        yield retry_s, Refusal(kind, limit, at_once, 1, retry_s, window="at_once")


def _of_bucket(
    placed: PlacedBucket, state: int, now_ns: int, tokens: int
) -> tuple[float, Refusal] | None:
    """Return how long a bucket refuses a request, and how; None where it does not."""
    _, bucket, counts_tokens, window = placed
    wanted = tokens if counts_tokens else 1
    state, wait_ns = bucket.admit(state, now_ns, wanted, wanted)
    if wait_ns == NEVER:
        large = Refusal("request_too_large", bucket.burst, wanted=wanted, window=window)
        return inf, large
    if not wait_ns:
        return None
    retry_s = milliseconds(wait_ns) / 1000
    left, _ = bucket.level(state, now_ns)
    kind: RefusalKind = "rate_limit_tokens" if counts_tokens else "rate_limit_requests"
    used = bucket.limit - left
    return retry_s, Refusal(kind, bucket.limit, used, wanted, retry_s, window=window)
