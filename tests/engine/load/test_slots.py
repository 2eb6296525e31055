"""Slots and the queue before them, by rows; time is passed in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.load.slots import Slots
from sanic_mock.settings import Load


class Job:
    """A request that remembers when it began."""

    def __init__(self) -> None:
        self.began_ns = -1

    def begin(self, start_ns: int) -> None:
        """See engine.load.slots.Job."""
        assert self.began_ns == -1
        self.began_ns = start_ns


def service(**given: Any) -> Slots:
    return Slots(Load("slots", **given))


def admitted(slots: Slots, count: int, now_ns: int = 0) -> list[Job]:
    jobs = [Job() for _ in range(count)]
    for job in jobs:
        slots.admit(job, now_ns)
    return jobs


def test_a_free_slot_is_taken_at_once() -> None:
    slots = service(slots=2)

    assert [job.began_ns for job in admitted(slots, 3, 500)] == [500, 500, -1]
    assert (slots.running, slots.waiting) == (2, 1)


def test_the_longest_waiting_begins_when_the_slot_was_planned_to_be_free() -> None:
    slots = service(slots=1)
    first, second, third = admitted(slots, 3)

    slots.leave(1000)
    slots.leave(2500)

    assert [job.began_ns for job in (first, second, third)] == [0, 1000, 2500]
    assert (slots.running, slots.waiting) == (1, 0)


def test_nobody_begins_before_arriving() -> None:
    """A slot is noticed to be free after its time: late, or when its client reads again."""
    slots = service(slots=1)
    admitted(slots, 1)
    (late,) = admitted(slots, 1, now_ns=9000)

    slots.leave(1000)

    assert late.began_ns == 9000


def test_a_client_that_left_the_queue_is_passed_over() -> None:
    slots = service(slots=1)
    _, gone, third = admitted(slots, 3)

    slots.withdraw(gone)
    slots.leave(7)

    assert (gone.began_ns, third.began_ns, slots.waiting) == (-1, 7, 0)


def test_the_last_to_leave_frees_the_slot() -> None:
    slots = service(slots=1)
    admitted(slots, 1)

    slots.leave(5)

    assert slots.running == 0
    assert admitted(slots, 1, 6)[0].began_ns == 6


@pytest.mark.parametrize(
    ("queue", "on_full", "jobs", "is_full"),
    [
        (0, "429", 1, False),
        (0, "429", 2, True),
        (0, "503", 2, True),
        (3, "429", 4, False),
        (3, "429", 5, True),
        (0, "wait", 2, False),
        (0, "wait", 5000, False),
    ],
)
def test_it_is_full_when_none_may_run_or_wait(
    queue: int, on_full: str, jobs: int, is_full: bool
) -> None:
    slots = service(slots=2, queue=queue, on_full=on_full)
    admitted(slots, jobs)

    assert slots.is_full() is is_full


@pytest.mark.parametrize(
    ("running", "slots", "slope", "expected"),
    [(1, 88, 4.03, 1.0), (88, 88, 4.03, 5.03), (2, 3, 1.0, 1.5), (1, 1, 4.0, 1.0), (5, 9, 0, 1.0)],
)
def test_gaps_grow_in_a_line_with_those_that_run(
    running: int, slots: int, slope: float, expected: float
) -> None:
    found = service(slots=slots, itl_slope=slope)
    admitted(found, running)

    assert found.gap_stretch() == pytest.approx(expected)


def test_those_that_wait_do_not_stretch_gaps() -> None:
    slots = service(slots=2, itl_slope=1.0)
    admitted(slots, 50)

    assert slots.gap_stretch() == 2.0


def test_the_first_token_grows_in_a_line_without_a_curve() -> None:
    slots = service(slots=5, ttft_slope=2.0)
    admitted(slots, 3)

    assert slots.ttft_stretch() == 2.0


CURVE = ((2, 1.0), (10, 3.0), (20, 3.5))


@pytest.mark.parametrize(
    ("running", "expected"),
    [(1, 1.0), (2, 1.0), (6, 2.0), (10, 3.0), (15, 3.25), (20, 3.5), (30, 3.5)],
)
def test_a_measured_curve_is_straight_between_its_points_and_level_beyond(
    running: int, expected: float
) -> None:
    slots = service(slots=40, ttft_by_running=CURVE)
    admitted(slots, running)

    assert slots.ttft_stretch() == pytest.approx(expected)


@given(acts=st.lists(st.sampled_from(["admit", "leave", "withdraw"]), max_size=80))
def test_slots_are_neither_lost_nor_made(acts: list[str]) -> None:
    slots = service(slots=3, on_full="wait")
    jobs: list[Job] = []
    left = 0
    for now_ns, act in enumerate(acts):
        waiting = [job for job in jobs if job.began_ns < 0]
        if act == "admit":
            jobs += admitted(slots, 1, now_ns)
        elif act == "leave" and slots.running:
            slots.leave(now_ns)
            left += 1
        elif act == "withdraw" and waiting:
            slots.withdraw(waiting[0])
            jobs.remove(waiting[0])
    began = [job for job in jobs if job.began_ns >= 0]
    assert len(began) - left == slots.running <= 3
    assert slots.waiting == len(jobs) - len(began)
    assert slots.running == 3 or not slots.waiting


# --- other slots while it runs ------------------------------------------------------------------


def test_those_who_wait_begin_in_slots_that_are_added() -> None:
    slots = service(slots=1)
    jobs = admitted(slots, 4)

    slots.resize(3, 700)

    assert [job.began_ns for job in jobs] == [0, 700, 700, -1]
    assert (slots.running, slots.waiting) == (3, 1)


def test_what_runs_in_slots_that_are_gone_goes_on_and_hands_none_of_them_on() -> None:
    slots = service(slots=3)
    jobs = admitted(slots, 5)

    slots.resize(1, 100)
    assert (slots.running, slots.waiting) == (3, 2)
    slots.leave(200)
    slots.leave(300)
    assert [job.began_ns for job in jobs] == [0, 0, 0, -1, -1]
    slots.leave(400)
    slots.leave(500)

    assert [job.began_ns for job in jobs] == [0, 0, 0, 400, 500]
    assert (slots.running, slots.waiting) == (1, 0)


@given(st.lists(st.one_of(st.integers(1, 6), st.sampled_from(["admit", "leave"])), max_size=60))
def test_however_slots_come_and_go_nobody_waits_beside_a_free_one(steps: list[int | str]) -> None:
    slots, size = service(slots=2, on_full="wait"), 2
    for now_ns, step in enumerate(steps):
        if step == "admit":
            slots.admit(Job(), now_ns)
        elif step != "leave":
            size = int(step)
            slots.resize(size, now_ns)
        elif slots.running:
            slots.leave(now_ns)
        assert slots.running >= 0
        assert not slots.waiting or slots.running >= size
