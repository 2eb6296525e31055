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
        moment.set_once(2**62)
        os._exit(0)
    os.waitpid(pid, 0)

    assert moment.ns == 2**62
