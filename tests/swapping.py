"""The command, which runs another profile from SIGUSR1 on: `python -m tests.swapping`.

The other profile answers as the model `swapped`, is called so, and takes bodies of 4 KiB.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from typing import Any

from sanic_mock import cli
from sanic_mock.server import app as app_module
from sanic_mock.server import run
from sanic_mock.server.app import App, create_app


def swap(app: App) -> None:
    """Run the other profile from here on."""
    worker = app.ctx.worker
    other = {"profile": "swapped", "model": "swapped", "max_body_bytes": 4096}
    worker.swap(replace(worker.variant.settings, **other))


def swapping_app(*args: Any) -> App:
    """Return the app, which waits for the signal."""
    app = create_app(*args)

    async def listen(app: App) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, swap, app)

    app.after_server_start(listen)
    return app


if __name__ == "__main__":
    app_module.create_app = swapping_app  # type: ignore[assignment]
    run.create_app = swapping_app  # type: ignore[assignment, attr-defined]
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
