"""Runs the shell commands of pages against a server, as if that listened at port 8000."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT, Server


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def printed_by(line: str, server: Server, folder: Path, **environ: str) -> str:
    """Return what a line prints: its output and then its errors; its last line has an end."""
    command = f'sanic-mock() {{ "{sys.executable}" -m sanic_mock "$@"; }}; '
    done = subprocess.run(
        ["bash", "-c", command + line.replace(":8000", f":{server.port}")],
        cwd=folder,
        env={**os.environ, "PORT": str(server.port), "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    text = done.stdout.replace(str(server.port), "8000")
    return text if text.endswith("\n") or not text else text + "\n"
