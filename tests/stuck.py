"""A command whose loop stands still in C once it is told to stop: takes the same flags."""

from __future__ import annotations

import ctypes
import os
import sys

from sanic_mock import cli
from sanic_mock.server.intake import Intake


async def _stand_still(self: Intake, deadline_s: float) -> None:
    ctypes.PyDLL(None).sleep(60)  # which keeps Python's lock


if __name__ == "__main__":
    Intake.drain = _stand_still  # type: ignore[method-assign]
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
