"""Whether a request is let in: by all limits that it counts in together, or by none.

A request that is refused takes nothing. What it is told to wait is the longest that any limit asks
for, so that it is let in afterwards if nobody else came meanwhile.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from sanic_mock.engine.limits.bucket import NEVER, milliseconds
from sanic_mock.engine.limits.rule import Cost, LimitRule, PlacedBucket
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE, Refusal, RefusalKind

# What is told to who has too many requests at once; when one of them ends, nobody knows.
AT_ONCE_RETRY_S = 1.0
_UNLIMITED_REQUESTS = REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - 1, 6
_TOKENS_PER_MS = TOKENS_PER_MINUTE // 60_000

Words = MutableSequence[int]


def decide(
    rules: Sequence[LimitRule],
    words: Words,
    places: Sequence[int],
    running: Sequence[int],
    now_ns: int,
    cost: Cost,
) -> Standing | Refusal:
    """Let a request in and return what is left, or return why it is refused.

    Args:
        rules: those that it counts in.
        words: where their states are; changed where the request is let in.
        places: for each rule, where in them its scope begins.
        running: for each rule, how many requests are under way there.
        now_ns: ns since the server's start.
        cost: what it takes.
    """
    states: list[tuple[PlacedBucket, int, int]] = []
    is_refused = False
    for rule, place, at_once in zip(rules, places, running, strict=True):
        checked, charged = rule.checked(cost), rule.charged(cost)
        for placed in rule.buckets:
            word, bucket, counts_tokens, _ = placed
            word += place
            needs, takes = (checked, charged) if counts_tokens else (1, 1)
            state, wait_ns = bucket.admit(words[word], now_ns, needs, takes)
            is_refused |= wait_ns != 0
            states.append((placed, word, state))
        if rule.concurrency:
            is_refused |= at_once >= rule.concurrency
        for one in rule.budgets:
            is_refused |= not one.budget.left(words[place + one.word], now_ns)
    if is_refused:
        standing = _standing([(one, word, words[word]) for one, word, _ in states], now_ns, cost)
        return _refusal(rules, words, places, running, now_ns, cost)._replace(standing=standing)
    for _, word, state in states:
        words[word] = state
    for rule, place in zip(rules, places, strict=True):
        for one in rule.budgets:
            spent = one.budget.charged(words[place + one.word], now_ns, rule.spends(one, cost))
            words[place + one.word] = spent
    return _standing(states, now_ns, cost)


def unlimited(cost: Cost) -> Standing:
    """Return what is told of an account where nothing counts."""
    return _standing((), 0, cost)


def _standing(states: Sequence[tuple[PlacedBucket, int, int]], now_ns: int, cost: Cost) -> Standing:
    """Return what is left: of several buckets, of the one with the least."""
    requests = tokens = None
    for (_, bucket, counts_tokens, _), _, state in states:
        left, full_ns = bucket.level(state, now_ns)
        found = bucket.limit, left, milliseconds(full_ns)
        if counts_tokens:
            tokens = found if tokens is None or left < tokens[1] else tokens
        else:
            requests = found if requests is None or left < requests[1] else requests
    return Standing(*(requests or _UNLIMITED_REQUESTS), *(tokens or _unlimited_tokens(cost.prompt)))


def _unlimited_tokens(prompt: int) -> tuple[int, int, int]:
    return TOKENS_PER_MINUTE, max(0, TOKENS_PER_MINUTE - prompt), prompt // _TOKENS_PER_MS


def _refusal(
    rules: Sequence[LimitRule],
    words: Words,
    places: Sequence[int],
    running: Sequence[int],
    now_ns: int,
    cost: Cost,
) -> Refusal:
    """Return the refusal that a client has to know: the one that lasts longest."""
    worst: tuple[float, Refusal] = (-1.0, Refusal("insufficient_quota"))
    for rule, place, at_once in zip(rules, places, running, strict=True):
        if any(not one.budget.left(words[place + one.word], now_ns) for one in rule.budgets):
            return Refusal("insufficient_quota")
        if rule.concurrency and at_once >= rule.concurrency:
            refusal = Refusal(
                "rate_limit_requests",
                rule.concurrency,
                at_once,
                1,
                AT_ONCE_RETRY_S,
                window="at_once",
            )
            worst = max(worst, (AT_ONCE_RETRY_S, refusal), key=lambda one: one[0])
        for placed in rule.buckets:
            found = _of_bucket(placed, words[place + placed.word], now_ns, rule.checked(cost))
            if found is not None:
                worst = max(worst, found, key=lambda one: one[0])
    return worst[1]


def _of_bucket(
    placed: PlacedBucket, state: int, now_ns: int, tokens: int
) -> tuple[float, Refusal] | None:
    """Return how long a bucket refuses a request, and how; None where it does not."""
    _, bucket, counts_tokens, window = placed
    wanted = tokens if counts_tokens else 1
    state, wait_ns = bucket.admit(state, now_ns, wanted, wanted)
    if wait_ns == NEVER:
        large = Refusal("request_too_large", bucket.burst, wanted=wanted, window=window)
        return float("inf"), large
    if not wait_ns:
        return None
    retry_s = milliseconds(wait_ns) / 1000
    left, _ = bucket.level(state, now_ns)
    kind: RefusalKind = "rate_limit_tokens" if counts_tokens else "rate_limit_requests"
    used = bucket.limit - left
    return retry_s, Refusal(kind, bucket.limit, used, wanted, retry_s, window=window)
