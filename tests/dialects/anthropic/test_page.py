"""What the page says is so: its snippet runs, its paths are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx

from tests.dialects.anthropic.asking import FIELDS
from tests.serving import Server

PAGE = Path(__file__).resolve().parents[3] / "sanic_mock" / "dialects" / "anthropic" / "README.md"


def test_the_snippet_prints_a_text_and_its_tokens(server: Server) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)
    code = snippet.replace("http://127.0.0.1:8000", server.url)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert re.fullmatch(r".+ \d+\n", done.stdout, re.S), done.stderr[-500:]


def test_its_paths_are_there(server: Server) -> None:
    paths = re.findall(r"`(GET|POST) (/v1/\S+)`", PAGE.read_text())

    assert len(paths) == 10
    for method, path in paths:
        url = server.url + path.replace("{model}", "claude-haiku-4-5")
        assert httpx.request(method, url, headers=FIELDS).status_code in (200, 400)
