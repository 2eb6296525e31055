"""A server, a probe beside it, and what an attack changes for it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from types import TracebackType

from tests.hostile.attacks import Attack
from tests.hostile.probe import PROFILE, Window
from tests.processes import descendants, memory_bytes
from tests.serving import ROOT, Server, serving


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attack came to.

    Attributes:
        attack: which.
        statuses: how often each was answered; 0 is none.
        control: what was noticed before it, for as long.
        during: what was noticed of it.
        peak_bytes: most memory that the server had, all its processes together.
    """

    attack: Attack
    statuses: Counter[int]
    control: Window
    during: Window
    peak_bytes: int

    def __str__(self) -> str:
        during, control = self.during, self.control
        return (
            f"{self.attack.name:24} {self.attack.size:>9,}  gap {during.gap_ms:6.1f} ms, health "
            f"{during.health_ms:6.1f}, stall {during.stall_ms:5.1f}, of tokens "
            f"{during.token_stall_ms:5.1f}, used {during.used_ms:5.0f}  (before: "
            f"{control.gap_ms:.1f}, {control.health_ms:.1f}, {control.stall_ms:.1f})  "
            f"{self.peak_bytes / 1e6:5.0f} MB  "
            f"{dict(self.statuses)}"
        )


class Scene:
    """A running server that is probed.

    Args:
        server: which.
        probe: the process of `tests.hostile.probe`.
    """

    def __init__(self, server: Server, probe: subprocess.Popen[str]) -> None:
        self._server = server
        self._probe = probe

    def suffer(self, attack: Attack, control_s: float) -> Outcome:
        """Do nothing for a while, then attack."""
        self._window()
        sleep(control_s)
        control = self._window()
        with Peak(self._server.process.pid) as peak:
            statuses = attack.run(self._server.port)
        return Outcome(attack, statuses, control, self._window(), peak.most_bytes)

    def _window(self) -> Window:
        assert self._probe.stdin is not None
        assert self._probe.stdout is not None
        print(file=self._probe.stdin, flush=True)
        line = self._probe.stdout.readline()
        assert line, "the probe has ended: its stream or the server did"
        return Window(**json.loads(line))


class Peak:
    """The most memory of a process and its children while a block runs.

    Args:
        pid: the process.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most_bytes = 0

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            family = [self._pid, *descendants(self._pid)]
            self.most_bytes = max(self.most_bytes, sum(map(memory_bytes, family)))
            if self._is_over.wait(0.1):
                return


@contextmanager
def paced(scratch: Path, *flags: str) -> Iterator[Scene]:
    """Run a server whose streams take their time, and a probe of both, until the block ends."""
    profile = scratch / "probed.yaml"
    profile.write_text(json.dumps(PROFILE))
    with serving("-profile", str(profile), *flags) as server, _probed(server, "stream") as scene:
        yield scene


@contextmanager
def immediate(*flags: str) -> Iterator[Scene]:
    """Run a server that answers at once, and a probe of `/health`, until the block ends."""
    with serving(*flags) as server, _probed(server) as scene:
        yield scene


@contextmanager
def _probed(server: Server, *flags: str) -> Iterator[Scene]:
    command = [sys.executable, "-m", "tests.hostile.probe", str(server.port)]
    command += [str(server.process.pid), *flags]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as probe:
        try:
            yield Scene(server, probe)
        finally:
            assert probe.stdin is not None
            probe.stdin.close()
            probe.wait(10)
