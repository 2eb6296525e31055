"""A command that is told to stop while it loads, which takes longer than any stop may.

Takes the same flags. It loads until there is a file, which the environment names; that it takes
so long is what clocks of monotonic time jump by.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sanic_mock import cli
from sanic_mock.server import keeper, large_process, lifecycle, run, stopping, workers
from sanic_mock.settings import Settings

UNTIL = "TESTS_SLOW_START_UNTIL"
LOADS_S = 3600.0
_LOOK_S = 0.005
_jumped_s = 0.0


def _monotonic() -> float:
    return time.monotonic() + _jumped_s


_load = run._load


def _load_slowly(settings: Settings) -> None:
    global _jumped_s
    os.kill(os.getpid(), signal.SIGTERM)
    _load(settings)
    while not Path(os.environ[UNTIL]).exists():
        time.sleep(_LOOK_S)
    _jumped_s = LOADS_S


if __name__ == "__main__":
    for module in (keeper, large_process, lifecycle, stopping, workers):
        module.monotonic = _monotonic  # type: ignore[attr-defined]
    run._load = _load_slowly
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
