"""The server runs as the image has it: as nobody, with nothing to write to."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.nursery import ROOT
from tests.serving import wait_ready

# As root, make everything that is mounted read-only; then be a user who is nobody, and the server.
CONFINED = (
    "mount --make-rprivate / && mount -o remount,bind,ro / && "
    'cd / && exec unshare --user --map-user=65532 --map-group=65532 -- "$@"'
)
BODY = b'{"model":"gpt-4o","messages":[{"role":"user","content":"%s"}]}'
UNSHARE = ("unshare", "--mount", "--", "sh", "-c", CONFINED, "confined")


def can_confine() -> bool:
    """Return whether this machine lets a test do that."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    return tried.returncode == 0


def status(url: str, body: bytes | None = None) -> int:
    """Return the status of an answer."""
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_that_may_write_nowhere_answers_and_stops(workers: int) -> None:
    if not can_confine():
        pytest.skip("no rights to make a file system read-only")
    environ = {"SANIC_MOCK_HOST": "0.0.0.0", "SANIC_MOCK_PORT": "0", "PYTHONPATH": str(ROOT)}
    argv = [*UNSHARE, sys.executable, "-m", "sanic_mock", f"-workers={workers}"]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            server = wait_ready(process)
            chat = f"{server.url}/v1/chat/completions"
            assert status(f"{server.url}/health") == 200
            assert status(chat, BODY % b"Hello") == 200
            assert status(chat, BODY % (b"word " * 100_000)) == 200
        finally:
            process.send_signal(signal.SIGTERM)
            told = process.communicate(timeout=60)[1]
    assert (process.returncode, told) == (0, "")
