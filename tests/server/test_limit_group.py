"""What a group of limits does in one go is what its rules do one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.limits.decision import Decision
from sanic_mock.engine.limits.rule import WORDS, Cost, LimitRule
from sanic_mock.server import limit_group
from sanic_mock.settings import Limit
from sanic_mock.shared.buckets import Buckets

SECOND = 1_000_000_000
LIMITS = st.builds(
    Limit,
    rpm=st.sampled_from([None, 60]),
    tpm=st.sampled_from([None, 600, 7000]),
    tpd=st.sampled_from([None, 100_000]),
    charge=st.sampled_from(["estimate", "actual"]),
)
TOKENS = st.integers(0, 500)


@contextmanager
def stopped(at_ns: int) -> Iterator[None]:
    """Let a group's clock stand still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limit_group, "monotonic_ns", lambda: at_ns)
        yield


def _settled(
    rules: list[LimitRule], words: list[list[int]], now_ns: int, cost: Cost
) -> Iterator[int]:
    """Settle each rule's words; yield until when these have something to say, `now_ns` at least."""
    for rule, own in zip(rules, words, strict=True):
        until_ns = now_ns
        for word, value, lasts_ns in rule.settle(tuple(own), now_ns, cost):
            own[word] = value
            until_ns = max(until_ns, now_ns + lasts_ns)
        yield until_ns


@given(
    limits=st.lists(LIMITS, min_size=1, max_size=3),
    states=st.lists(st.integers(0, 1 << 50), min_size=3 * WORDS, max_size=3 * WORDS),
    tokens=st.tuples(TOKENS, TOKENS, TOKENS),
)
def test_a_request_is_corrected_as_its_rules_settle_it(
    limits: list[Limit], states: list[int], tokens: tuple[int, int, int]
) -> None:
    rules = [LimitRule(one) for one in limits]
    buckets = Buckets(WORDS, 1, places=16)
    tags = tuple(buckets.tag(str(number)) for number in range(len(rules)))
    group = limit_group.limit_group(Decision(rules), tags, buckets)
    assert group.correct is not None
    now_ns, cost = 5 * SECOND, Cost(*tokens, is_over=False)
    places = buckets.places(tags, now_ns)
    expected = [states[at : at + WORDS] for at in range(0, len(rules) * WORDS, WORDS)]
    for place, own in zip(places, expected, strict=True):
        for word, state in enumerate(own):
            buckets.words[place + word] = state

    with stopped(buckets.start_ns + now_ns):
        group.correct(cost.most, cost.answered)

    kept_until_ns = list(_settled(rules, expected, now_ns, cost))
    assert [buckets.words[place : place + WORDS].tolist() for place in places] == expected
    assert [buckets.words[place - 1] for place in places] == kept_until_ns


@pytest.mark.parametrize("limit", [Limit(concurrency=1), Limit(budget_tokens=5)])
def test_where_more_ends_with_an_answer_nothing_is_done_in_one_go(limit: Limit) -> None:
    buckets = Buckets(WORDS, 1, places=16)
    group = limit_group.limit_group(Decision([LimitRule(limit)]), (buckets.tag("one"),), buckets)
    assert group.correct is None
