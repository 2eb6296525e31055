"""Signals that come while a command is imported: as if it were there already."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from sanic_mock.server.stopping import ECHO_S
from tests.patience import exit_code
from tests.processes import state, wait_until
from tests.serving import ROOT, START_S
from tests.slow_import import MODULE

INT, TERM = signal.SIGINT, signal.SIGTERM
#: The first, one that is imported before flags are read, one that only a server has, the last.
MODULES = ("sanic_mock.cli", "yaml", "sanic_mock.server.run", "uvloop")
SERVE = ("-port", "0")
FORCED = 130


@contextmanager
def importing(module: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and be where it imports a module; that goes on once its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.slow_import", *words],
        cwd=ROOT,
        env=os.environ | {MODULE: module},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        try:
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[str], signals: Sequence[signal.Signals], gap_s: float) -> None:
    """Send signals, one after the other: with a gap each is seen before the next is sent."""
    for place, one in enumerate(signals):
        if place and gap_s:
            wait_until(lambda: has_seen_all(process.pid))
            time.sleep(gap_s)
        process.send_signal(one)


def has_seen_all(pid: int) -> bool:
    """Return whether a process has taken all signals that were sent, and waits again."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    pending = [line for line in lines if line.startswith(("SigPnd:", "ShdPnd:"))]
    return not any(int(line.split()[1], 16) for line in pending) and state(pid) == "S"


@pytest.mark.parametrize(
    ("module", "signals"),
    [
        *((one, (INT, INT)) for one in MODULES),
        (MODULES[0], (TERM, TERM)),
        (MODULES[0], (INT, TERM)),
    ],
)
def test_two_end_it_there(module: str, signals: Sequence[signal.Signals]) -> None:
    with importing(module, *SERVE) as process:
        tell(process, signals, 2 * ECHO_S)
        assert exit_code(process, START_S) == FORCED
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("module", "workers", "one"),
    [(MODULES[0], "1", INT), (MODULES[0], "2", TERM), (MODULES[-1], "1", TERM)],
)
def test_one_stops_it_once_it_can_answer(module: str, workers: str, one: signal.Signals) -> None:
    with importing(module, *SERVE, "-workers", workers) as process:
        tell(process, (one,), 0.0)
        out, err = process.communicate(timeout=START_S)  # closes what it waits for
        assert process.returncode == 0
        assert ("is ready" in out) == (workers == "1")
        assert err == ""


def test_an_echo_is_no_second_one() -> None:
    with importing("sanic_mock.cli", *SERVE) as process:
        tell(process, (INT, TERM), 0.0)
        process.communicate(timeout=START_S)
        assert process.returncode == 0


@pytest.mark.parametrize(("one", "code"), [(INT, FORCED), (TERM, -TERM)])
def test_a_command_that_does_not_serve_ends_by_it(one: signal.Signals, code: int) -> None:
    with importing("sanic_mock.cli", "profiles") as process:
        tell(process, (one,), 0.0)
        out, err = process.communicate(timeout=START_S)
        assert process.returncode == code
        assert out + err == ""


def test_what_was_ignored_before_is_ignored_by_a_command_that_does_not_serve() -> None:
    """As SIGINT is by what a shell script starts in the background."""
    before = signal.signal(INT, signal.SIG_IGN)
    try:
        with importing("sanic_mock.cli", "profiles") as process:
            tell(process, (INT,), 0.0)
            out, _ = process.communicate(timeout=START_S)
            assert process.returncode == 0
            assert "realistic-network" in out
    finally:
        signal.signal(INT, before)
