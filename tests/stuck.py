"""A command whose loop stands still once it is told to stop: takes the same flags."""

from __future__ import annotations

import os
import sys
import time

from sanic_mock import cli
from sanic_mock.server.intake import Intake


async def _stand_still(self: Intake, deadline_s: float) -> None:
    time.sleep(60)


if __name__ == "__main__":
    Intake.drain = _stand_still  # type: ignore[method-assign]
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
