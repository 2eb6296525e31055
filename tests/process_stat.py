"""What Linux says of a process in a line: proc_pid_stat(5)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_ZOMBIE = "Z"


class ProcessStat(NamedTuple):
    """One process.

    Attributes:
        name: which may have brackets and spaces in it.
        state: a letter, as `ps` shows it.
        own_s: user and system time of its own.
        all_s: that, and of its children that have ended.
    """

    name: str
    state: str
    own_s: float
    all_s: float

    @property
    def is_living(self) -> bool:
        """Whether it has not ended; its parent may not have asked for that yet."""
        return self.state != _ZOMBIE


def process_stat(pid: int) -> ProcessStat | None:
    """Return what is said of a process, None where there is none."""
    with suppress(OSError):
        return parse_stat(Path(f"/proc/{pid}/stat").read_text())
    return None


def parse_stat(line: str) -> ProcessStat:
    """Return what a line says."""
    before, _, behind = line.rpartition(")")
    fields = behind.split()
    own, ended = (sum(map(int, fields[at : at + 2])) for at in (11, 13))
    name = before.partition("(")[2]
    return ProcessStat(name, fields[0], own / _TICKS_PER_S, (own + ended) / _TICKS_PER_S)
