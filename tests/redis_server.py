"""Runs a Redis or Valkey server of one's own, where there is one."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.processes import wait_until

START_S = 20.0
BINARY = shutil.which("redis-server") or shutil.which("valkey-server")
WHY_NOT = "" if BINARY else "neither redis-server nor valkey-server is installed"
if find_spec("redis") is None:
    WHY_NOT = "the package redis is not installed"


@dataclass
class RedisServer:
    """One that runs, or does not just now."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, with nothing in it."""
        assert BINARY is not None
        flags = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir"]
        self.process = subprocess.Popen(
            [BINARY, *flags, str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._is_listening, START_S)

    def _is_listening(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "it did not start"
        try:
            socket.create_connection(("127.0.0.1", self.port), 1.0).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """Run one until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = RedisServer(probe.getsockname()[1], folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
