"""Words and counts under names, for several processes."""

from __future__ import annotations

import logging
import subprocess
import sys
import time

import pytest

from sanic_mock.shared.buckets import WAYS, Buckets
from tests.shared.killing import ended, fork
from tests.shared.killing_buckets import ACTIONS, LATER_NS, WORDS, begin, running, spend


def make(places: int = WAYS * 64, rows: int = 3) -> Buckets:
    return Buckets(WORDS, rows, places)


def test_each_name_has_words_of_its_own() -> None:
    buckets = make()
    for number in range(100):
        spend(buckets, f"n{number}", number)

    assert [spend(buckets, f"n{number}", 0) for number in range(100)] == list(range(100))


def test_what_another_process_changes_is_seen() -> None:
    buckets = make()
    spend(buckets, "a", 1)

    assert ended(fork(lambda: spend(buckets, "a", 5))) == 0
    assert ended(fork(lambda: spend(buckets, "b", 7))) == 0

    assert [spend(buckets, name, 0) for name in ("a", "b")] == [6, 7]


def test_processes_that_add_at_once_lose_nothing() -> None:
    buckets = make()

    def add() -> None:
        for number in range(500):
            spend(buckets, f"n{number % 10}")

    for pid in [fork(add) for _ in range(4)]:
        assert ended(pid) == 0

    assert [spend(buckets, f"n{number}", 0) for number in range(10)] == [200] * 10


def test_what_has_expired_goes_to_other_names_which_find_it_empty(
    caplog: pytest.LogCaptureFixture,
) -> None:
    buckets = make(WAYS)
    for number in range(WAYS):
        spend(buckets, f"old-{number}", 9, until_ns=1)
    time.sleep(0.001)

    for number in range(WAYS):
        assert spend(buckets, f"new-{number}") == 1

    assert [spend(buckets, f"new-{number}", 0) for number in range(WAYS)] == [1] * WAYS
    assert not caplog.records


def test_where_there_is_no_room_what_ends_first_is_forgotten_and_that_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    buckets = make(WAYS)
    for number in range(WAYS):
        spend(buckets, f"old-{number}", 9, until_ns=LATER_NS + number)
    with caplog.at_level(logging.WARNING):
        spend(buckets, "new-0", until_ns=LATER_NS * 2)
        spend(buckets, "new-1", until_ns=LATER_NS * 2)

    assert [spend(buckets, f"old-{number}", 0) for number in range(2, WAYS)] == [9] * (WAYS - 2)
    assert len(caplog.records) == 1
    assert "16 that are kept" in caplog.text


def test_what_is_under_way_keeps_its_place() -> None:
    buckets = make(WAYS)
    begin(buckets, "mine", 0)
    for number in range(WAYS * 3):
        spend(buckets, f"n{number}", until_ns=1)

    assert running(buckets, "mine") == 1


def test_a_moment_that_somebody_else_gave_stays() -> None:
    buckets = make(WAYS)
    spend(buckets, "mine", 5, LATER_NS)
    spend(buckets, "mine", 0, 1)
    for number in range(WAYS * 3):
        spend(buckets, f"n{number}", until_ns=2)

    assert spend(buckets, "mine", 0) == 5


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ()])
def test_a_finder_finds_the_same_places_whatever_others_did(names: tuple[str, ...]) -> None:
    buckets = make(WAYS)
    tags = tuple(map(buckets.tag, names))
    find = buckets.finder(tags)
    for turn in range(3):
        with buckets.lock:
            places = list(find(turn + 1))
            assert places == buckets.places(tags, 0)
            assert [buckets.words[place - 1] for place in places] == [turn + 1] * len(names)
        time.sleep(0.001)
        for number in range(WAYS):  # which takes all places there are
            spend(buckets, f"{turn}-{number}", 1, until_ns=1)


def test_a_finder_lets_a_name_have_something_to_say_for_as_long_as_is_asked_or_longer() -> None:
    buckets = make()
    find = buckets.finder((buckets.tag("a"),), further_ns=10)
    untils = []
    for asked_ns in (5, 6, 16, 17, 3, 40):
        with buckets.lock:
            (place,) = find(asked_ns)
            untils.append(buckets.words[place - 1])

    assert untils == [5, 16, 16, 27, 27, 50]


def test_counts_of_all_processes_are_summed_and_one_is_dropped() -> None:
    buckets = make()
    for row in (0, 1, 1, 2):
        begin(buckets, "a", row)
    begin(buckets, "b", 1)

    buckets.reset(1)

    assert [running(buckets, name) for name in ("a", "b")] == [2, 0]


def test_a_count_is_never_below_nothing() -> None:
    buckets = make()
    begin(buckets, "a", 0, -1)

    assert running(buckets, "a") == 0


def test_memory_is_taken_as_it_is_needed() -> None:
    """A reset of what never counted touches nothing either."""

    def resident() -> int:
        with open("/proc/self/statm") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * 4096

    before = resident()
    buckets = Buckets(6, 257)
    buckets.reset(5)
    spend(buckets, "a")

    assert resident() - before < 1 << 20


@pytest.mark.parametrize("action", ACTIONS)
def test_a_worker_may_be_killed_at_any_line(action: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.shared.killing_buckets", action],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr


def test_names_that_are_cleared_have_nothing_to_say_but_count_what_is_under_way() -> None:
    buckets = make()
    for number in range(20):
        spend(buckets, f"n{number}", 7)
    place = buckets.place(buckets.tag("n3"), LATER_NS)
    buckets.count(place, 1, 2)

    buckets.clear()

    assert [spend(buckets, f"n{number}", 0) for number in range(20)] == [0] * 20
    assert buckets.total(place) == 2
