"""`python -m tests.growing`: the command, whose process for large requests may not grow at all."""

from __future__ import annotations

from sanic_mock.cli import run
from sanic_mock.server import large_end

if __name__ == "__main__":
    large_end.GROWN_BYTES, large_end.LEAST_BODY = -1, 0
    run()
