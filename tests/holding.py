"""`python -m tests.holding`: the command, whose store a stopped process holds from SIGUSR1 on."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from sanic_mock import cli
from sanic_mock.server import run
from sanic_mock.server.app import App, create_app
from sanic_mock.shared.store import Store


def _hold(store: Store) -> None:
    def stop(old: bytes | None) -> bytes | None:
        os.kill(os.getpid(), signal.SIGSTOP)
        return old

    pid = os.fork()
    if not pid:
        store.update("any", stop)
        os._exit(0)
    os.waitpid(pid, os.WUNTRACED)


def _holding_app(*args: Any) -> App:
    app = create_app(*args)

    async def listen(app: App) -> None:
        store = app.ctx.shared.store
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _hold, store)

    app.after_server_start(listen)
    return app


if __name__ == "__main__":
    run.create_app = _holding_app  # type: ignore[assignment, attr-defined]
    cli.run()
