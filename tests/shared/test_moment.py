"""A moment that processes share."""

from __future__ import annotations

import os

from sanic_mock.shared.moment import Moment


def test_a_moment_is_the_first_that_was_set_until_it_is_set_anew() -> None:
    moment = Moment()
    assert moment.ns == 0

    moment.set_once(500)
    moment.set_once(900)
    assert moment.ns == 500

    moment.set(900)
    assert moment.ns == 900


def test_what_one_process_sets_all_know() -> None:
    moment = Moment()
    pid = os.fork()
    if not pid:
        moment.set_once(2**60)
        os._exit(0)
    os.waitpid(pid, 0)

    assert moment.ns == 2**60


def test_a_moment_may_be_before_the_machine_began_and_may_be_forgotten() -> None:
    moment = Moment()
    moment.set(-5)
    assert moment.ns == -5

    moment.set_once(7)
    assert moment.ns == -5
    moment.clear()
    moment.set_once(7)
    assert moment.ns == 7
