"""Takes what a request needs of several buckets, of all of them or of none, in one go.

It is what `TokenBucket.admit` and `level` do, one after the other for each bucket, written out: it
is done for every request that has limits. A property test holds both equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableSequence, Sequence
from typing import NamedTuple, TypeAlias

from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.limits.bucket import NS_PER_MS, TokenBucket
from sanic_mock.engine.limits.rule import LimitRule, PlacedBucket
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE

Words: TypeAlias = "MutableSequence[int] | memoryview[int]"
# Limit, left, ms until it is full.
Left: TypeAlias = tuple[int, int, int]

_Numbers: TypeAlias = tuple[int, int, int, int, int, int, int, int, int]
_KNOWN_PROMPTS = 4096
_UNLIMITED_REQUESTS: Left = (REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - 1, 6)
_TOKENS_PER_MS = TOKENS_PER_MINUTE // 60_000
_make = tuple.__new__


class Needs(NamedTuple):
    """What a request needs of buckets, and what is taken.

    Attributes:
        prompt: tokens that rules look for which do not estimate.
        estimate: those that others look for.
        taken_prompt: tokens that the first take.
        taken_estimate: those that the others take.
    """

    prompt: int
    estimate: int
    taken_prompt: int
    taken_estimate: int


# Gets words, where each rule's begin, ns since the start, and needs; returns None, and takes
# nothing, where a bucket has not enough.
Take = Callable[[Words, Sequence[int], int, tuple[int, int, int, int]], Standing | None]


def compile_take(rules: Sequence[LimitRule]) -> Take:
    """Return what takes a request's needs of all buckets of some rules, and tells what is left.

    Of several buckets of one unit, that is what is left of the one with least.
    """
    if len(rules) == 1 and (only := _requests_alone(rules[0])) is not None:
        return _compile_requests(only)
    if len(rules) == 1 and (pair := _pair(rules[0])) is not None:
        return _compile_pair(*pair, _places_in_needs(rules[0]))
    of_requests = [*_numbers(rules, counts_tokens=False)]
    of_tokens = [*_numbers(rules, counts_tokens=True)]

    def take(
        words: Words, places: Sequence[int], now_ns: int, needs: tuple[int, int, int, int]
    ) -> Standing | None:
        requests = tokens = None
        states: list[int] = []
        for place, word, limit, burst, tick_ns, per_tick, per_request, _, _ in of_requests:
            at, now = places[place] + word, now_ns // tick_ns * per_tick
            missing = words[at] - now
            if missing < 0:
                missing = 0
            elif missing > (burst - 1) * per_request:
                return None
            missing += per_request
            states += at, now + missing
            left = burst + -missing // per_request
            if requests is None or left < requests[1]:
                requests = limit, left, -(-missing // per_tick * -tick_ns // -NS_PER_MS)
        for place, word, limit, burst, tick_ns, per_tick, per_token, needed, taken in of_tokens:
            at, now = places[place] + word, now_ns // tick_ns * per_tick
            missing = words[at] - now
            if missing < 0:
                missing = 0
            if missing + (needs[needed] - burst) * per_token > 0:
                return None
            missing += needs[taken] * per_token
            states += at, now + missing
            left = burst + -missing // per_token  # less than nothing, where it owes some
            if tokens is None or left < tokens[1]:
                tokens = limit, left, -(-missing // per_tick * -tick_ns // -NS_PER_MS)
        for place in range(0, len(states), 2):
            words[states[place]] = states[place + 1]
        return standing_of(requests, tokens, needs[0])

    return take


def _requests_alone(rule: LimitRule) -> PlacedBucket | None:
    """Return a rule's bucket of requests, if that is all it has, and read as those of `_pair`."""
    if [one.counts_tokens for one in rule.buckets] != [False]:
        return None
    (requests,) = rule.buckets
    return requests if requests.bucket.tick_ns == 1 else None


def _compile_requests(requests: PlacedBucket) -> Take:
    """Return what takes of one bucket of requests, in a third of the instructions."""
    word, bucket, _, _ = requests
    limit, burst, _, per_ns, per_request = _rates(bucket)
    room, per_ms = (burst - 1) * per_request, per_ns * NS_PER_MS
    unlimited = _unlimited_tokens

    def take(
        words: Words, places: Sequence[int], now_ns: int, needs: tuple[int, int, int, int]
    ) -> Standing | None:
        at, now = places[0] + word, now_ns * per_ns
        missing = words[at] - now
        if missing < 0:
            missing = 0
        elif missing > room:
            return None
        missing += per_request
        words[at] = now + missing
        left = limit, burst + -missing // per_request, -(-missing // per_ms)
        return _make(Standing, left + unlimited[needs[0]])

    return take


def _pair(rule: LimitRule) -> tuple[PlacedBucket, PlacedBucket] | None:
    """Return a rule's bucket of requests and that of tokens, if these are all it has.

    And if both read the clock in ns, as those do whose limit divides a minute well.
    """
    if [one.counts_tokens for one in rule.buckets] != [False, True]:
        return None
    requests, tokens = rule.buckets
    return (requests, tokens) if requests.bucket.tick_ns == tokens.bucket.tick_ns == 1 else None


def _compile_pair(requests: PlacedBucket, tokens: PlacedBucket, needs_at: tuple[int, int]) -> Take:
    """Return the same for what most profiles have, in less than half the time."""
    word, one, _, _ = requests
    limit, burst, _, per_ns, per_request = _rates(one)
    token_word, other, _, _ = tokens
    token_limit, token_burst, _, per_token_ns, per_token = _rates(other)
    room, token_room = (burst - 1) * per_request, token_burst * per_token
    per_ms, per_token_ms = per_ns * NS_PER_MS, per_token_ns * NS_PER_MS
    needed_at, taken_at = needs_at

    def take(
        words: Words, places: Sequence[int], now_ns: int, needs: tuple[int, int, int, int]
    ) -> Standing | None:
        at, token_at = places[0] + word, places[0] + token_word
        now, token_now = now_ns * per_ns, now_ns * per_token_ns
        missing, owed = words[at] - now, words[token_at] - token_now
        if missing < 0:
            missing = 0
        elif missing > room:
            return None
        if owed < 0:
            owed = 0
        if owed + needs[needed_at] * per_token > token_room:
            return None
        missing += per_request
        owed += needs[taken_at] * per_token
        words[at], words[token_at] = now + missing, token_now + owed
        left = token_burst + -owed // per_token
        return _make(
            Standing,
            (
                limit,
                burst + -missing // per_request,
                -(-missing // per_ms),
                token_limit,
                left if left > 0 else 0,
                -(-owed // per_token_ms),
            ),
        )

    return take


def _unlimited(prompt: int) -> Left:
    """Return what is told of an account whose tokens no limit counts."""
    return TOKENS_PER_MINUTE, max(0, TOKENS_PER_MINUTE - prompt), prompt // _TOKENS_PER_MS


_unlimited_tokens = KnownValues(_unlimited, _KNOWN_PROMPTS)


def standing_of(requests: Left | None, tokens: Left | None, prompt: int) -> Standing:
    """Return what is left; None is what is told of an account that has no such limit."""
    if tokens is None:
        tokens = _unlimited_tokens[prompt]
    elif tokens[1] < 0:
        tokens = tokens[0], 0, tokens[2]
    # as Standing(...) does, in half the time
    return _make(Standing, (requests or _UNLIMITED_REQUESTS) + tokens)


def _numbers(rules: Sequence[LimitRule], *, counts_tokens: bool) -> Iterator[_Numbers]:
    """Yield the numbers of all buckets of one unit, each behind the place of its rule."""
    for place, rule in enumerate(rules):
        needed_at, taken_at = _places_in_needs(rule)
        for one in rule.buckets:
            if one.counts_tokens == counts_tokens:
                yield place, one.word, *_rates(one.bucket), needed_at, taken_at


def _places_in_needs(rule: LimitRule) -> tuple[int, int]:
    """Return where in Needs it stands what a rule looks for, and what it takes."""
    return (1, 3) if rule.is_estimated else (0, 2)


def _rates(bucket: TokenBucket) -> tuple[int, int, int, int, int]:
    return bucket.limit, bucket.burst, bucket.tick_ns, bucket.per_tick, bucket.per_token
