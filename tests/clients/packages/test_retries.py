"""Vendors' clients try again as they do with the vendor, and the ledger tells how often.

They run only where `--packages` asks for it, in what `test_packages` makes for them. A client's
number is of its own defaults; where those are to try once, the script asks for three.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.clients.packages import environments
from tests.controlling import controlled
from tests.installing import install, tool
from tests.serving import ROOT, Server
from tests.sharing import lending

RUN_S = 300.0
# What goes wrong, and whether with a stream.
ROWS: Mapping[str, tuple[str, bool]] = {
    "busy": ("status;code=429;retry_after=1s;first=1;per=case", False),
    "failing": ("status;code=503", False),
    "wrong": ("status;code=400", False),
    "cut": ("cut", False),
    "cut in its midst": ("cut;after=5tokens;first=1;per=case", False),
    "cut stream": ("cut;after=5tokens;first=1;per=case", True),
    "silent": ("stall;for=ever;first=1;per=case", False),
}
# How often each client asks, row by row. A body that is cut is tried again by those that read it
# within their loop of attempts, a stream by none.
ATTEMPTS: Mapping[str, Sequence[int]] = {
    "openai-python": (2, 3, 1, 3, 2, 1, 2),
    "anthropic-python": (2, 3, 1, 3, 2, 1, 2),
    "google-genai-python": (2, 3, 1, 1, 1, 1, 2),
    "boto3 legacy": (2, 5, 1, 5, 1, 1, 2),
    "boto3 standard": (2, 3, 1, 3, 1, 1, 2),
    "openai-node": (2, 3, 1, 3, 1, 1, 2),
    "anthropic-node": (2, 3, 1, 3, 1, 1, 2),
    "google-genai-node": (2, 3, 1, 1, 1, 1, 2),
    "aws-sdk-node": (2, 3, 1, 3, 2, 1, 2),
    "ai-sdk": (2, 3, 1, 3, 2, 1, 1),  # it has no time-out
    "openai-go": (2, 3, 1, 3, 1, 1, 2),
    "anthropic-go": (2, 3, 1, 3, 2, 1, 2),
    "google-genai-go": (2, 3, 1, 3, 1, 1, 2),
    "openai-java": (2, 3, 1, 3, 1, 1, 2),
    "aws-sdk-go": (2, 3, 1, 3, 1, 1, 2),
}
# Those that wait as long as the answer asks; botocore's older mode reads no such field, and
# Google's clients have a backoff of their own.
PATIENT = {"openai-python", "anthropic-python", "boto3 standard", "openai-node", "anthropic-node"}
PATIENT |= {"aws-sdk-node", "ai-sdk", "openai-go", "anthropic-go", "aws-sdk-go", "openai-java"}

pytestmark = pytest.mark.skipif(
    "not config.getoption('--packages')", reason="only where --packages asks for it"
)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that remembers who asked."""
    with lending("seed: 7\n", "-ledger", "1000") as server:
        yield server


def check(server: Server, command: Sequence[str], folder: Path) -> None:
    """Have a program ask, and hold its clients, and the ledger, to the tables."""
    given = [*command, json.dumps(ROWS)]
    environment = os.environ | {"MOCK_URL": server.url}
    done = subprocess.run(
        given, cwd=folder, env=environment, capture_output=True, text=True, timeout=RUN_S
    )
    assert done.returncode == 0, done.stderr[-2000:]
    kept: Any = controlled(server, "GET", "/requests?limit=1000")["requests"]
    asked: dict[str, list[Any]] = defaultdict(list)
    for one in reversed(kept):
        asked[one["case"]].append(one)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told
    for client in dict.fromkeys(one["client"] for one in told):
        found = {row: asked[f"{client}: {row}"] for row in ROWS}
        assert tuple(map(len, found.values())) == tuple(ATTEMPTS[client]), client
        check_told(client, found)


def check_told(client: str, found: Mapping[str, list[Any]]) -> None:
    """Hold what the ledger says of a client's attempts."""
    for row, attempts in found.items():
        again = [one.get("came_again_as") for one in attempts]
        assert again == [None, *["retry"] * (len(attempts) - 1)], (client, row)
    endings = {row: attempts[0]["ending"] for row, attempts in found.items()}
    assert endings == {
        "busy": "completed",
        "failing": "completed",
        "wrong": "completed",
        "cut": "faulted",
        "cut in its midst": "faulted",
        "cut stream": "faulted",
        "silent": "left",
    }, client
    assert found["busy"][0]["retry_after_ms"] == 1000, client
    if client in PATIENT:
        assert found["busy"][1]["has_waited"], client


def test_clients_for_python(server: Server) -> None:
    check(server, [sys.executable, "-m", "tests.clients.packages.scripts.retrying"], ROOT)


def test_clients_for_node(request: pytest.FixtureRequest, server: Server) -> None:
    folder = environments.node_of(request.config.cache, "node")
    node = str(folder / "node_modules" / ".bin" / "node")

    check(server, [node, "retrying.mjs"], folder)


def test_clients_for_go(server: Server, tmp_path: Path) -> None:
    go = tool("go")
    source, program = environments.HERE / "go", tmp_path / "program"
    install("clients for Go", [go, "mod", "download"], source)
    command = [go, "build", "-o", str(program), "./retrying"]
    subprocess.run(command, cwd=source, check=True, timeout=RUN_S)

    check(server, [str(program)], source)


def test_openai_for_java(server: Server, tmp_path: Path) -> None:
    check(server, [*environments.java_of("openai", tmp_path), "Retrying"], ROOT)
