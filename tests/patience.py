"""How long a test waits for a process that it runs: as long as a machine with time to spare needs.

Time in which a task of the machine waited for a processor is no time in which what is waited for
could have been done, and does not count. Linux adds it up (PSI, Documentation/accounting/psi.rst);
where it does not, all time counts.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

MOST = 20.0  # times as long is waited for what must come, however busy the machine is
_LOOK_S = 1.0
_PRESSURE = Path("/proc/pressure/cpu")
_US = 1e6


def pressed_s() -> float:
    """Return how long tasks have waited for a processor so far, one or many at a time."""
    try:
        found = re.search(r"^some .*total=(\d+)", _PRESSURE.read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(found[1]) / _US if found else 0.0


class Patience:
    """Ends with time that could have been used, or with very much time.

    Args:
        free_s: how much of it there is.
        clock: seconds, from anywhere.
        pressed: see `pressed_s`.
        most: times as long is waited, however busy the machine is.
    """

    def __init__(
        self,
        free_s: float,
        clock: Callable[[], float] = time.monotonic,
        pressed: Callable[[], float] = pressed_s,
        most: float = MOST,
    ) -> None:
        self._free_s = free_s
        self._clock = clock
        self._pressed = pressed
        self._most_s = most * free_s
        self._begun_s, self._before_s = clock(), pressed()

    def is_over(self) -> bool:
        """Return whether nothing more is to be expected."""
        gone_s = self._clock() - self._begun_s
        free_s = gone_s - (self._pressed() - self._before_s)
        return free_s > self._free_s or gone_s > self._most_s


@contextmanager
def within(free_s: float) -> Iterator[None]:
    """Hold that a block takes no longer than that; raises AssertionError."""
    patience = Patience(free_s)
    yield
    assert not patience.is_over(), f"it took more than {free_s} s"


def receive_some(
    connection: socket.socket, free_s: float, size: int = 1 << 16, most: float = MOST
) -> bytes:
    """Return what comes next on a connection, b"" at its end.

    Args:
        connection: its time-out is so long afterwards, and all time counts for that.
        free_s: how long nothing may come.
        size: the most bytes that are wanted.
        most: see Patience.

    Raises:
        TimeoutError: nothing came for so long.
    """
    look_s = min(_LOOK_S, free_s / 4)
    connection.settimeout(look_s)
    try:
        with suppress(TimeoutError):
            return connection.recv(size)
        patience = Patience(free_s - look_s, most=most)
        while True:
            try:
                return connection.recv(size)
            except TimeoutError:
                if patience.is_over():
                    raise
    finally:
        connection.settimeout(free_s)


class Waiting(Protocol):
    """A process that can be waited for."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code; raises subprocess.TimeoutExpired."""


def exit_code(process: Waiting, free_s: float) -> int:
    """Return how a process has ended, once it has; raises subprocess.TimeoutExpired."""
    patience = Patience(free_s)
    while True:
        try:
            return process.wait(min(_LOOK_S, free_s))
        except subprocess.TimeoutExpired:
            if patience.is_over():
                raise


def run(
    command: Sequence[str],
    free_s: float,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and return what it wrote; raises subprocess.TimeoutExpired."""
    pipe, patience = subprocess.PIPE, Patience(free_s)
    with subprocess.Popen(
        command, cwd=cwd, env=environ, stdout=pipe, stderr=pipe, text=True
    ) as process:
        while True:
            try:
                out, err = process.communicate(timeout=min(_LOOK_S, free_s))
            except subprocess.TimeoutExpired:
                if patience.is_over():
                    process.kill()
                    raise
            else:
                return subprocess.CompletedProcess(command, process.returncode, out, err)
