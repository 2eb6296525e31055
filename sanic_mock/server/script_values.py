"""What the script of a store is given, and what its answer comes to; see limit_script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from sanic_mock.engine.limits.decision import Decision
from sanic_mock.engine.limits.rule import WORDS, Cost, LimitRule, PlacedBucket, PlacedBudget

# States are made of what the store says for this moment, which might be any.
NOW_NS = 10**15
# What Lua's numbers may be wrong by.
_NEAR = 1e-6

# What of a bucket has to be there, and what is taken; what is taken of a budget.
BucketNeeds = Callable[[LimitRule, PlacedBucket], tuple[int, int]]
BudgetNeeds = Callable[[LimitRule, PlacedBudget], int]


def admitted(cost: Cost, rule: LimitRule, placed: PlacedBucket) -> tuple[int, int]:
    """Return what a request needs of a bucket, and takes."""
    return (rule.checked(cost), rule.charged(cost)) if placed.counts_tokens else (1, 1)


def spent(cost: Cost, rule: LimitRule, placed: PlacedBudget) -> int:
    """Return what a request takes of a budget."""
    return rule.spends(placed, cost)


def ended(cost: Cost, is_undone: bool, rule: LimitRule, placed: PlacedBucket) -> tuple[int, int]:
    """Return what is taken of a bucket as an answer ends, or a request is to count for nothing."""
    charged = rule.charged(cost) if placed.counts_tokens else 1
    if is_undone:
        return 0, -charged
    return 0, cost.prompt + cost.answered - charged if placed.counts_tokens else 0


def unspent(cost: Cost, is_undone: bool, rule: LimitRule, placed: PlacedBudget) -> int:
    """Return what is taken of a budget then."""
    used = 0 if is_undone else placed.amount(cost.prompt, cost.answered)
    return used - rule.spends(placed, cost)


def arguments(
    rules: Sequence[LimitRule],
    tags: Sequence[int],
    needs: BucketNeeds,
    spends: BudgetNeeds,
    lasts_us: int,
) -> tuple[list[str], list[int], list[str]]:
    """Return the script's keys, how many there are of each sort, and its numbers."""
    tagged = [*zip(rules, tags, strict=True)]
    buckets = [(rule, tag, one) for rule, tag in tagged for one in rule.buckets]
    bounds = [(rule, tag) for rule, tag in tagged if rule.concurrency]
    budgets = [(rule, tag, one) for rule, tag in tagged for one in rule.budgets]
    keys = [f"sanic-mock:{tag:016x}:{one.word}" for _, tag, one in buckets]
    keys += [f"sanic-mock:{tag:016x}:running" for _, tag in bounds]
    keys += [f"sanic-mock:{tag:016x}:{one.word}" for _, tag, one in budgets]
    numbers: list[float] = []
    for rule, _, placed in buckets:
        bucket = placed.bucket
        rate = bucket.per_tick / bucket.per_token / bucket.tick_ns * 1000
        numbers += bucket.burst, rate, *needs(rule, placed)
    for rule, _ in bounds:
        numbers += rule.concurrency, lasts_us
    for rule, _, spending in budgets:
        numbers += spending.budget.amount, spending.budget.day_ns / 1000, spends(rule, spending)
    return keys, [len(buckets), len(bounds), len(budgets)], [f"{one:.17g}" for one in numbers]


def states(decision: Decision, found: Sequence[float]) -> tuple[list[int], list[int]]:
    """Return what the store says as words of all rules, and how much is under way for each."""
    said: Iterator[float] = iter(found)
    words = [0] * (WORDS * len(decision.rules))
    for place, rule in enumerate(decision.rules):
        for word, bucket, _, _ in rule.buckets:
            steps = ceil(max(0.0, next(said) - _NEAR) * bucket.per_token)
            words[place * WORDS + word] = NOW_NS // bucket.tick_ns * bucket.per_tick + steps
    running = [int(next(said)) if rule.concurrency else 0 for rule in decision.rules]
    for place, rule in enumerate(decision.rules):
        for one in rule.budgets:
            words[place * WORDS + one.word] = one.budget.charged(0, NOW_NS, round(next(said)))
    return words, running
