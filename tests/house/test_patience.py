"""Tests wait for time that could have been used, not for time that passes."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time

import pytest

from tests.patience import MOST, Patience, exit_code, pressed_s, receive_some, run, within


@pytest.mark.parametrize(
    ("gone_s", "pressed_s", "is_over"),
    [
        (9.0, 0.0, False),
        (11.0, 0.0, True),
        (100.0, 95.0, False),
        (100.0, 89.0, True),
        (MOST * 10.0, MOST * 10.0, False),
        (MOST * 10.0 + 1, MOST * 10.0 + 1, True),
    ],
)
def test_only_time_to_spare_counts(gone_s: float, pressed_s: float, is_over: bool) -> None:
    now_s, waited_s = [1000.0], [500.0]
    patience = Patience(10.0, lambda: now_s[0], lambda: waited_s[0])
    now_s[0] += gone_s
    waited_s[0] += pressed_s
    assert patience.is_over() is is_over


def test_less_than_that_is_waited_where_it_is_said() -> None:
    now_s, waited_s = [1000.0], [500.0]
    patience = Patience(10.0, lambda: now_s[0], lambda: waited_s[0], most=3.0)
    for gone_s, is_over in ((30.0, False), (1.0, True)):
        now_s[0] += gone_s
        waited_s[0] += gone_s
        assert patience.is_over() is is_over


def test_what_comes_on_a_connection_is_waited_for_beyond_a_look() -> None:
    ours, its = socket.socketpair()
    with ours, its:
        later = threading.Timer(0.5, its.sendall, (b"at last",))
        later.start()
        assert receive_some(ours, 60.0, 2) == b"at"
        assert receive_some(ours, 60.0) == b" last"
        assert ours.gettimeout() == 60.0
        later.join()
        its.close()
        assert receive_some(ours, 60.0) == b""


def test_a_connection_on_which_nothing_comes_is_waited_for_no_longer() -> None:
    ours, its = socket.socketpair()
    with ours, its, pytest.raises(TimeoutError):
        receive_some(ours, 0.1)


def test_what_the_machine_says_never_falls() -> None:
    before_s = pressed_s()
    assert 0.0 <= before_s <= pressed_s()


def test_a_command_is_run_to_its_end() -> None:
    code = "import sys; print('x' * 200_000); print('told', file=sys.stderr); sys.exit(3)"
    done = run([sys.executable, "-c", code], 60.0)
    assert (done.returncode, done.stdout, done.stderr) == (3, "x" * 200_000 + "\n", "told\n")


def test_the_end_of_a_process_is_waited_for_beyond_a_look() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1.5); exit(4)"])
    assert exit_code(process, 60.0) == 4


def test_a_process_that_does_not_end_is_waited_for_no_longer() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"]) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            exit_code(process, 0.1)
        process.kill()


def test_one_that_never_ends_is_ended() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run([sys.executable, "-c", "import time; time.sleep(1000)"], 0.1)


def test_a_block_may_take_no_longer_than_is_said() -> None:
    with within(60.0):
        pass
    with pytest.raises(AssertionError, match=r"more than 0\.0 s"), within(0.0):
        time.sleep(0.05)


def test_what_fails_in_a_block_is_what_is_said() -> None:
    with pytest.raises(ZeroDivisionError), within(0.0):
        raise ZeroDivisionError
