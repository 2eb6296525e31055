"""The commands of profiles/CONTROL.md: each is run, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.controlling import controlled
from tests.house.pages import CONTROL, consoles
from tests.house.running import free_port, printed_by
from tests.serving import Server
from tests.talking import serving_quietly

TOKEN = "token-of-the-page"
# By which a server is found, and may be reached, in tests.
_OF_TESTS = re.compile(r'"hosts":\["\*"\],|,"hosts":\["\*"\]|^hosts: .*\n', re.M)
BLOCKS = CONTROL.blocks("shell")


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
    text = _OF_TESTS.sub("", printed_by(line, server, folder, SANIC_MOCK_ADMIN_TOKEN=TOKEN))
    return re.sub(r'(since_s"?: ?|next_in_s"?: ?)([\d.]+)', _rounded, text)


def _rounded(found: re.Match[str]) -> str:
    """Return a time as the page has it: tests take theirs."""
    return f"{found[1]}{float(round(float(found[2]), -1))}"
