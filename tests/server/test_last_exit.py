"""A process ends at its time, whatever it does."""

from __future__ import annotations

import subprocess
import sys

import pytest

STUCK = """
import ctypes, sys
from sanic_mock.server.last_exit import LastExit
last = LastExit(0.2, 130)
assert last.is_set
{cancel}
{work}
"""


def code(work: str, cancel: str = "") -> int:
    """Return the exit code of a process that does some work."""
    script = STUCK.format(work=work, cancel=cancel)
    return subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such timers")
@pytest.mark.parametrize(
    ("work", "cancel", "wanted"),
    [
        ("ctypes.PyDLL(None).sleep(20)", "", 130),  # in C, with the lock held
        ("while True: pass", "", 130),
        ("import time; time.sleep(20)", "", 130),
        ("ctypes.PyDLL(None).usleep(500_000)", "last.cancel(); last.cancel()", 0),
        ("", "", 0),
    ],
)
def test_a_process_ends_with_its_code(work: str, cancel: str, wanted: int) -> None:
    assert code(work, cancel) == wanted
