"""The commands of profiles/CONTROL.md: each is run, and prints what the page says."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.controlling import controlled
from tests.house.pages import CONTROL, consoles
from tests.serving import Server
from tests.talking import serving_quietly

TOKEN = "token-of-the-page"
# By which a server is found, and may be reached, in tests.
_OF_TESTS = re.compile(r'"hosts":\["\*"\],|,"hosts":\["\*"\]|^hosts: .*\n', re.M)
BLOCKS = CONTROL.blocks("shell")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.parametrize("block", BLOCKS, ids=[one.partition("\n")[0][2:60] for one in BLOCKS])
def test_what_the_page_runs_prints_what_it_says(block: str, tmp_path: Path) -> None:
    port = free_port()
    profile = tmp_path / "tenants.yaml"
    profile.write_text("tenants: true")
    flags = ("-profile", str(profile)) if "/t/" in block else ()
    with serving_quietly("-port", str(port), "-admin-token", TOKEN, *flags) as server:
        controlled(server, "PATCH", "/profile", {"seed": 7})
        controlled(server, "POST", "/reset")
        for line, printed in consoles(block):
            assert ran(line, server, tmp_path) == printed, line


def ran(line: str, server: Server, folder: Path) -> str:
    """Return what a command of the page prints, as if the server listened at port 8000."""
    line = re.sub(r"^sanic-mock control (\w+)", rf"{sys.executable} -m sanic_mock control \1", line)
    environ = {**os.environ, "SANIC_MOCK_ADMIN_TOKEN": TOKEN, "PORT": str(server.port)}
    environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(
        ["bash", "-c", line.replace(":8000", f":{server.port}")],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    text = (done.stdout + done.stderr).replace(str(server.port), "8000")
    text = re.sub(r'(since_s"?: ?|next_in_s"?: ?)([\d.]+)', _rounded, _OF_TESTS.sub("", text))
    return text if text.endswith("\n") or not text else text + "\n"


def _rounded(found: re.Match[str]) -> str:
    """Return a time as the page has it: tests take theirs."""
    return f"{found[1]}{float(round(float(found[2]), -1))}"
