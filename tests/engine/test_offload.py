"""Work that takes long is refused on the event loop, and done on a thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from inspect import Parameter, signature

import pytest

from sanic_mock.engine import offload
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.file_time import MOST_S
from sanic_mock.engine.offload import MOST_US, file_time, is_wanted, step, takes
from sanic_mock.errors import Abandoned, Lengthy
from tests.patient_work import patiently


def long_work() -> str:
    takes(MOST_US + 1)
    return "done"


def test_short_work_is_done_at_once() -> None:
    takes(MOST_US)


def test_long_work_is_refused_on_the_loop_and_done_where_nobody_waits() -> None:
    with pytest.raises(Lengthy):
        long_work()

    assert patiently(long_work) == "done"


def test_patience_ends_with_the_work_also_where_it_fails() -> None:
    def failing() -> None:
        raise ValueError("no work")

    with pytest.raises(ValueError, match="no work"):
        patiently(failing)
    with pytest.raises(Lengthy):
        long_work()


def test_patience_of_one_thread_is_not_that_of_another() -> None:
    with ThreadPoolExecutor() as pool:
        assert pool.submit(patiently, long_work).result() == "done"
    with pytest.raises(Lengthy):
        long_work()


def test_all_files_of_one_piece_of_work_have_one_time() -> None:
    """Other work begins with a time of its own, whatever its thread has done before."""
    now_s = 5.0

    def read(file_s: float) -> bool:
        nonlocal now_s
        with file_time().reading() as is_over:
            now_s += file_s
            return is_over()

    def work() -> list[bool]:
        return [read(MOST_S * part) for part in (0.5, 0.4, 0.2, 0.0)]

    assert patiently(work, spent_s=lambda: now_s) == [False, False, True, True]
    assert patiently(work, spent_s=lambda: now_s) == [False, False, True, True]


def test_who_does_work_patiently_says_whose_it_is_and_what_its_thread_has_spent() -> None:
    """What is left out once is never ended."""
    needed = [one.default for one in signature(offload.patiently).parameters.values()]

    assert needed == [Parameter.empty] * 3


def test_work_knows_whether_somebody_waits_for_it() -> None:
    waiting = [True, False]

    assert is_wanted()
    assert not patiently(is_wanted, lambda: waiting.pop(0))


@pytest.mark.parametrize("seen", range(4))
@pytest.mark.parametrize("others", range(4))
def test_an_attempt_that_is_undone_is_made_again(seen: int, others: int) -> None:
    chance = Chance(7, remembered=2)
    for _ in range(seen):
        chance.draw(b"case")
    for other in range(others):
        chance.draw(b"%d" % other)
    first = chance.draw(b"case")

    chance.undo(b"case")

    assert chance.draw(b"case") == first
    assert chance.draw(b"case") != first


def test_undoing_an_attempt_leaves_other_cases_alone() -> None:
    chance = Chance(7)
    chance.draw(b"other")
    second = Chance(7)
    second.draw(b"other")
    chance.draw(b"case")

    chance.undo(b"case")

    assert chance.draw(b"other") == second.draw(b"other")


@pytest.mark.parametrize("part", [step, long_work])
def test_work_is_dropped_at_the_next_step_once_nobody_waits(part: Callable[[], object]) -> None:
    wanted, done = [True], []

    def work() -> None:
        part()
        done.append("first")
        wanted[0] = False
        part()
        done.append("second")

    with pytest.raises(Abandoned):
        patiently(work, lambda: wanted[0])
    assert done == ["first"]


def test_work_that_nobody_waits_for_does_not_begin() -> None:
    with pytest.raises(Abandoned):
        patiently(lambda: pytest.fail("it began"), lambda: False)


def test_a_step_on_the_loop_is_nothing() -> None:
    step()
