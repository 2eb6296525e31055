"""The commands of profiles/REPORT.md: each is run, and prints what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.report.changes import sent_field
from tests.house.pages import REPORT, consoles
from tests.house.running import free_port, printed_by
from tests.serving import Server
from tests.talking import serving_quietly


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of a machine that may be busy."""
    profile = tmp_path / "patient.yaml"
    profile.write_text("late_budget: 10s\nseed: 7\n")
    flags = ("-port", str(free_port()), "-ledger", "10000", "-profile", str(profile))
    with serving_quietly(*flags) as running:
        yield running


def spaced(text: str) -> str:
    """Return a text whose columns are as narrow as can be: they are as wide as times are long."""
    return re.sub(r"(?<=\S) {2,}", "  ", text)


def test_what_the_page_runs_prints_what_it_says(server: Server, tmp_path: Path) -> None:
    """All of it, in the order in which it stands there."""
    for block in REPORT.blocks("shell"):
        for line, printed in consoles(block):
            assert spaced(printed_by(line, server, tmp_path)) == spaced(printed), line


def test_digests_of_the_page_are_those_that_are_compared() -> None:
    (block,) = REPORT.blocks("python")
    there: dict[str, Any] = {}
    exec(block.partition("gateway =")[0], there)
    assert there["sent"] == sent_field(there["body"])
