"""Moments by name, shared by processes that know of each other's names nothing."""

from __future__ import annotations

import os

from sanic_mock.shared.moments import MOST_MOMENTS, Moments


def test_a_name_has_one_moment_and_no_other_names() -> None:
    table = Moments()
    table.of("a").set_once(5)

    assert (table.of("a").ns, table.of("b").ns) == (5, 0)
    table.of("a").set_once(7)
    assert table.of("a").ns == 5
    table.clear()
    assert table.of("a").ns == 0


def test_a_name_that_one_process_has_put_in_another_finds() -> None:
    table = Moments()
    if not (child := os.fork()):
        table.of("late").set(9)
        os._exit(0)
    os.waitpid(child, 0)

    assert table.of("late").ns == 9


def test_more_names_than_there_are_places_share_some() -> None:
    table = Moments()
    for number in range(MOST_MOMENTS + 10):
        table.of(str(number)).set(number + 1)

    assert table.of("0").ns > 0
