"""Signals that a server has no use for, and an output that takes nothing."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import exit_code
from tests.processes import serving_apart, wait_until, worker_processes, written
from tests.reached import wait_read
from tests.requests import chat, post
from tests.serving import ROOT, STOP_S, wait_ready
from tests.talking import ask, receive

WORKER_COUNTS = ["1", "2"]
FURTHER = [signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2]


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_signal_that_asks_for_nothing_is_said_and_ends_nothing(workers: str) -> None:
    with serving_apart("-latency", "300", "-workers", workers) as server:
        for how in FURTHER:
            with server.connect() as connection:
                connection.sendall(post(chat()))
                wait_read(server)
                server.process.send_signal(how)
                assert b"200 OK" in receive(connection)
        assert ask(server, post(chat())).status == 200
        assert server.stop() == 0
        assert written(server).splitlines() == [
            f"sanic-mock: {how.name}: nothing is read again, and the server goes on as it is"
            for how in FURTHER
        ]


def test_a_worker_does_not_end_by_it_either() -> None:
    with serving_apart("-workers", "2") as server:
        before = worker_processes(server.process.pid)
        for pid in before:
            os.kill(pid, signal.SIGHUP)
        for _ in range(10):
            assert ask(server, post(chat())).status == 200
        assert worker_processes(server.process.pid) == before
        assert server.stop() == 0
        assert written(server).count("SIGHUP") == len(before)


def test_closing_its_terminal_stops_it() -> None:
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sanic_mock", "-port", "0"],
        cwd=ROOT,
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
        start_new_session=True,
    )
    os.close(its)
    try:
        wait_ready(process)
        os.close(ours)
        process.send_signal(signal.SIGHUP)  # as the terminal does for whoever it controls
        assert exit_code(process, STOP_S) == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_it_serves_though_its_output_is_full(workers: str, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with Path("/dev/full").open("w") as full, errors.open("w") as stderr:
        path = f"unix:{tmp_path}/socket"
        process = subprocess.Popen(
            [sys.executable, "-m", "sanic_mock", "-host", path, "-workers", workers],
            cwd=ROOT,
            stdout=full,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "cannot be written" in errors.read_text(), 60)
        if workers == "2":
            before = worker_processes(process.pid)
            os.kill(before[0], signal.SIGKILL)
            wait_until(lambda: len(set(worker_processes(process.pid)) - {before[0]}) == 2)
        process.terminate()
        assert exit_code(process, STOP_S) == 0
    finally:
        process.kill()
        process.wait()
    first = "the start-up block cannot be written: No space left on device"
    assert errors.read_text().splitlines()[0] == first
