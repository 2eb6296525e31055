"""`python -m tests.server.stop_tries TRIES [WORKERS [GAP_S]]`: servers stopped while they start.

Each is forked from a process that has imported what it needs, so that a try is short, and most of
them fall into what the server itself does. Half of the signals come at a moment between its first
line and GAP_S later, half within 10 ms of its being ready. Prints how many ended with which exit
code, and how long the worst took; None is one that did not end in the grace time.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress
from typing import NoReturn

from sanic_mock import cli
from sanic_mock.profile.sections.server import GRACE_S
from sanic_mock.server import run as server_run
from sanic_mock.server.stopping import held_signals

AT_READY_S = 0.01
MARGIN_S = 5.0


def start(workers: str) -> tuple[int, int]:
    """Start a server; return its process and what its standard output can be read from."""
    reader, writer = os.pipe()
    with held_signals():  # as `__main__` does in its first line
        pid = os.fork()
        if not pid:
            os.dup2(writer, 1)
            be_server(workers)
    os.close(writer)
    return pid, reader


def be_server(workers: str) -> NoReturn:
    """Be the command, in a process of its own."""
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115, it lasts as long as the process
    sys.argv = ["sanic-mock", "-port", "0", "-workers", workers]
    code = 1
    try:
        os.setpgid(0, 0)
        cli.run()
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def wait_ready(reader: int) -> None:
    """Return when the start-up block was printed."""
    received = b""
    while b"  try " not in received and (more := os.read(reader, 4096)):
        received += more


def ended(pid: int) -> int | None:
    """Return the exit code of a process, None where it does not end in the grace time."""
    deadline_s = time.monotonic() + GRACE_S + MARGIN_S
    while time.monotonic() < deadline_s:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    return None


def attempt(workers: str, gap_s: float) -> tuple[int | None, float]:
    """Start a server and stop it; return its exit code, None for none, and how long that took."""
    pid, reader = start(workers)
    if random.random() < 0.5:
        wait_ready(reader)
        time.sleep(random.uniform(0, AT_READY_S))
    else:
        time.sleep(random.uniform(0, gap_s))
    began_s = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    code = ended(pid)
    if code is None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGABRT)
        os.waitpid(pid, 0)
    os.close(reader)
    return code, time.monotonic() - began_s


def main(tries: int, workers: str = "1", gap_s: str = "1.5") -> int:
    """Try so often; return how many went wrong."""
    codes: Counter[int | None] = Counter()
    worst_s = 0.0
    for number in range(tries):
        code, took_s = attempt(workers, float(gap_s))
        codes[code] += 1
        worst_s = max(worst_s, took_s)
        if code != 0 or number % 100 == 99:
            print(f"{number + 1} tries: {dict(codes)}, worst {worst_s:.2f} s", flush=True)
    return tries - codes[0]


if __name__ == "__main__":
    assert server_run  # imported before the first fork
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
