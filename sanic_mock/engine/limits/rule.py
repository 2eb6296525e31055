"""One entry of a profile's limits, compiled: whose requests it is for, and what it lets through.

Its state is six words, one for each of its bounds, which somebody else keeps for each of its scopes
(each key, each model); and a count of the requests that are under way there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from sanic_mock.engine.limits.bucket import TokenBucket, token_bucket
from sanic_mock.engine.limits.budget import DayBudget
from sanic_mock.engine.refusal import LimitWindow
from sanic_mock.settings import Limit

MINUTE_S, DAY_S = 60.0, 86_400.0
# The words of a scope.
RPM, RPD, TPM, TPD, SPENT_TOKENS, SPENT_MONEY = range(6)
WORDS = 6
# Money is counted in millionths of a thousandth of a dollar: what a token costs at 0.001 dollars
# for a million.
_PER_DOLLAR = 10**9
_TOKENS_PRICED = 10**6


class Cost(NamedTuple):
    """What a request takes.

    Attributes:
        prompt: tokens of its prompt.
        most: tokens that its answer may have, as far as it says so.
        answered: tokens that its answer has.
        is_over: whether that is known to be all, as it is answered at once.
    """

    prompt: int
    most: int = 0
    answered: int = 0
    is_over: bool = True


class ChangedWord(NamedTuple):
    """A word as it is to be.

    Attributes:
        word: which of the scope's words.
        value: what it says from here on.
        lasts_ns: for how long that is something else than nothing.
    """

    word: int
    value: int
    lasts_ns: int


class PlacedBucket(NamedTuple):
    """A bucket, and what its state is kept under.

    Attributes:
        word: which of the scope's words.
        bucket: how it fills.
        counts_tokens: whether it counts tokens, not requests.
        window: what it is for.
    """

    word: int
    bucket: TokenBucket
    counts_tokens: bool
    window: LimitWindow


class PlacedBudget(NamedTuple):
    """A budget, and what its state is kept under.

    Attributes:
        word: which of the scope's words.
        budget: what may be spent.
        input_price: what a token of a prompt takes of it.
        output_price: what a token of an answer takes.
    """

    word: int
    budget: DayBudget
    input_price: int = 1
    output_price: int = 1

    def amount(self, prompt: int, answer: int) -> int:
        """Return what tokens take of it."""
        return prompt * self.input_price + answer * self.output_price

    def changed(self, state: int, now_ns: int, amount: int) -> ChangedWord:
        """Return its word behind a further amount."""
        value = self.budget.charged(state, now_ns, amount)
        return ChangedWord(self.word, value, self.budget.rest_ns(now_ns))


class LimitRule:
    """An entry, ready to decide.

    Args:
        limit: what the profile says.
        time_scale: how many times as fast its windows pass.
        factor: what all its rates, and requests at once, are multiplied with.
        backend: whose it is; "" for the server's own.

    Attributes:
        buckets: those of its rates.
        budgets: what a day may spend.
        concurrency: requests at once; 0 for any number.
        is_estimated: whether a request has to find what its answer may need.
        lasts_ns: after so long without a request, all is as if there had been none.
    """

    def __init__(
        self, limit: Limit, time_scale: float = 1.0, factor: float = 1.0, backend: str = ""
    ) -> None:
        self._limit = limit
        self._identity = f"{limit}/{time_scale}" + (f"/{backend}/" if backend else "")
        self.is_estimated = limit.charge == "estimate"
        bound = limit.concurrency
        self.concurrency = max(1, round(factor * bound)) if bound else 0
        self.buckets = tuple(
            one if factor == 1 else one._replace(bucket=one.bucket.scaled(factor))
            for one in _buckets(limit, time_scale)
        )
        self.budgets = tuple(_budgets(limit, time_scale))
        is_daily = self.budgets or any(one.window == "day" for one in self.buckets)
        self.lasts_ns = int((DAY_S if is_daily else MINUTE_S) * 1e9 / time_scale) + 1

    def matches(self, model: str) -> bool:
        """Return whether requests for a model count."""
        return fnmatchcase(model, self._limit.model)

    def name(self, key: str, model: str) -> str:
        """Return the name of the scope that a request counts in; nobody else's is the same."""
        per = self._limit.per
        whose = (
            key if per in ("key", "key_and_model") else "",
            model if per in ("model", "key_and_model") else "",
        )
        return f"{self._identity}/{whose}"

    def checked(self, cost: Cost) -> int:
        """Return how many tokens have to be there."""
        return cost.prompt + cost.most if self.is_estimated else cost.prompt

    def charged(self, cost: Cost) -> int:
        """Return how many tokens are taken as a request is let in."""
        return cost.prompt + cost.answered if cost.is_over else self.checked(cost)

    def settle(self, words: Sequence[int], now_ns: int, cost: Cost) -> Iterator[ChangedWord]:
        """Yield each word that changes as an answer ends.

        Args:
            words: those of the scope.
            now_ns: ns since the server's start.
            cost: as it was when the request was let in.
        """
        further = cost.prompt + cost.answered - self.charged(cost)
        for word, bucket, counts_tokens, _ in self.buckets:
            if counts_tokens and further:
                yield _corrected(word, bucket, words[word], now_ns, further)
        for one in self.budgets:
            amount = one.amount(cost.prompt, cost.answered) - self.spends(one, cost)
            yield one.changed(words[one.word], now_ns, amount)

    def undo(self, words: Sequence[int], now_ns: int, cost: Cost) -> Iterator[ChangedWord]:
        """Yield each word that changes as a request is to count for nothing; as `settle` does."""
        charged = self.charged(cost)
        for word, bucket, counts_tokens, _ in self.buckets:
            taken = charged if counts_tokens else 1
            yield _corrected(word, bucket, words[word], now_ns, -taken)
        for one in self.budgets:
            yield one.changed(words[one.word], now_ns, -self.spends(one, cost))

    def spends(self, placed: PlacedBudget, cost: Cost) -> int:
        """Return what is taken of a budget as a request is let in."""
        if cost.is_over:
            return placed.amount(cost.prompt, cost.answered)
        return placed.amount(cost.prompt, cost.most if self.is_estimated else 0)


def _corrected(word: int, bucket: TokenBucket, state: int, now_ns: int, tokens: int) -> ChangedWord:
    value = bucket.corrected(state, now_ns, tokens)
    _, full_ns = bucket.level(value, now_ns)
    return ChangedWord(word, value, full_ns)


def _buckets(limit: Limit, time_scale: float) -> Iterator[PlacedBucket]:
    minute_s, day_s, burst = MINUTE_S / time_scale, DAY_S / time_scale, limit.burst
    if limit.rpm:
        yield PlacedBucket(RPM, token_bucket(limit.rpm, minute_s, burst), False, "minute")
    if limit.rpd:
        yield PlacedBucket(RPD, token_bucket(limit.rpd, day_s, burst), False, "day")
    if limit.tpm:
        yield PlacedBucket(TPM, token_bucket(limit.tpm, minute_s, burst), True, "minute")
    if limit.tpd:
        yield PlacedBucket(TPD, token_bucket(limit.tpd, day_s, burst), True, "day")


def _budgets(limit: Limit, time_scale: float) -> Iterator[PlacedBudget]:
    day_ns = max(1, round(DAY_S * 1e9 / time_scale))
    if limit.budget_tokens:
        yield PlacedBudget(SPENT_TOKENS, DayBudget(limit.budget_tokens, day_ns))
    if limit.budget_dollars:
        amount = max(1, round(limit.budget_dollars * _PER_DOLLAR))
        prices = (
            round(price * _PER_DOLLAR / _TOKENS_PRICED)
            for price in (limit.input_price, limit.output_price)
        )
        yield PlacedBudget(SPENT_MONEY, DayBudget(amount, day_ns), *prices)
