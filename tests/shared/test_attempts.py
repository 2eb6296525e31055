"""Attempts are counted over all processes, and outlive whoever counted."""

from __future__ import annotations

from sanic_mock.shared.attempts import LEAST_PLACES, Attempts
from tests.shared.killing import ended, fork


def mark(number: int) -> bytes:
    return (number * 0x9E3779B97F4A7C15 % 2**64 | 1).to_bytes(8, "little")


def test_each_mark_is_counted_from_one() -> None:
    attempts = Attempts()
    assert [attempts.count(mark(one)) for one in (1, 2, 1, 1, 2)] == [1, 1, 2, 3, 2]


def test_what_is_undone_was_not_there() -> None:
    attempts = Attempts()
    attempts.count(mark(1))
    attempts.count(mark(1))
    attempts.undo(mark(1))
    attempts.undo(mark(2))
    assert attempts.count(mark(1)) == 2
    assert attempts.count(mark(2)) == 1


def test_only_the_last_count_can_be_retracted() -> None:
    attempts = Attempts()
    assert [attempts.count(mark(1)) for _ in range(2)] == [1, 2]
    assert not attempts.retract(mark(1), 1)
    assert not attempts.retract(mark(2), 1)
    assert attempts.retract(mark(1), 2)
    assert attempts.count(mark(1)) == 2


def test_processes_count_together() -> None:
    attempts = Attempts()

    def count() -> None:
        for _ in range(500):
            attempts.count(mark(3))

    pids = [fork(count) for _ in range(4)]
    for pid in pids:
        assert ended(pid) == 0
    assert attempts.count(mark(3)) == 2001


def test_where_there_is_no_room_another_mark_begins_anew() -> None:
    attempts = Attempts(LEAST_PLACES)
    for number in range(1, 101):
        assert attempts.count(mark(number)) == 1
    assert attempts.count(mark(100)) == 2


def test_a_mark_of_zeros_is_one_too() -> None:
    attempts = Attempts()
    assert [attempts.count(bytes(8)) for _ in range(2)] == [1, 2]
