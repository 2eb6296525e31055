"""The command, which has a fifth of a second for the files of a request: takes the same flags.

A server has two, which a file that takes minutes spends in each test that sends one.
"""

from __future__ import annotations

from sanic_mock.cli import run
from sanic_mock.engine import file_time

MOST_S = 0.2  # more than is spent beside a worker's loop

if __name__ == "__main__":
    file_time.MOST_S = MOST_S
    file_time.FileTime.__init__.__defaults__ = (MOST_S,)
    run()
