"""`python -m tests.server.stop_tries TRIES`: servers stopped as they start, or as they answer.

Each is forked from a process that has imported what it needs, so that a try is short, and most of
them fall into what the server itself does; `--fresh` starts an interpreter for each instead.
Half of the signals come at a moment between its first line and `--gap` seconds later, half within
10 ms of its being ready. With `--answers N` so many clients ask when it is ready, streams most of
them, and the signal comes at a moment until the last of them is answered.
Prints how many ended with which exit code, how many answers were cut, and how long the worst took,
and in which state the processes were of one that took longer than the grace time: on a busy machine
they run, or wait to run (R). None is one that did not end at all.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sanic_mock import cli
from sanic_mock.profile.sections.serving import GRACE_S
from sanic_mock.server import run as server_run
from sanic_mock.server.stopping import held_signals, note_early_signals
from tests.process_stat import process_stat
from tests.processes import descendants
from tests.server.stop_answers import PROFILE, cut_by

AT_READY_S = 0.01
ANSWERED_S = 0.6
MARGIN_S = 5.0
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Try:
    """How each server is started and stopped.

    Args:
        flags: its command line.
        gap_s: the last moment of a stop while it starts.
        answers: how many answers are under way; 0 is a stop while it starts.
        is_fresh: whether an interpreter is started for it.
    """

    flags: list[str]
    gap_s: float
    answers: int
    is_fresh: bool

    def run(self) -> tuple[int | None, int, float]:
        """Start a server and stop it.

        Returns:
            Its exit code, None for none; how many answers were cut; how long the stop took.
        """
        pid, reader = start(self.flags, is_fresh=self.is_fresh)
        stopped_s = 0.0

        def stop() -> None:
            nonlocal stopped_s
            stopped_s = time.monotonic()
            os.kill(pid, signal.SIGTERM)

        cut = self._stop(reader, stop)
        code = ended(pid)
        took_s = time.monotonic() - stopped_s
        if code is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGABRT)
            os.waitpid(pid, 0)
        os.close(reader)
        return code, cut, took_s

    def _stop(self, reader: int, stop: Callable[[], None]) -> int:
        if self.answers:
            return cut_by(wait_ready(reader), self.answers, random.uniform(0, ANSWERED_S), stop)
        if random.random() < 0.5:
            wait_ready(reader)
            time.sleep(random.uniform(0, AT_READY_S))
        else:
            time.sleep(random.uniform(0, self.gap_s))
        stop()
        return 0


def start(flags: list[str], *, is_fresh: bool) -> tuple[int, int]:
    """Start a server; return its process and what its standard output can be read from."""
    reader, writer = os.pipe()
    if is_fresh:
        words = [sys.executable, "-m", "sanic_mock", *flags]
        pid = subprocess.Popen(words, stdout=writer, process_group=0).pid
    else:
        with held_signals():  # until note is taken of them
            pid = os.fork()
            if not pid:
                os.dup2(writer, 1)
                be_server(flags)
    os.close(writer)
    return pid, reader


def be_server(flags: list[str]) -> NoReturn:
    """Be the command, in a process of its own."""
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115, it lasts as long as the process
    sys.argv = ["sanic-mock", *flags]
    code = 1
    try:
        note_early_signals()  # as `__main__` does in its first line
        os.setpgid(0, 0)
        cli.run()
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def wait_ready(reader: int) -> int:
    """Return the port when the start-up block was printed, 0 where it never is."""
    received = b""
    while b"  try " not in received and (more := os.read(reader, 4096)):
        received += more
    found = re.search(rb"://\S+?:(\d+)", received)
    return int(found[1]) if found else 0


def ended(pid: int) -> int | None:
    """Return the exit code of a process, None where it does not end."""
    begun_s, is_late = time.monotonic(), False
    while (waited_s := time.monotonic() - begun_s) < PATIENCE_S:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if waited_s > GRACE_S + MARGIN_S and not is_late:
            is_late = True
            print("late:", *map(state, (pid, *descendants(pid))), flush=True)
        time.sleep(0.002)
    return None


def state(pid: int) -> str:
    """Return a process's name, state, and the time that it has used a processor for."""
    stat = process_stat(pid)
    return f"{stat.name} {stat.state} {stat.own_s:.2f} s" if stat else "gone"


def main(arguments: list[str]) -> int:
    """Try as often as asked; return how many went wrong."""
    parser = argparse.ArgumentParser(prog="stop_tries")
    parser.add_argument("tries", type=int)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--gap", type=float, default=1.5)
    parser.add_argument("--answers", type=int, default=0)
    parser.add_argument("--fresh", action="store_true")
    asked = parser.parse_args(arguments)
    flags = ["-port", "0", "-workers", asked.workers]
    with tempfile.TemporaryDirectory() as folder:
        if asked.answers:
            profile = Path(folder, "paced.yaml")
            profile.write_text(PROFILE)
            flags += ["-profile", str(profile)]
        return _attempt(Try(flags, asked.gap, asked.answers, asked.fresh), asked.tries)


def _attempt(attempt: Try, tries: int) -> int:
    codes: Counter[int | None] = Counter()
    cut, wrong, worst_s = 0, 0, 0.0
    for number in range(1, tries + 1):
        code, lost, took_s = attempt.run()
        codes[code] += 1
        cut += lost
        wrong += code != 0 or lost > 0
        worst_s = max(worst_s, took_s)
        if code != 0 or lost or number % 100 == 0 or number == tries:
            text = f"{number} tries: {dict(codes)}, {cut} answers cut, worst {worst_s:.2f} s"
            print(text, flush=True)
    return wrong


if __name__ == "__main__":
    assert server_run  # imported before the first fork
    sys.exit(min(main(sys.argv[1:]), 125))
