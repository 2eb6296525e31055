"""How many cores a process may use: fewer than the machine has, where they are shared out."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path


def usable_cores() -> int:
    """Return how many cores this process may use, at least 1."""
    return max(1, min(_allowed(), quota()))


def _allowed() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def quota(file: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Return how many cores a container's time is worth, at least in part; many if unlimited.

    Two numbers of microseconds, or `max` and one: cgroup-v2.rst, cpu.max.
    """
    try:
        quota_us, period_us = file.read_text().split()
        return ceil(int(quota_us) / int(period_us))
    except (OSError, ValueError):
        return 1 << 16
