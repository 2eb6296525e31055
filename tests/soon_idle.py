"""A command that closes connections which idle for two seconds: takes the same flags."""

from __future__ import annotations

import os
import sys

from sanic_mock import cli
from sanic_mock.server import app

if __name__ == "__main__":
    app.IDLE_S = 2.0  # type: ignore[assignment]
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
