"""Work as it is done on a thread, without a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sanic_mock.engine import offload

_Done = TypeVar("_Done")


def patiently(
    work: Callable[[], _Done],
    is_wanted: Callable[[], bool] = lambda: True,
    spent_s: Callable[[], float] = lambda: 0.0,
) -> _Done:
    """Do work that somebody waits for, and that takes no time, unless told else."""
    return offload.patiently(work, is_wanted, spent_s)
