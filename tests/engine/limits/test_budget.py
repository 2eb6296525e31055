"""What may be spent in a day."""

from __future__ import annotations

from sanic_mock.engine.limits.budget import MOST_SPENT, DayBudget

DAY = DayBudget(100, 1000)


def test_what_is_spent_counts_until_the_next_day() -> None:
    state = DAY.charged(DAY.charged(0, 2100, 30), 2900, 40)

    assert [DAY.left(state, now) for now in (2900, 2999, 3000, 9000)] == [30, 30, 100, 100]
    assert DAY.rest_ns(2900) == 100


def test_more_may_be_spent_than_there_is_and_some_be_given_back() -> None:
    state = DAY.charged(0, 500, 130)
    assert DAY.left(state, 500) == 0

    state = DAY.charged(state, 600, -50)

    assert DAY.left(state, 600) == 20


def test_what_yesterday_gives_back_is_not_todays() -> None:
    state = DAY.charged(DAY.charged(0, 500, 100), 1500, -100)

    assert DAY.left(state, 1500) == 100


def test_a_first_day_has_spent_nothing() -> None:
    assert DAY.left(0, 0) == 100


def test_it_never_leaves_its_word() -> None:
    state = DAY.charged(DAY.charged(0, 0, MOST_SPENT), 0, MOST_SPENT)

    assert DAY.spent(state, 0) == MOST_SPENT
    assert state < 1 << 64
