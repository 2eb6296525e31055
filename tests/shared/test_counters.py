"""Counters: a row for each process, summed by anybody, and none is lost with a worker."""

from __future__ import annotations

import os
import signal

import pytest

from sanic_mock.shared.counters import Counters

NAMES = ("answers", "left")


def in_child(work: object) -> int:
    """Run a function in a forked process and return its exit status."""
    pid = os.fork()
    if not pid:
        try:
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1]


def test_what_each_process_counts_is_summed() -> None:
    counters = Counters(NAMES, 3)

    for number in range(3):
        in_child(lambda number=number: counters.row(number).add("answers", number + 1))

    assert counters.each("answers") == [1, 2, 3]
    assert (counters.total("answers"), counters.total("left")) == (6, 0)


def test_a_worker_that_takes_the_place_of_another_goes_on_with_its_numbers() -> None:
    counters = Counters(NAMES, 1)

    def die() -> None:
        counters.row(0).add("answers", 5)
        os.kill(os.getpid(), signal.SIGKILL)

    in_child(die)
    in_child(lambda: counters.row(0).add("answers"))

    assert counters.total("answers") == 6


def test_rows_and_names_do_not_touch_each_other() -> None:
    counters = Counters([f"n{place}" for place in range(9)], 2)

    counters.row(0).set("n8", 2**64 - 1)
    counters.row(1).add("n0")

    assert counters.each("n8") == [2**64 - 1, 0]
    assert counters.each("n0") == [0, 1]
    assert counters.row(1)["n1"] == 0


@pytest.mark.parametrize("number", [-1, 2])
def test_there_is_no_row_beyond_the_last(number: int) -> None:
    with pytest.raises(IndexError):
        Counters(NAMES, 2).row(number)


def test_what_is_not_counted_has_no_place() -> None:
    with pytest.raises(KeyError):
        Counters(NAMES, 1).row(0).add("answer")
