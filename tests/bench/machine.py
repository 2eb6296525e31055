"""The machine: what it is, which core serves and which loads."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.bench.spread import BenchError

PACKAGES = ("sanic", "uvloop", "msgspec", "openai")


@dataclass(frozen=True, slots=True)
class Cores:
    """Where things run.

    Attributes:
        server: the core of every server.
        load: the core of the load and of this process.
        every: all cores that this process was given.
    """

    server: int
    load: int
    every: frozenset[int]

    @property
    def apart(self) -> bool:
        """Whether load and server do not share a core."""
        return self.server != self.load


def choose_cores(allowed: set[int]) -> Cores:
    """Give the first core to the servers and the last to the load."""
    return Cores(min(allowed), max(allowed), frozenset(allowed))


def take_cores() -> Cores:
    """Choose cores and move this process, and with it the load it starts, to the load's."""
    if not hasattr(os, "sched_setaffinity") or not Path("/proc/self/stat").exists():
        raise BenchError("the bench pins cores and reads /proc, which needs Linux")
    cores = choose_cores(os.sched_getaffinity(0))
    pin(0, {cores.load})
    return cores


def pin(pid: int, cores: set[int] | frozenset[int]) -> None:
    """Keep a process (0 is this one) on some cores; what it starts later inherits them."""
    os.sched_setaffinity(pid, cores)


def need_wrk() -> str:
    """Return the path of wrk."""
    found = shutil.which("wrk")
    if found is None:
        raise BenchError("wrk is not installed; get it with: apt-get install wrk")
    return found


def allow_files(wanted: int) -> None:
    """Raise this process's limit of open files to what `wanted` connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + 100
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise BenchError(f"{wanted} connections need {needed} open files; the limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def describe(cores: Cores) -> list[tuple[str, str]]:
    """Return what a reader needs to know to compare numbers, in order."""
    if cores.apart:
        pinned = f"servers on core {cores.server}, load on core {cores.load}"
    else:
        pinned = "ONE CORE: servers and load share it, so latencies are the load's as well"
    return [
        ("processor", f"{_processor()}, cores: {len(cores.every)}"),
        ("pinned", pinned),
        ("kernel", platform.release()),
        ("python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
        ("executable", sys.executable),
        ("busy", f"load average {os.getloadavg()[0]:.2f} before the start"),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
