"""Numbers of matches: none twice, none left out, whatever is begun again or refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sanic_mock.errors import Lengthy, Problem
from sanic_mock.server.match_counts import CountedError, MatchCounts
from sanic_mock.shared.attempts import Attempts

MARK = b"12345678"


def taken(counts: MatchCounts, error: Exception | None = None) -> int:
    """Return the number of a match, whose answer may raise an error."""

    def answer(count: Callable[[bytes], int]) -> int:
        number = count(MARK)
        if error is not None:
            raise error
        return number

    return counts.counted(answer)


def test_matches_are_numbered_from_one() -> None:
    counts = MatchCounts(Attempts(8))
    assert [taken(counts) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("error", [Lengthy(), Problem(429, "limit")])
def test_what_is_not_answered_gives_its_number_back(error: Exception) -> None:
    counts = MatchCounts(Attempts(8))
    assert taken(counts) == 1
    with pytest.raises(type(error)):
        taken(counts, error)
    assert [taken(counts) for _ in range(2)] == [2, 3]


def test_an_error_that_is_the_answer_keeps_its_number() -> None:
    counts = MatchCounts(Attempts(8))
    with pytest.raises(Problem, match="busy"):
        taken(counts, CountedError(Problem(429, "busy")))
    assert taken(counts) == 2


def test_a_number_that_others_counted_past_goes_to_the_next() -> None:
    counts, other = MatchCounts(attempts := Attempts(8)), MatchCounts(attempts)

    def answer(count: Callable[[bytes], int]) -> int:
        assert count(MARK) == 1
        assert taken(other) == 2
        raise Lengthy

    with pytest.raises(Lengthy):
        counts.counted(answer)
    assert [taken(other), taken(counts), taken(counts), taken(other)] == [3, 1, 4, 5]


def test_threads_that_give_back_leave_no_gap() -> None:
    counts = MatchCounts(Attempts(8))

    def one(place: int) -> int:
        if place % 3 == 0:
            with pytest.raises(Lengthy):
                taken(counts, Lengthy())
        return taken(counts)

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(one, range(600)))
    assert found == list(range(1, 601))
