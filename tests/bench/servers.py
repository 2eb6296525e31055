"""Servers under measurement: started, pinned, weighed and ended, each by its own id."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.machine import Cores, pin
from tests.bench.spread import BenchError
from tests.patience import exit_code
from tests.process_stat import process_stat
from tests.processes import memory_bytes

ROOT = Path(__file__).resolve().parents[2]
START_S = 20.0
STOP_S = 10.0
FLOOR, SANIC, MOCK, TIMERS = "floor", "plain Sanic", "sanic-mock", "one timer per chunk"
_LISTENING = re.compile(r"http://[^\s/]+?:(\d+)")


class Started(Protocol):
    """What is used of `subprocess.Popen`, and may be of what is started otherwise."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once it has ended; raises subprocess.TimeoutExpired."""
        ...

    def terminate(self) -> None:
        """Tell it to stop."""

    def kill(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is loaded.

    Attributes:
        name: as tables call it.
        port: on 127.0.0.1.
        pid: whose processor time and memory are its own; 0 where unknown.
        path: what is asked for.
    """

    name: str
    port: int
    pid: int
    path: str = "/v1/chat/completions"

    def cpu_s(self) -> float | None:
        """Processor seconds so far, with all child processes; None where unknown."""
        return cpu_s(self.pid) if self.pid else None

    def resident_bytes(self) -> int:
        """Resident memory with all child processes, what several share counted once."""
        return sum(map(_resident, family(self.pid)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where servers run.

    Attributes:
        cores: which cores.
        scratch: a directory for their output and profiles.
        root: the checkout whose `sanic_mock` runs.
        is_quick: whether it is only shown that everything runs.
    """

    cores: Cores
    scratch: Path
    root: Path = ROOT
    is_quick: bool = False

    @property
    def spins(self) -> bool:
        """Whether clients poll without sleeping, which takes all of their core."""
        return self.cores.apart and not self.is_quick


def mock_command(*flags: str, port: int = 0) -> list[str]:
    """Return the real command."""
    return [sys.executable, "-m", "sanic_mock", "-port", str(port), "-seed", "1", *flags]


def reference_command(kind: str, file: Path) -> list[str]:
    """Return the command of a server from reference.py."""
    return [sys.executable, "-m", "tests.bench.reference", kind, str(file)]


@contextmanager
def running(name: str, command: Sequence[str], place: Place) -> Iterator[Target]:
    """Run a server on its core until the block ends."""
    output = place.scratch / f"{name}.{time.monotonic_ns()}.out".replace(" ", "-")
    with spawned(command, output, {place.cores.server}, place.root) as process:
        yield Target(name, _port(process, output, command), process.pid)


@contextmanager
def spawned(
    command: Sequence[str], output: Path, cores: set[int] | frozenset[int], root: Path = ROOT
) -> Iterator[Started]:
    """Run a command on some cores until the block ends."""
    process = start(command, output, root)
    try:
        pin(process.pid, cores)
        yield process
    finally:
        _end(process)


def start(command: Sequence[str], output: Path, root: Path) -> Started:
    """Start a command in a checkout; what it writes goes to a file."""
    environ = {name: text for name, text in os.environ.items() if not _would_change(name)}
    # compiled once, elsewhere, unless somebody knows better
    environ.setdefault("PYTHONPYCACHEPREFIX", str(output.parent / "pycache"))
    with output.open("wb") as out:
        return subprocess.Popen(command, cwd=root, stdout=out, stderr=out, env=environ)


def said_by(command: Sequence[str], place: Place) -> str:
    """Run a command of our own on the servers' core to its end, and return what it printed."""
    own = ["taskset", "-c", str(place.cores.server), *command]
    ran = subprocess.run(own, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise BenchError(f"{' '.join(command)}: {ran.stderr.strip()}")
    return ran.stdout


def _would_change(variable: str) -> bool:
    return variable in ("PORT", "PYTHONDONTWRITEBYTECODE") or variable.startswith("SANIC_MOCK_")


def _end(process: Started) -> None:
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            exit_code(process, STOP_S)
    finally:  # a second Ctrl-C leaves nothing behind either
        if process.poll() is None:
            process.kill()
            process.wait()


def _port(process: Started, output: Path, command: Sequence[str]) -> int:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        written = output.read_text(errors="replace")
        found = _LISTENING.search(written)
        if found and written.endswith("\n"):
            return int(found[1])
        if process.poll() is not None:
            raise BenchError(f"{shlex.join(command)} ended at once: {written.strip()}")
        time.sleep(0.01)
    raise BenchError(f"{shlex.join(command)} did not listen within {START_S:g} s")


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it and still run."""
    found, rest = [], [pid]
    while rest:
        found.append(rest.pop())
        for tasks in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            with suppress(OSError):  # a thread that has just ended
                rest += map(int, tasks.read_text().split())
    return found


def cpu_s(pid: int) -> float:
    """Return user and system time of a process, its threads and its children in seconds."""
    return sum(map(_process_s, family(pid)))


def _process_s(pid: int) -> float:
    stat = process_stat(pid)
    if stat is None:
        raise BenchError(f"process {pid} has ended")
    return stat.all_s


def _resident(pid: int) -> int:
    held = memory_bytes(pid)
    if not held:
        raise BenchError(f"process {pid} has ended")
    return held


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_answer(process: Started, port: int, request: bytes) -> None:
    """Return once a server that may not listen yet has answered; try every 2 ms."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), START_S) as peer:
            peer.sendall(request)
            answer = peer.recv(1 << 16)
            if not answer.startswith(b"HTTP/1.1 200 "):
                raise BenchError(f"the first answer is: {answer[:600].decode(errors='replace')}")
            return
        time.sleep(0.002)
    raise BenchError(f"the server did not answer within {START_S:g} s")
