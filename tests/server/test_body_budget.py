"""What large bodies take while they arrive is bounded, and none waits for ever."""

from __future__ import annotations

import pytest

from sanic_mock.server.body_budget import LEAST_BYTES, TURN_S, ArrivingBody, BodyBudget

MIB = 1 << 20


@pytest.fixture
def budget() -> BodyBudget:
    """Room for 4 MiB."""
    return BodyBudget(4 * MIB)


def arrived(budget: BodyBudget, count: int, length: int = 10 * MIB) -> ArrivingBody:
    """Return a body of which so many bytes have arrived."""
    body = budget.begin(length)
    budget.take(body, count)
    return body


def test_all_are_read_while_there_is_room(budget: BodyBudget) -> None:
    bodies = [arrived(budget, MIB) for _ in range(3)]
    assert all(budget.may_read(one, 0.0) for one in bodies)


def test_none_is_read_without_room_while_one_is_whole(budget: BodyBudget) -> None:
    whole, other = arrived(budget, 3 * MIB), arrived(budget, MIB)
    whole.is_whole = True
    assert not budget.may_read(other, 0.0)
    budget.leave(whole)
    assert budget.may_read(other, 0.0)


def test_the_one_that_lacks_least_goes_on_where_none_is_whole(budget: BodyBudget) -> None:
    bodies = [arrived(budget, 2 * MIB), arrived(budget, MIB, 2 * MIB), arrived(budget, 2 * MIB)]
    assert [budget.may_read(one, 0.0) for one in bodies] == [False, True, False]


@pytest.mark.parametrize(("count", "goes_on"), [(LEAST_BYTES - 1, False), (LEAST_BYTES, True)])
def test_one_that_is_slow_gives_way(budget: BodyBudget, count: int, goes_on: bool) -> None:
    first, second = arrived(budget, 2 * MIB), arrived(budget, 2 * MIB)
    ranked = sorted((first, second), key=lambda one: not budget.may_read(one, 0.0))
    budget.take(ranked[0], count)
    assert [budget.may_read(one, TURN_S) for one in ranked] == [goes_on, not goes_on]


def test_one_whose_client_left_gives_way(budget: BodyBudget) -> None:
    first, second = arrived(budget, 3 * MIB), arrived(budget, 2 * MIB)
    assert budget.may_read(first, 0.0)
    budget.leave(first)
    third = arrived(budget, 3 * MIB)
    assert budget.may_read(third, 0.0)
    assert not budget.may_read(second, 0.0)


def test_of_unknown_length_is_read_last(budget: BodyBudget) -> None:
    unknown = budget.begin()
    budget.take(unknown, 3 * MIB)
    known = arrived(budget, MIB)
    assert [budget.may_read(one, 0.0) for one in (unknown, known)] == [False, True]


def test_what_has_gone_takes_nothing(budget: BodyBudget) -> None:
    body = arrived(budget, MIB)
    assert budget.held == MIB
    budget.leave(body)
    assert budget.held == 0
