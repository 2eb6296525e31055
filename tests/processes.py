"""Servers as processes: started apart from the tests' own group, looked into through /proc."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.patience import Patience
from tests.process_stat import process_stat
from tests.serving import ANY_PORT, Server, errors_in, wait_ready
from tests.started import start

# what workers are listed as, and the processes for large requests
WORKER = "mock-worker"
KEEPER, SPARE, LARGE = "mock-keeper", "mock-spare", "mock-large"


@contextmanager
def serving_apart(
    *flags: str, limit: int | None = None, module: str = "sanic_mock"
) -> Iterator[Server]:
    """Run the command in a process group of its own, and end that group with the block.

    Args:
        flags: of the command.
        limit: how many descriptors each of its processes may have.
        module: what is run.
    """
    process = start(module, [*ANY_PORT, *flags], is_apart=True, descriptors=limit)
    try:
        yield wait_ready(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def written(server: Server) -> str:
    """Return what a stopped server has written to stderr, but that it was late."""
    assert server.process.stderr is not None
    return errors_in(server.process.stderr.read())


def named(pid: int) -> str:
    """Return the name of a living process, "" of any other."""
    stat = process_stat(pid)
    return stat.name if stat and stat.is_living else ""


def state(pid: int) -> str:
    """Return the letter of a process's state, as `ps` tells it; "" where it has ended."""
    stat = process_stat(pid)
    return stat.state if stat else ""


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Let a process do nothing until the block ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: state(pid) == "T")
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def descendants(pid: int) -> list[int]:
    """Return the processes below one, by Linux's own listing; none of one that has gone."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [one for child in map(int, children) for one in (child, *descendants(child))]


def worker_processes(pid: int) -> list[int]:
    """Return the workers of a server that has several, in the order in which they were started."""
    return [one for one in descendants(pid) if named(one) == WORKER]


def sockets(pid: int) -> int:
    """Return how many sockets a process has open."""
    count = 0
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            count += str(one.readlink()).startswith("socket:")
    return count


def memory_bytes(pid: int) -> int:
    """Return a process's memory, of what it shares its share; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def own_bytes(pid: int) -> int:
    """Return what a process has written and shares with no other, in bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no memory of its own is told")


def mapped_bytes(pid: int) -> int:
    """Return what a process has in memory of files, others' share of it included."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssFile:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no memory of files is told")


def wait_until(is_so: Callable[[], object], timeout_s: float = 15.0) -> None:
    """Return when something has become so; only time to spare counts, see `patience`."""
    patience = Patience(timeout_s)
    while not is_so():
        assert not patience.is_over(), "it did not become so"
        time.sleep(0.02)
