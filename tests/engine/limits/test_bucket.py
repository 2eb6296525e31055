"""The token bucket, by rows with a clock of their own, and by properties that always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.limits.bucket import NEVER, TokenBucket, milliseconds, token_bucket

S = 10**9
MS = 10**6
DAY_S = 86_400.0

BUCKETS = st.builds(
    token_bucket,
    st.integers(1, 10**7),
    st.sampled_from([60.0, DAY_S, 60 / 7, 1.0, 0.06]),
    st.floats(0.001, 1.0),
)
STEPS = st.lists(st.tuples(st.integers(0, 30 * S), st.integers(0, 5000)), max_size=40)


def let_through(bucket: TokenBucket, tries: int, now_ns: int, state: int = 0) -> tuple[int, int]:
    """Return how many of some requests are let through at one moment, and the state then."""
    passed = 0
    for _ in range(tries):
        state, wait_ns = bucket.admit(state, now_ns, 1, 1)
        passed += wait_ns == 0
    return passed, state


@pytest.mark.parametrize("limit", [1, 3, 7, 600, 601, 9973])
@pytest.mark.parametrize("window_s", [60.0, DAY_S, 60 / 7, 0.06])
def test_a_full_bucket_lets_its_limit_through_and_not_one_more(limit: int, window_s: float) -> None:
    bucket = token_bucket(limit, window_s)

    assert let_through(bucket, limit + 5, 0)[0] == limit
    assert let_through(bucket, limit + 5, 3 * 86_400 * S)[0] == limit


@pytest.mark.parametrize(
    ("limit", "share", "holds"), [(600, 0.1, 60), (600, 0.0001, 1), (7, 0.5, 3), (600, 1.0, 600)]
)
def test_a_burst_is_a_share_of_the_limit_and_one_at_least(
    limit: int, share: float, holds: int
) -> None:
    assert let_through(token_bucket(limit, 60, share), limit + 5, 0)[0] == holds


def test_it_fills_little_by_little() -> None:
    bucket = token_bucket(600, 60)
    _, state = let_through(bucket, 600, 0)

    for second in range(1, 60):
        passed, state = let_through(bucket, 600, second * S, state)
        assert passed == 10


def test_it_fills_no_further_than_it_holds() -> None:
    bucket = token_bucket(600, 60)
    _, state = let_through(bucket, 600, 0)

    assert let_through(bucket, 1000, 3600 * S, state)[0] == 600


def test_what_is_told_of_it() -> None:
    bucket = token_bucket(600, 60)
    _, state = let_through(bucket, 400, 5 * S)

    assert bucket.level(0, 5 * S) == (600, 0)
    assert bucket.level(state, 5 * S) == (200, 40 * S)
    assert bucket.level(state, 5 * S + 50 * MS) == (200, 40 * S - 50 * MS)
    assert bucket.level(state, 5 * S + 100 * MS) == (201, 40 * S - 100 * MS)
    assert bucket.level(state, 45 * S) == (600, 0)


def test_a_cost_larger_than_the_bucket_is_never_let_through() -> None:
    bucket = token_bucket(600, 60)

    assert bucket.admit(0, 0, 600, 600)[1] == 0
    assert bucket.admit(0, 0, 601, 601) == (0, NEVER)


def test_what_has_to_be_there_may_be_more_than_is_taken() -> None:
    bucket = token_bucket(600, 60)
    state, _ = bucket.admit(0, 0, 600, 10)

    assert bucket.level(state, 0)[0] == 590
    assert bucket.admit(state, 0, 591, 1)[1] == 100 * MS


def test_a_cost_that_is_known_later_is_as_if_it_had_been_known() -> None:
    bucket = token_bucket(600, 60)
    known, _ = bucket.admit(0, S, 100, 100)
    guessed, _ = bucket.admit(0, S, 300, 300)

    assert bucket.corrected(guessed, 2 * S, -200) == known
    assert bucket.corrected(bucket.admit(0, S, 0, 0)[0], S, 100) == known


def test_a_debt_has_to_be_worked_off_first() -> None:
    bucket = token_bucket(600, 60)
    state = bucket.corrected(0, S, 900)

    assert bucket.level(state, S) == (0, 90 * S)
    assert bucket.admit(state, S, 1, 1)[1] == 30 * S + 100 * MS


def test_what_is_taken_of_a_bucket_that_is_full_again_is_not_lost() -> None:
    bucket = token_bucket(600, 60)
    state, _ = bucket.admit(0, S, 10, 10)
    state = bucket.corrected(state, 100 * S, 100)

    assert bucket.level(state, 100 * S)[0] == 500


@pytest.mark.parametrize("factor", [0.001, 0.1, 0.5, 1.5, 10.0])
def test_one_that_is_scaled_fills_as_much_faster_and_holds_as_much_more(factor: float) -> None:
    bucket = token_bucket(6000, 60).scaled(factor)
    expected = round(6000 * factor)
    passed, state = let_through(bucket, expected + 5, 0)

    assert passed == expected
    assert bucket.limit == expected
    assert let_through(bucket, expected + 5, 60 * S, state)[0] == expected


@given(bucket=BUCKETS, steps=STEPS)
def test_no_wait_is_negative_and_who_waits_is_let_through(
    bucket: TokenBucket, steps: list[tuple[int, int]]
) -> None:
    state = now_ns = 0
    for later_ns, cost in steps:
        now_ns += later_ns
        state, wait_ns = bucket.admit(state, now_ns, cost, cost)
        if wait_ns == NEVER:
            assert cost > bucket.burst
        elif wait_ns:
            assert wait_ns > 0
            assert bucket.admit(state, now_ns + wait_ns - bucket.tick_ns, cost, cost)[1] > 0
            waited_ns = milliseconds(wait_ns) * MS
            assert bucket.admit(state, now_ns + waited_ns, cost, cost)[1] == 0


@given(bucket=BUCKETS, steps=STEPS)
def test_an_expired_state_is_as_good_as_none(
    bucket: TokenBucket, steps: list[tuple[int, int]]
) -> None:
    state = now_ns = 0
    for later_ns, cost in steps:
        now_ns += later_ns
        _, full_ns = bucket.level(state, now_ns)
        if not full_ns:
            assert (
                bucket.admit(state, now_ns, cost, cost)[1] == bucket.admit(0, now_ns, cost, cost)[1]
            )
        state, _ = bucket.admit(state, now_ns, cost, cost)
        left, full_ns = bucket.level(state, now_ns)
        assert 0 <= left <= bucket.burst
        assert (left == bucket.burst) == (full_ns == 0)
        assert bucket.level(state, now_ns + full_ns) == (bucket.burst, 0)


@given(bucket=BUCKETS, steps=STEPS)
def test_never_more_goes_through_than_it_held_and_what_came_since(
    bucket: TokenBucket, steps: list[tuple[int, int]]
) -> None:
    state = now_ns = passed = 0
    for later_ns, cost in steps:
        now_ns += later_ns
        state, wait_ns = bucket.admit(state, now_ns, cost, cost)
        passed += 0 if wait_ns else cost
        came = now_ns // bucket.tick_ns * bucket.per_tick // bucket.per_token
        assert passed <= bucket.burst + came


@given(limit=st.integers(1, 10**12), window_s=st.sampled_from([60.0, DAY_S, 60 / 7, 1e-3]))
def test_its_state_fits_a_word_for_years(limit: int, window_s: float) -> None:
    bucket = token_bucket(limit, window_s)
    state, wait_ns = bucket.admit(0, 3 * 366 * 86_400 * S, bucket.burst, bucket.burst)

    assert wait_ns == 0
    assert state < 1 << 64
