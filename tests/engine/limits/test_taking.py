"""What is written out for speed is what buckets do, one after the other."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.engine.limits.bucket import TokenBucket, milliseconds
from sanic_mock.engine.limits.rule import WORDS, LimitRule
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.limits.taking import Left, Needs, compile_take, standing_of
from sanic_mock.settings import Limit

# Round ones read the clock in ns, most others in longer ticks.
SOME = st.none() | st.sampled_from([1, 60, 600, 10_000, 150_000]) | st.integers(1, 10**7)
RULES = st.builds(
    LimitRule,
    st.builds(
        Limit,
        rpm=SOME,
        tpm=SOME,
        rpd=SOME,
        tpd=SOME,
        charge=st.sampled_from(["estimate", "actual"]),
        burst=st.floats(0.001, 1.0),
    ),
    st.sampled_from([1.0, 7.0, 1440.0]),
)
NEEDS = st.builds(Needs, *[st.integers(0, 5000)] * 4)


def owed(bucket: TokenBucket, state: int, now_ns: int) -> int:
    """Return how many tokens are missing beyond all that a bucket holds."""
    missing = state - now_ns // bucket.tick_ns * bucket.per_tick
    return max(0, -(-missing // bucket.per_token) - bucket.burst)


def one_by_one(rules: list[LimitRule], words: list[int], now_ns: int, needs: Needs) -> object:
    """Take of each bucket, by itself."""
    behind = list(words)
    left: dict[bool, Left] = {}
    for place, rule in enumerate(rules):
        tokens = (needs.prompt, needs.taken_prompt)
        if rule.is_estimated:
            tokens = (needs.estimate, needs.taken_estimate)
        for word, bucket, counts_tokens, _ in rule.buckets:
            at = place * WORDS + word
            checked, charged = tokens if counts_tokens else (1, 1)
            behind[at], wait_ns = bucket.admit(words[at], now_ns, checked, charged)
            if wait_ns:
                return None
            here, full_ns = bucket.level(behind[at], now_ns)
            # of two that owe some, the one that owes more
            here -= owed(bucket, behind[at], now_ns)
            if counts_tokens not in left or here < left[counts_tokens][1]:
                left[counts_tokens] = bucket.limit, here, milliseconds(full_ns)
    words[:] = behind
    return standing_of(left.get(False), left.get(True), needs.prompt)


@given(
    rules=st.lists(RULES, max_size=3),
    steps=st.lists(st.tuples(st.integers(0, 30 * 10**9), NEEDS), max_size=20),
)
@example(rules=[LimitRule(Limit(rpm=60), 1.0)], steps=[(0, Needs(5, 6, 7, 8))] * 62)
@example(rules=[LimitRule(Limit(rpd=2), 1.0)], steps=[(10**9, Needs(5000, 6, 7, 8))] * 3)
def test_all_in_one_go_is_the_same_as_one_after_the_other(
    rules: list[LimitRule], steps: list[tuple[int, Needs]]
) -> None:
    take, places = compile_take(rules), [WORDS * place for place in range(len(rules))]
    words, expected = ([0] * (WORDS * len(rules)) for _ in range(2))
    now_ns = 0
    for later_ns, needs in steps:
        now_ns += later_ns
        found = take(words, places, now_ns, needs)
        assert found == one_by_one(rules, expected, now_ns, needs)
        assert words == expected
        assert found is None or isinstance(found, Standing)
